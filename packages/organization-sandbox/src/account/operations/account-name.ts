import { limitedText } from '../../contract/constraints.ts';
import type { Operation } from '../../contract/operation.ts';
import { type AccountContext, parseRequest, subjectOf } from '../context.ts';

const putRequest = { AccountName: limitedText({ min: 1, max: 50, pattern: '[ -;=?-~]+' }) };

/** https://docs.aws.amazon.com/accounts/latest/reference/API_PutAccountName.html */
export const putAccountName =
  (context: AccountContext): Operation =>
  (call) => {
    const { AccountId, AccountName } = parseRequest(putRequest, call);
    subjectOf(context, call, AccountId).name = AccountName;
    return {};
  };

/** https://docs.aws.amazon.com/accounts/latest/reference/API_GetAccountInformation.html */
export const getAccountInformation =
  (context: AccountContext): Operation =>
  (call) => {
    const { id, name, joinedAt } = subjectOf(context, call, parseRequest({}, call).AccountId);
    return { AccountId: id, AccountName: name, AccountCreatedDate: joinedAt.toISOString() };
  };
