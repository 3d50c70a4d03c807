import type { Call, Operation } from '../../contract/operation.ts';
import type { IamContext } from '../context.ts';
import { noSuchEntity } from '../errors.ts';

/** A policy of the world has one version. */
const VERSION = 'v1';

/** The managed policies that the world names. https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicy.html */
export const getPolicy =
  (context: IamContext): Operation =>
  (call) => {
    const { name, arn } = requirePolicy(context, call);
    return { Policy: { PolicyName: name, Arn: arn, DefaultVersionId: VERSION, IsAttachable: true } };
  };

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicyVersion.html */
export const getPolicyVersion =
  (context: IamContext): Operation =>
  (call) => {
    const { arn, document } = requirePolicy(context, call);
    const { VersionId } = call.input;
    if (VersionId !== VERSION) throw noSuchEntity(`Policy ${arn} version ${VersionId} does not exist.`);
    return {
      PolicyVersion: {
        Document: encodeURIComponent(JSON.stringify(document)),
        VersionId: VERSION,
        IsDefaultVersion: true,
      },
    };
  };

function requirePolicy({ organization }: IamContext, { caller, input }: Call) {
  const arn = String(input.PolicyArn);
  const [, accountId, name] = /^arn:[^:]+:iam::(\d{12}):policy\/(?:.*\/)?([^/]+)$/.exec(arn) ?? [];
  const { managedPolicies = [] } = organization.accounts.get(caller.accountId)?.services ?? {};
  const policy = managedPolicies.find((one) => one.name === name);
  if (accountId !== caller.accountId || policy === undefined) {
    throw noSuchEntity(`Policy ${arn} was not found.`);
  }
  return { ...policy, arn };
}
