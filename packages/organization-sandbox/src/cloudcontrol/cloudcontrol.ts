import * as v from 'valibot';
import { AwsError } from '../contract/aws-error.ts';
import { limitedText, validationMessage, withRequestChecks } from '../contract/constraints.ts';
import type { Operation, Service } from '../contract/operation.ts';
import { object } from '../contract/shapes.ts';
import type { Organization } from '../world/organization.ts';
import { type AccountServices, DEFAULT_SERVICES } from '../world/services.ts';

/* The constraints on the members: https://docs.aws.amazon.com/cloudcontrolapi/latest/APIReference/API_GetResource.html */
const REQUESTS = {
  GetResource: object({
    TypeName: limitedText({
      min: 10,
      max: 196,
      pattern: '[A-Za-z0-9]{2,64}::[A-Za-z0-9]{2,64}::[A-Za-z0-9]{2,64}',
    }),
    TypeVersionId: v.optional(limitedText({ min: 1, max: 128 })),
    RoleArn: v.optional(limitedText({ min: 20, max: 2048 })),
    Identifier: limitedText({ min: 1, max: 1024, pattern: '.+' }),
  }),
};

/**
 * AWS Cloud Control API, which here knows the Slack channels of Amazon Q Developer and the keys of KMS that the world names, and
 * nothing else.
 */
export const createCloudControl = (organization: Organization): Service => ({
  name: 'cloudcontrolapi',
  operations: withRequestChecks(
    REQUESTS,
    { GetResource: getResource(organization) },
    (violations) => new AwsError('ValidationException', validationMessage(violations)),
  ),
});

const getResource =
  ({ accounts }: Organization): Operation =>
  ({ caller, input }) => {
    const { TypeName, Identifier } = input;
    const propertiesOf = TYPES.get(String(TypeName));
    if (propertiesOf === undefined) {
      throw new AwsError('TypeNotFoundException', `The sandbox does not know the type ${TypeName}.`);
    }
    const services = accounts.get(caller.accountId)?.services ?? DEFAULT_SERVICES;
    const properties = propertiesOf(services, caller.accountId, String(Identifier));
    if (properties === undefined) {
      throw new AwsError(
        'ResourceNotFoundException',
        `Resource of type '${TypeName}' with identifier '${Identifier}' was not found.`,
      );
    }
    return { TypeName, ResourceDescription: { Identifier, Properties: JSON.stringify(properties) } };
  };

/** The properties of a resource; undefined where there is none. */
type PropertiesOf = (services: AccountServices, accountId: string, identifier: string) => object | undefined;

const TYPES: ReadonlyMap<string, PropertiesOf> = new Map([
  ['AWS::Chatbot::SlackChannelConfiguration', slackChannel],
  ['AWS::KMS::Key', key],
]);

function slackChannel(
  { chatConfigurations }: AccountServices,
  accountId: string,
  identifier: string,
): object | undefined {
  const name = chatConfigurations.find(
    (one) => identifier === `arn:aws:chatbot::${accountId}:chat-configuration/slack-channel/${one}`,
  );
  return name === undefined ? undefined : { ConfigurationName: name, Arn: identifier };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kms-key.html */
function key({ kmsKeys }: AccountServices, accountId: string, identifier: string): object | undefined {
  const found = kmsKeys.find(({ id }) => id === identifier);
  if (found === undefined) return undefined;
  const { id, enabled, usage, spec } = found;
  return {
    KeyId: id,
    Arn: `arn:aws:kms:us-east-1:${accountId}:key/${id}`,
    Enabled: enabled,
    KeyUsage: usage,
    KeySpec: spec,
  };
}
