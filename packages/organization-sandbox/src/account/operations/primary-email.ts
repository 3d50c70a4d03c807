import { AwsError } from '../../contract/aws-error.ts';
import { limitedText } from '../../contract/constraints.ts';
import type { Call, Operation } from '../../contract/operation.ts';
import { type AccountContext, changeContacts, contactsOf, parseRequest, subjectOf } from '../context.ts';

const PrimaryEmail = limitedText({ min: 5, max: 64, pattern: '[^@\\s]+@[^@\\s]+' });
const acceptRequest = { PrimaryEmail, Otp: limitedText({ pattern: '[a-zA-Z0-9]{6}' }) };

/** Only of a member, by an administrator. https://docs.aws.amazon.com/accounts/latest/reference/API_StartPrimaryEmailUpdate.html */
export const startPrimaryEmailUpdate =
  (context: AccountContext): Operation =>
  (call) => {
    const { AccountId, PrimaryEmail: pendingEmail } = parseRequest({ PrimaryEmail }, call);
    changeContacts(context, memberOf(context, call, AccountId), { pendingEmail });
    return { Status: 'PENDING' };
  };

/** Any one-time password is accepted. https://docs.aws.amazon.com/accounts/latest/reference/API_AcceptPrimaryEmailUpdate.html */
export const acceptPrimaryEmailUpdate =
  (context: AccountContext): Operation =>
  (call) => {
    const { AccountId, PrimaryEmail: email } = parseRequest(acceptRequest, call);
    const account = memberOf(context, call, AccountId);
    const { pendingEmail, ...contacts } = contactsOf(context, account);
    if (pendingEmail !== email) {
      throw new AwsError(
        'ConflictException',
        'There is no update of the primary email to this address.',
        409,
      );
    }
    context.contacts.set(account.id, contacts);
    account.email = email;
    return { Status: 'ACCEPTED' };
  };

export const getPrimaryEmail =
  (context: AccountContext): Operation =>
  (call) => ({ PrimaryEmail: memberOf(context, call, parseRequest({}, call).AccountId).email });

/** Unlike in other operations, the account must be named. */
function memberOf(context: AccountContext, call: Call, accountId: string | undefined) {
  if (accountId !== undefined) return subjectOf(context, call, accountId);
  throw new AwsError('ValidationException', 'AccountId must be specified.');
}
