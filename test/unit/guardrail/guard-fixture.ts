import type { Credential } from '../../../src/domain/credentials.ts';
import type { LedgerEntry, LedgerEntryType, Operator } from '../../../src/domain/ledger-entry.ts';
import type { Trigger } from '../../../src/domain/trigger.ts';
import type { GuardDependencies } from '../../../src/guardrail/account/dependencies.ts';
import { guardAccount } from '../../../src/guardrail/account/guard-account.ts';
import { ACCOUNT, givenAccount, givenPolicy, givenSweep } from '../../support/builders.ts';
import type { CallLog } from '../../support/memory/call-log.ts';
import { createMemoryWorld } from '../../support/memory/world.ts';

/** The time at which these tests start. */
export const NOW = new Date('2026-11-24T12:00:00Z');

export const OPERATOR: Operator = {
  by: 'arn:aws:sts::222222222222:assumed-role/operator/session',
  reason: 'Break-glass drill',
  ticket: 'SEC-7',
};

export type Guard = ReturnType<typeof givenGuard>;

/** rootguard over one organization in memory, in which `ACCOUNT` has these root credentials since before `NOW`. */
export function givenGuard(
  credentials: readonly Credential[] = [],
  overrides: Partial<Omit<GuardDependencies, 'directory'>> = {},
) {
  const world = createMemoryWorld(NOW);
  const { organization, ledger, log } = world;
  organization.setAccount(givenAccount(), credentials);
  const deps: GuardDependencies = {
    ...world,
    managementAccountId: organization.managementAccountId,
    initialPolicy: givenPolicy(),
    ...overrides,
  };
  return {
    ...world,
    deps,
    guard: (...triggers: readonly Trigger[]) => guardAccount(deps, { account: ACCOUNT, triggers }),
    guardFor: (operator: Operator, ...triggers: readonly Trigger[]) =>
      guardAccount(deps, { account: ACCOUNT, triggers, operator }),
    posture: async () => (await world.posture.read(ACCOUNT))?.posture,
    openEnforcements: async () => (await world.posture.read(ACCOUNT))?.enforcements ?? [],
    /** The credentials that exist, read without a port. */
    left: () => organization.credentials(ACCOUNT).map(({ kind }) => kind),
    /** The names of all calls so far. */
    calls: () => log.calls.map(({ name }) => name),
    awsCalls: () => log.calls.map(({ name }) => name).filter(isAwsCall),
    written: () => ledger.entries.map(({ type }) => type),
    entries: <Type extends LedgerEntryType>(type: Type) =>
      ledger.entries.filter((entry): entry is Extract<LedgerEntry, { type: Type }> => entry.type === type),
    notified: () => world.notifier.published.map(({ key }) => key),
    logged: () => world.telemetry.logged.map(({ event }) => event),
  };
}

/** The sweeper listed `ACCOUNT` and put it on its queue. */
export function givenListedSweep(account = givenAccount(), at = NOW): Trigger {
  return { ...givenSweep(at), listed: account };
}

/** Runs when the call is made for the nth time, before it has an effect; what `act` throws ends the process there. */
export function onNth(log: CallLog, name: string, nth: number, act: () => void | Promise<void>): void {
  let left = nth;
  log.onCall = async (call) => {
    if (call.name !== name) return;
    left -= 1;
    if (left === 0) await act();
  };
}

/** AWS and the tables answer again. */
export function heal(log: CallLog): void {
  log.onCall = () => undefined;
}

export class Crash extends Error {}

/** The process ends in place of the nth call of that name. */
export function crashOn(log: CallLog, name: string, nth = 1): void {
  onNth(log, name, nth, () => {
    throw new Crash(name);
  });
}

function isAwsCall(name: string): boolean {
  return /^(sts|iam|organizations):/.test(name);
}
