import { limitedText } from '../../contract/constraints.ts';
import type { Operation } from '../../contract/operation.ts';
import { record } from '../../contract/shapes.ts';
import {
  type AccountContext,
  changeContacts,
  contactsOf,
  notFound,
  parseRequest,
  subjectOf,
} from '../context.ts';

const putRequest = { ContactInformation: record(limitedText({ max: 128 })) };

/** https://docs.aws.amazon.com/accounts/latest/reference/API_PutContactInformation.html */
export const putContactInformation =
  (context: AccountContext): Operation =>
  (call) => {
    const { AccountId, ContactInformation } = parseRequest(putRequest, call);
    const account = subjectOf(context, call, AccountId);
    changeContacts(context, account, { contactInformation: ContactInformation });
    return {};
  };

export const getContactInformation =
  (context: AccountContext): Operation =>
  (call) => {
    const account = subjectOf(context, call, parseRequest({}, call).AccountId);
    const { contactInformation } = contactsOf(context, account);
    if (contactInformation === undefined) throw notFound('No contact information was found.');
    return { ContactInformation: contactInformation };
  };
