import type { Operation } from '../../contract/operation.ts';
import type { IamContext } from '../context.ts';
import { callersAccount, readRootCredentials } from '../credential-owner.ts';

/** The four flags about the root user are among the account's counts and quotas. */
export const getAccountSummary =
  (context: IamContext): Operation =>
  (call) => {
    const account = callersAccount(context, call);
    const { password, accessKeys, signingCertificates, mfaDevices } = readRootCredentials(
      context,
      account,
      call.now,
    );
    const counts = ({ status }: { readonly status: string }) =>
      context.settings.summaryCountsInactive || status === 'Active';
    return {
      SummaryMap: new Map([
        ['Users', account.users.size],
        ['UsersQuota', 5000],
        ['Groups', 0],
        ['GroupsQuota', 300],
        ['Roles', 1],
        ['RolesQuota', 1000],
        ['MFADevices', mfaDevices.length + account.root.unassignedMfaDevices.size],
        ['MFADevicesInUse', mfaDevices.length],
        ['AccessKeysPerUserQuota', 2],
        ['SigningCertificatesPerUserQuota', 2],
        ['AccountMFAEnabled', Number(mfaDevices.length > 0)],
        ['AccountAccessKeysPresent', Number(accessKeys.some(counts))],
        ['AccountSigningCertificatesPresent', Number(signingCertificates.some(counts))],
        ['AccountPasswordPresent', Number(password !== undefined)],
      ]),
    };
  };
