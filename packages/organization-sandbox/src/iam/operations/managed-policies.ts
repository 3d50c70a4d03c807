import type { Operation } from '../../contract/operation.ts';
import type { IamContext } from '../context.ts';
import { noSuchEntity } from '../errors.ts';

/** The managed policies that the world names. https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicy.html */
export const getPolicy =
  ({ organization }: IamContext): Operation =>
  ({ caller, input }) => {
    const arn = String(input.PolicyArn);
    const [, accountId, name = ''] = /^arn:[^:]+:iam::(\d{12}):policy\/(?:.*\/)?([^/]+)$/.exec(arn) ?? [];
    const { managedPolicies = [] } = organization.accounts.get(caller.accountId)?.services ?? {};
    if (accountId !== caller.accountId || !managedPolicies.includes(name)) {
      throw noSuchEntity(`Policy ${arn} was not found.`);
    }
    return { Policy: { PolicyName: name, Arn: arn, DefaultVersionId: 'v1', IsAttachable: true } };
  };
