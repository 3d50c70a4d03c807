import { AwsError } from '../../contract/aws-error.ts';
import type { Operation } from '../../contract/operation.ts';
import {
  constraintViolation,
  type OrganizationsContext,
  requireAccount,
  requireManagement,
  requireReader,
  text,
} from '../context.ts';
import { describedAccount } from '../describe.ts';
import { page } from '../page.ts';

export const listAwsServiceAccess =
  (context: OrganizationsContext): Operation =>
  (call) => {
    requireReader(context, call);
    const services = [...context.organization.trustedServices];
    return page(call, 'EnabledServicePrincipals', services, ([ServicePrincipal, DateEnabled]) => ({
      ServicePrincipal,
      DateEnabled,
    }));
  };

/** Features that were enabled before trusted access was disabled are enabled again. */
export const enableAwsServiceAccess =
  (context: OrganizationsContext): Operation =>
  (call) => {
    requireManagement(context, call);
    const service = text(call, 'ServicePrincipal');
    const { trustedServices, distrustedServices } = context.organization;
    if (!trustedServices.has(service)) trustedServices.set(service, call.now);
    distrustedServices.delete(service);
    return {};
  };

export const disableAwsServiceAccess =
  (context: OrganizationsContext): Operation =>
  (call) => {
    requireManagement(context, call);
    const service = text(call, 'ServicePrincipal');
    const { delegatedAdministrators, trustedServices, distrustedServices } = context.organization;
    if ((delegatedAdministrators.get(service)?.size ?? 0) > 0) {
      throw constraintViolation(
        'DELEGATED_ADMINISTRATOR_EXISTS_FOR_THIS_SERVICE',
        'You have delegated administrator/s for this service. De-register them in order to disable service access.',
      );
    }
    if (trustedServices.delete(service)) distrustedServices.set(service, call.now);
    return {};
  };

export const listDelegatedAdministrators =
  (context: OrganizationsContext): Operation =>
  (call) => {
    requireReader(context, call);
    const { organization } = context;
    const service = call.input.ServicePrincipal;
    const registrations = [...organization.delegatedAdministrators]
      .filter(([principal]) => typeof service !== 'string' || principal === service)
      .flatMap(([, delegates]) => [...delegates]);
    // The Map lists an account that is registered for several services once.
    return page(call, 'DelegatedAdministrators', [...new Map(registrations)], ([id, since]) => {
      const { Paths, ...account } = describedAccount(organization, requireAccount(context, id));
      return { ...account, DelegationEnabledDate: since };
    });
  };

export const listDelegatedServicesForAccount =
  (context: OrganizationsContext): Operation =>
  (call) => {
    requireReader(context, call);
    const accountId = text(call, 'AccountId');
    const services = [...context.organization.delegatedAdministrators].flatMap(([service, delegates]) => {
      const since = delegates.get(accountId);
      return since === undefined ? [] : [{ ServicePrincipal: service, DelegationEnabledDate: since }];
    });
    if (services.length === 0) throw notRegistered();
    return page(call, 'DelegatedServices', services, (service) => service);
  };

export const registerDelegatedAdministrator =
  (context: OrganizationsContext): Operation =>
  (call) => {
    requireManagement(context, call);
    const { organization } = context;
    const service = text(call, 'ServicePrincipal');
    const account = requireAccount(context, text(call, 'AccountId'));
    if (organization.isManagement(account.id)) {
      throw constraintViolation(
        'CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR',
        'You cannot register master account/yourself as delegated administrator for your organization.',
      );
    }
    if (account.state !== 'ACTIVE') {
      throw constraintViolation(
        'CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR',
        'You cannot register a suspended account as delegated administrator.',
      );
    }
    if (!organization.trustedServices.has(service)) {
      throw constraintViolation(
        'SERVICE_ACCESS_NOT_ENABLED',
        'You must enable service access for this service before you register a delegated administrator.',
      );
    }
    if (organization.isDelegate(account.id, service)) {
      throw new AwsError(
        'AccountAlreadyRegisteredException',
        'The specified account is already a delegated administrator for this AWS service.',
      );
    }
    const delegates = organization.delegatedAdministrators.get(service) ?? new Map<string, Date>();
    organization.delegatedAdministrators.set(service, delegates.set(account.id, call.now));
    return {};
  };

export const deregisterDelegatedAdministrator =
  (context: OrganizationsContext): Operation =>
  (call) => {
    requireManagement(context, call);
    const delegates = context.organization.delegatedAdministrators.get(text(call, 'ServicePrincipal'));
    const account = requireAccount(context, text(call, 'AccountId'));
    if (delegates?.delete(account.id) !== true) throw notRegistered();
    return {};
  };

const notRegistered = () =>
  new AwsError(
    'AccountNotRegisteredException',
    'The specified account is not a delegated administrator for this AWS service.',
  );
