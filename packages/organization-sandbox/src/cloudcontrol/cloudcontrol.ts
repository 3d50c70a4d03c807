import * as v from 'valibot';
import { AwsError } from '../contract/aws-error.ts';
import { limitedText, validationMessage, withRequestChecks } from '../contract/constraints.ts';
import type { Operation, Service } from '../contract/operation.ts';
import { object } from '../contract/shapes.ts';
import type { Organization } from '../world/organization.ts';

const SLACK_CHANNEL = 'AWS::Chatbot::SlackChannelConfiguration';

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

/** AWS Cloud Control API, which here knows the Slack channels of Amazon Q Developer that the world names, and nothing else. */
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
    if (TypeName !== SLACK_CHANNEL) {
      throw new AwsError('TypeNotFoundException', `The sandbox does not know the type ${TypeName}.`);
    }
    const names = accounts.get(caller.accountId)?.services.chatConfigurations ?? [];
    const name = names.find(
      (one) => Identifier === `arn:aws:chatbot::${caller.accountId}:chat-configuration/slack-channel/${one}`,
    );
    if (name === undefined) {
      throw new AwsError(
        'ResourceNotFoundException',
        `Resource of type '${TypeName}' with identifier '${Identifier}' was not found.`,
      );
    }
    return {
      TypeName,
      ResourceDescription: {
        Identifier,
        Properties: JSON.stringify({ ConfigurationName: name, Arn: Identifier }),
      },
    };
  };
