import type { Account } from '../world/account.ts';
import type { Organization } from '../world/organization.ts';
import { describedForControl } from './describe.ts';
import type { Join } from './join.ts';
import { invalid, noSuchAccount, ok, parsed, type Route, type Routes, refused } from './response.ts';
import type { ActAsRoot } from './root-actions.ts';
import { rootActionSchema } from './schemas.ts';

export interface AccountRoutesOptions {
  readonly organization: Organization;
  readonly actAsRoot: ActAsRoot;
  readonly join: Join;
}

/** Accounts, what their root users do, and accounts that join. */
export function accountRoutes({ organization, actAsRoot, join }: AccountRoutesOptions): Routes {
  const withAccount =
    (route: (account: Account) => Route): Route =>
    (input, accountId) => {
      const account = organization.accounts.get(accountId);
      return account === undefined ? noSuchAccount(accountId) : route(account)(input, accountId);
    };

  return {
    'GET /_sandbox/health': () => ok({ status: 'ok', organizationId: organization.id }),
    'GET /_sandbox/accounts': () => ok([...organization.accounts.values()].map(describedForControl)),
    'GET /_sandbox/accounts/{id}': withAccount((account) => () => ok(describedForControl(account))),
    'POST /_sandbox/accounts/{id}/root': withAccount((account) =>
      parsed(rootActionSchema, ({ action, ...options }) => {
        const result = actAsRoot(account, action, options);
        return result.type === 'refused'
          ? refused(result.reason)
          : ok({ ...describedForControl(account), created: result.created });
      }),
    ),
    'POST /_sandbox/join': (input) => {
      const result = join(input);
      return result.type === 'invalid' ? invalid(result.issues) : ok(describedForControl(result.account));
    },
  };
}
