import { allSettledInOrder, throwRejected } from '../../concurrency/all-settled.ts';
import type { AccountId } from '../../domain/account.ts';
import type { Notification } from '../../domain/notification.ts';
import type { OwnPartChange, OwnPartTrigger } from '../../domain/own-part.ts';
import type { AccountDirectory } from '../ports/organization.ts';
import type { NotifyDependencies } from './dependencies.ts';
import { actorFingerprint, hourOf } from './fingerprints.ts';
import { describeActor } from './notification-lines.ts';
import { notify, notifyAtMost } from './notify.ts';

export interface OwnPartDependencies extends NotifyDependencies {
  readonly managementAccountId: AccountId;
  readonly homeAccountId: AccountId;
  readonly directory: Pick<AccountDirectory, 'describe'>;
}

/** More than these in an hour are one notification: a member account's administrator can change its rules as often as they like. */
const MAX_PER_HOUR = 20;

const WHAT_HAPPENED: Readonly<Record<OwnPartChange, string>> = {
  deleted: 'it, or something of it, was deleted',
  disabled: 'it was disabled',
  changed: 'it was changed',
};

/**
 * Records and notifies that somebody changed rootguard itself. Beside a deployment that is `guardrail-weakened`: what a call does to
 * the guardrail is in parameters that CloudTrail does not log, such as the code, or in documents, and what cannot be judged counts as
 * weakened. Changes of a deployment are one `guardrail-changed` for an hour, and one more
 * where something was deleted or disabled. What a StackSet puts into a new account is recorded alone.
 *
 * Which notifications belong together follows from AWS's times, so that a message that is delivered again is not notified again.
 */
export async function reportOwnPart(deps: OwnPartDependencies, trigger: OwnPartTrigger): Promise<void> {
  const { account, byDeployment, event } = trigger;
  const ownership = partitionOf(deps, account);
  deps.telemetry.log('own-part-changed', {
    account,
    trigger: event.name,
    reason: byDeployment ? 'deployment' : 'direct',
  });
  if (!byDeployment) deps.telemetry.count('GuardrailWeakened', 1);
  // Notified even if the entry cannot be written. What fails is tried again when the message is delivered again.
  throwRejected(
    await allSettledInOrder([
      () =>
        deps.ledger.append({
          type: 'own-part-changed',
          account: ownership,
          at: trigger.at,
          id: event.id,
          triggers: [trigger],
        }),
      () => (byDeployment ? notifyDeployment : notifyDirect)(deps, trigger, ownership),
    ]),
  );
}

type Partition = Notification['account'];

/** Parts of the service concern the whole organization; the rules of a member account concern it alone. */
function partitionOf(
  { homeAccountId, managementAccountId }: OwnPartDependencies,
  account: AccountId,
): Partition {
  return account === homeAccountId || account === managementAccountId ? 'organization' : account;
}

function notifyDirect(deps: OwnPartDependencies, trigger: OwnPartTrigger, account: Partition): Promise<void> {
  const { part, name, change, event } = trigger;
  const isMember = account !== 'organization';
  // A member account is notified once an hour of each kind, whatever its administrators do and under whichever names.
  const what = isMember
    ? `${account}#${kindOf(trigger)}`
    : `${trigger.account}#${event.name}#${part}#${name}#${change}#${actorFingerprint(event.actor)}`;
  return notifyAtMost(
    deps,
    {
      key: 'guardrail-weakened',
      account,
      fingerprint: `own-part#${what}#${hourOf(trigger.at)}`,
      lines: [...linesOf(trigger), moreLine(account)],
    },
    {
      max: MAX_PER_HOUR,
      // No member account can fill that of the service, and changes of one kind of part not that of another.
      group: `own-part#${isMember ? 'members' : part}#${hourOf(trigger.at)}`,
      line: `More than ${MAX_PER_HOUR} changes of ${isMember ? 'member accounts' : `parts of one kind (${part})`} within an hour. The ledger and the log of the listener name each: own-part-changed.`,
    },
  );
}

/**
 * A StackSet changes every account with the same deployment, so its changes of members are one notification. Where something was deleted or
 * disabled, each account has its own: a role with the name of StackSets' does not show that it is of StackSets.
 */
async function notifyDeployment(
  deps: OwnPartDependencies,
  trigger: OwnPartTrigger,
  account: Partition,
): Promise<void> {
  const isService = account === 'organization';
  const kind = kindOf(trigger);
  const hour = hourOf(trigger.at);
  const isOfAccount = !isService && kind === 'stopped';
  const where = isService
    ? `${trigger.account}#${actorFingerprint(trigger.event.actor)}`
    : isOfAccount
      ? account
      : 'members';
  const fingerprint = `own-part-deployment#${where}#${kind}#${hour}`;
  if (!isService) {
    // First, so that a deployment to all accounts does not ask for each of them.
    if (await deps.sentNotifications.wasSent(fingerprint, deps.clock.now())) return;
    if (await isPutIntoNewAccount(deps, trigger)) return;
  }
  const notification = {
    key: 'guardrail-changed',
    account: isOfAccount ? account : 'organization',
    fingerprint,
    lines: [
      ...linesOf(trigger),
      'It came through CloudFormation, a StackSet or a role that deploys. That does not show that anybody approved it: compare it with your deployments.',
      isService || isOfAccount
        ? moreLine(account)
        : 'What the StackSet changes in other accounts within the hour is in their ledgers only.',
    ],
  } as const;
  if (!isOfAccount) return notify(deps, notification, 'once');
  await notifyAtMost(deps, notification, {
    max: MAX_PER_HOUR,
    group: `own-part-deployment#stopped#${hour}`,
    line: `Parts of rootguard were deleted or disabled in more than ${MAX_PER_HOUR} member accounts within an hour, by a StackSet or a role named like its own. The ledger and the log of the listener name each: own-part-changed.`,
  });
}

/** A StackSet deploys to an account by itself soon after it has joined. */
const NEW_FOR_MS = 24 * 60 * 60 * 1000;

/**
 * The same calls create a rule or a role and change it, so only the account shows which it is. Where AWS Organizations does not say when
 * it joined, it is not new.
 */
async function isPutIntoNewAccount(
  { directory }: Pick<OwnPartDependencies, 'directory'>,
  { account, change, at }: OwnPartTrigger,
): Promise<boolean> {
  if (change !== 'changed') return false;
  const lookup = await directory.describe(account);
  if (lookup.type !== 'member' || lookup.account.joinedAt === undefined) return false;
  return at.getTime() - lookup.account.joinedAt.getTime() < NEW_FOR_MS;
}

/** So that no change of little account hides that something was deleted or disabled. */
function kindOf({ change }: OwnPartTrigger): 'changed' | 'stopped' {
  return change === 'changed' ? 'changed' : 'stopped';
}

/** What was done to which part, as a sentence. */
export function ownPartLine({ account, part, name, change }: OwnPartTrigger): string {
  return `The ${part} ${name} in account ${account}: ${WHAT_HAPPENED[change]}.`;
}

function linesOf(trigger: OwnPartTrigger): readonly string[] {
  const { event } = trigger;
  return [ownPartLine(trigger), `Event ${event.name} (${event.id}) by ${describeActor(event.actor)}`];
}

function moreLine(account: Partition): string {
  return `Further such changes within the hour are in the ledger only: rootguard history --account ${account} --since 2h`;
}
