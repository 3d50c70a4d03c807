import { createHash } from 'node:crypto';
import { counted } from '../../domain/counted.ts';
import { SILENT_AFTER_SECONDS } from '../../domain/hearing.ts';
import type { SilentAccount } from '../../domain/silence.ts';
import type { NotifyDependencies } from './dependencies.ts';
import { notify } from './notify.ts';

/** How many accounts a notification names. The report has all of them. */
const MAX_NAMED_ACCOUNTS = 20;

const MINUTES = SILENT_AFTER_SECONDS / 60;
const ALL = 'All of them: rootguard report.';

/** Events of these accounts do not reach rootguard: until they do, only sweeps find root credentials there. */
export async function notifySilent(
  deps: NotifyDependencies,
  accounts: readonly SilentAccount[],
): Promise<void> {
  const neverHeard = accounts.filter(({ lastHeardAt }) => lastHeardAt === undefined).length;
  await notify(
    deps,
    {
      key: 'accounts-silent',
      account: 'organization',
      fingerprint: fingerprintOf('silent', accounts),
      lines: [
        `${counted(accounts.length, 'account')} audited, and not heard within ${MINUTES} minutes: no event of the audit's own read arrived. Until one does, only sweeps find root credentials there.`,
        ...named(accounts, ({ id, name, since, lastHeardAt }) => {
          const before =
            lastHeardAt === undefined ? 'never heard' : `last heard ${lastHeardAt.toISOString()}`;
          return `${id} (${name}): audited ${since.toISOString()}, ${before}`;
        }),
        ...(neverHeard > 0
          ? [
              'Never heard: the StackSet has not deployed its rules there, a deployment failed, or a service control policy denies events:PutRule to it. See rootguard doctor.',
            ]
          : []),
        ...(neverHeard < accounts.length
          ? [
              'Heard before: the rule heartbeats or its role was deleted, changed, or disabled and enabled again (which gives it another state), the trail of the account was stopped, or a service control policy denies events:PutEvents to the role.',
            ]
          : []),
      ],
    },
    'once',
  );
}

export async function notifyHeardAgain(
  deps: NotifyDependencies,
  accounts: readonly SilentAccount[],
): Promise<void> {
  await notify(
    deps,
    {
      key: 'accounts-heard-again',
      account: 'organization',
      fingerprint: fingerprintOf('heard', accounts),
      lines: [
        `${counted(accounts.length, 'account')} that ${accounts.length === 1 ? 'was' : 'were'} silent ${accounts.length === 1 ? 'is' : 'are'} heard again.`,
        ...named(accounts, ({ id, name }) => `${id} (${name})`),
      ],
    },
    'once',
  );
}

/** @param since when the first of the accounts was audited without being heard */
export async function notifyNothingHeard(
  deps: NotifyDependencies,
  accounts: number,
  since: Date,
): Promise<void> {
  await notify(
    deps,
    {
      key: 'nothing-heard',
      account: 'organization',
      fingerprint: `nothing-heard#${since.toISOString()}`,
      lines: [
        `No account is heard: since ${since.toISOString()}, ${counted(accounts, 'account')} ${accounts === 1 ? 'was' : 'were'} audited, and no event of these reads arrived within ${MINUTES} minutes.`,
        'Check that a trail logs management events in every account, read-only ones included: readWriteType All (aws cloudtrail get-event-selectors).',
        'Check the rule heard-accounts of the home bus: its state has to be ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS; and the listener and its queue heartbeats.',
        'If all of it is right, AWS may not deliver these reads to EventBridge. Reverts do not depend on them, because changes of credentials are write events.',
      ],
    },
    'once',
  );
}

export async function notifySomethingHeard(deps: NotifyDependencies, since: Date): Promise<void> {
  await notify(
    deps,
    {
      key: 'accounts-heard-again',
      account: 'organization',
      fingerprint: `something-heard#${since.toISOString()}`,
      lines: [
        `Accounts are heard again, after none was since ${since.toISOString()}. Those that are still silent are named by themselves.`,
      ],
    },
    'once',
  );
}

function named(
  accounts: readonly SilentAccount[],
  line: (account: SilentAccount) => string,
): readonly string[] {
  const more = accounts.length - MAX_NAMED_ACCOUNTS;
  return [...accounts.slice(0, MAX_NAMED_ACCOUNTS).map(line), ...(more > 0 ? [`${more} more. ${ALL}`] : [])];
}

/** The same accounts with the same audits: a second try after a crash sends nothing twice. */
function fingerprintOf(what: string, accounts: readonly SilentAccount[]): string {
  const waits = accounts.map(({ id, since }) => `${id} ${since.toISOString()}`).sort();
  return `${what}#${createHash('sha256').update(waits.join('\n')).digest('hex').slice(0, 16)}`;
}
