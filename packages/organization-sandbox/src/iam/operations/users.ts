import * as v from 'valibot';
import { AwsError } from '../../contract/aws-error.ts';
import { parseJson } from '../../contract/json.ts';
import type { Call, Operation } from '../../contract/operation.ts';
import { policySchema } from '../../policy/policy.ts';
import type { Account, IamUser } from '../../world/account.ts';
import { type IamContext, optionalText, requiredText } from '../context.ts';
import { callersAccount, ownerOf } from '../credential-owner.ts';
import { entityAlreadyExists, noSuchEntity, validationError } from '../errors.ts';
import { page } from '../page.ts';

const described = (account: Account, { name, createdAt }: IamUser) => ({
  Path: '/',
  UserName: name,
  UserId: `AIDA${account.id}${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')}`,
  Arn: `arn:aws:iam::${account.id}:user/${name}`,
  CreateDate: createdAt,
});

/** A root user has no name and no path, and its id is that of the account. */
export const getUser =
  (context: IamContext): Operation =>
  (call) => {
    const owner = ownerOf(context, call);
    const { account } = owner;
    if (owner.type === 'user') return { User: described(account, owner.user) };
    return {
      User: { UserId: account.id, Arn: `arn:aws:iam::${account.id}:root`, CreateDate: account.joinedAt },
    };
  };

export const createUser =
  (context: IamContext): Operation =>
  (call) => {
    const account = callersAccount(context, call);
    const name = requiredText(call, 'UserName');
    if (isTaken(account, name)) throw entityAlreadyExists(`User with name ${name} already exists.`);
    const user: IamUser = {
      name,
      createdAt: call.now,
      password: undefined,
      accessKeys: [],
      policies: new Map(),
    };
    account.users.set(name, user);
    return { User: described(account, user) };
  };

/** Names are unique regardless of case. */
const isTaken = ({ users }: Account, name: string): boolean =>
  [...users.keys()].some((other) => other.toLowerCase() === name.toLowerCase());

export const listUsers =
  (context: IamContext): Operation =>
  (call) => {
    const account = callersAccount(context, call);
    return page(
      call,
      'Users',
      [...account.users.values()].map((user) => described(account, user)),
    );
  };

function namedUser(context: IamContext, call: Call): IamUser {
  const name = requiredText(call, 'UserName');
  const user = callersAccount(context, call).users.get(name);
  if (user === undefined) throw noSuchEntity(`The user with name ${name} cannot be found.`);
  return user;
}

/** Stores an inline policy, which is evaluated in each call of the user. */
export const putUserPolicy =
  (context: IamContext): Operation =>
  (call) => {
    const user = namedUser(context, call);
    const document = requiredText(call, 'PolicyDocument');
    if (!isPolicy(document)) {
      throw new AwsError('MalformedPolicyDocument', 'Syntax errors in policy.', 400);
    }
    user.policies.set(requiredText(call, 'PolicyName'), document);
    return {};
  };

export const deleteUserPolicy =
  (context: IamContext): Operation =>
  (call) => {
    const name = requiredText(call, 'PolicyName');
    if (!namedUser(context, call).policies.delete(name)) {
      throw noSuchEntity(`The user policy with name ${name} cannot be found.`);
    }
    return {};
  };

/** For IAM users only: the API cannot change a root user's password. */
export const changePassword =
  (context: IamContext): Operation =>
  (call) => {
    requiredText(call, 'OldPassword');
    requiredText(call, 'NewPassword');
    if (call.caller.type !== 'iam-user' || optionalText(call, 'UserName') !== undefined) {
      throw new AwsError('InvalidUserType', 'Only IAM Users can change their own password', 400);
    }
    const owner = ownerOf(context, call);
    if (owner.type !== 'user' || owner.user.password === undefined) {
      throw validationError('The user has no password to change.');
    }
    owner.user.password = { createdAt: call.now };
    return {};
  };

function isPolicy(document: string): boolean {
  try {
    return v.safeParse(policySchema, parseJson(document)).success;
  } catch {
    return false;
  }
}
