import type { Operation } from '../../contract/operation.ts';
import type { IamContext } from '../context.ts';
import { noSuchEntity } from '../errors.ts';

/** The roles that the world names. https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html */
export const getRole =
  ({ organization }: IamContext): Operation =>
  ({ caller, input }) => {
    const name = String(input.RoleName);
    const { roles = [] } = organization.accounts.get(caller.accountId)?.services ?? {};
    if (!roles.includes(name)) throw noSuchEntity(`The role with name ${name} cannot be found.`);
    return { Role: { RoleName: name, Path: '/', Arn: `arn:aws:iam::${caller.accountId}:role/${name}` } };
  };
