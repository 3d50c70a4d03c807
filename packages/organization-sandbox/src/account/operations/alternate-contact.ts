import { limitedText, oneOf } from '../../contract/constraints.ts';
import type { Call, Operation } from '../../contract/operation.ts';
import {
  type AccountContext,
  changeContacts,
  contactsOf,
  notFound,
  parseRequest,
  subjectOf,
} from '../context.ts';

const ofType = { AlternateContactType: oneOf('BILLING', 'OPERATIONS', 'SECURITY') };

const putRequest = {
  ...ofType,
  EmailAddress: limitedText({ min: 1, max: 254, pattern: '[^@\\s]+@[^@\\s]+' }),
  Name: limitedText({ min: 1, max: 64 }),
  PhoneNumber: limitedText({ min: 1, max: 25, pattern: '[\\s0-9()+-]+' }),
  Title: limitedText({ min: 1, max: 50 }),
};

/** https://docs.aws.amazon.com/accounts/latest/reference/API_PutAlternateContact.html */
export const putAlternateContact =
  (context: AccountContext): Operation =>
  (call) => {
    const { AccountId, ...contact } = parseRequest(putRequest, call);
    const account = subjectOf(context, call, AccountId);
    const { alternate } = contactsOf(context, account);
    changeContacts(context, account, {
      alternate: new Map(alternate).set(contact.AlternateContactType, contact),
    });
    return {};
  };

export const getAlternateContact =
  (context: AccountContext): Operation =>
  (call) => ({ AlternateContact: existing(context, call).contact });

export const deleteAlternateContact =
  (context: AccountContext): Operation =>
  (call) => {
    const { account, type } = existing(context, call);
    const others = [...contactsOf(context, account).alternate].filter(([other]) => other !== type);
    changeContacts(context, account, { alternate: new Map(others) });
    return {};
  };

function existing(context: AccountContext, call: Call) {
  const { AccountId, AlternateContactType: type } = parseRequest(ofType, call);
  const account = subjectOf(context, call, AccountId);
  const contact = contactsOf(context, account).alternate.get(type);
  if (contact === undefined) throw notFound('No contact of the inputted alternate contact type found.');
  return { account, type, contact };
}
