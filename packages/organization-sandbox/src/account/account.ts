import type { Service } from '../contract/operation.ts';
import type { Organization } from '../world/organization.ts';
import type { AccountContext } from './context.ts';
import { getAccountInformation, putAccountName } from './operations/account-name.ts';
import {
  deleteAlternateContact,
  getAlternateContact,
  putAlternateContact,
} from './operations/alternate-contact.ts';
import { getContactInformation, putContactInformation } from './operations/contact-information.ts';
import {
  acceptPrimaryEmailUpdate,
  getPrimaryEmail,
  startPrimaryEmailUpdate,
} from './operations/primary-email.ts';

/** Every operation, with its path: https://docs.aws.amazon.com/accounts/latest/reference/API_Operations.html */
export const ACCOUNT_ROUTES = {
  PutContactInformation: 'POST /putContactInformation',
  GetContactInformation: 'POST /getContactInformation',
  PutAlternateContact: 'POST /putAlternateContact',
  GetAlternateContact: 'POST /getAlternateContact',
  DeleteAlternateContact: 'POST /deleteAlternateContact',
  StartPrimaryEmailUpdate: 'POST /startPrimaryEmailUpdate',
  AcceptPrimaryEmailUpdate: 'POST /acceptPrimaryEmailUpdate',
  GetPrimaryEmail: 'POST /getPrimaryEmail',
  PutAccountName: 'POST /putAccountName',
  GetAccountInformation: 'POST /getAccountInformation',
};

/** AWS Account Management: contacts, the address of the root user, and the name of an account. */
export function createAccountManagement(organization: Organization): Service {
  const context: AccountContext = { organization, contacts: new Map() };
  return {
    name: 'account',
    operations: {
      PutContactInformation: putContactInformation(context),
      GetContactInformation: getContactInformation(context),
      PutAlternateContact: putAlternateContact(context),
      GetAlternateContact: getAlternateContact(context),
      DeleteAlternateContact: deleteAlternateContact(context),
      StartPrimaryEmailUpdate: startPrimaryEmailUpdate(context),
      AcceptPrimaryEmailUpdate: acceptPrimaryEmailUpdate(context),
      GetPrimaryEmail: getPrimaryEmail(context),
      PutAccountName: putAccountName(context),
      GetAccountInformation: getAccountInformation(context),
    },
  };
}
