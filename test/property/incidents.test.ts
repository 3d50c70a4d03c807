import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Credential } from '../../src/domain/credentials.ts';
import {
  ACCOUNT,
  givenAccount,
  givenCredential,
  givenException,
  givenPolicy,
  givenRootEvent,
} from '../support/builders.ts';
import { givenGuard } from '../unit/guardrail/guard-fixture.ts';
import { RUNS } from './runs.ts';

/** What an account in observe mode has and what is approved there, as an audit finds it. */
interface Found {
  readonly password: boolean;
  readonly mfa: 'none' | 'first' | 'second';
  readonly key: 'none' | 'Active' | 'Inactive';
  readonly isPasswordApproved: boolean;
  readonly isKeyApproved: boolean;
  /** What keeps the audit from deciding. */
  readonly hindrance: 'none' | 'none' | 'unreadable' | 'malformed' | 'suspended' | 'denied';
}

const found: fc.Arbitrary<Found> = fc.record({
  password: fc.boolean(),
  mfa: fc.constantFrom('none', 'first', 'second'),
  key: fc.constantFrom('none', 'Active', 'Inactive'),
  isPasswordApproved: fc.boolean(),
  isKeyApproved: fc.boolean(),
  hindrance: fc.constantFrom('none', 'none', 'unreadable', 'malformed', 'suspended', 'denied'),
});

const PASSWORD = givenCredential('login-profile');

function credentialsOf({ password, mfa, key }: Found): readonly Credential[] {
  return [
    ...(password ? [PASSWORD] : []),
    ...(mfa === 'none' ? [] : [givenCredential('mfa-device', { id: `arn:aws:iam::${ACCOUNT}:mfa/${mfa}` })]),
    ...(key === 'none' ? [] : [givenCredential('access-key', { status: key })]),
  ];
}

/** The model: what people have to know of, each with how bad it is; higher is worse. */
function violationsOf(
  { password, mfa, key, isPasswordApproved, isKeyApproved }: Found,
  hadMfa: boolean,
): Record<string, number> {
  const isUnguarded = password && mfa === 'none';
  return {
    ...(password && !isPasswordApproved && { password: isUnguarded ? 3 : 1 }),
    ...(isPasswordApproved && isUnguarded && hadMfa && { password: 2 }),
    ...(mfa !== 'none' && !isPasswordApproved && { [mfa]: 1 }),
    ...(key !== 'none' && !isKeyApproved && { key: key === 'Active' ? 2 : 1 }),
  };
}

function isWorse(now: Record<string, number>, before: Record<string, number>): boolean {
  return Object.entries(now).some(([name, badness]) => badness > (before[name] ?? 0));
}

function givenObserved() {
  const guarded = givenGuard([], { initialPolicy: givenPolicy({ mode: 'observe' }), remover: undefined });
  const { organization, exceptions, clock, log, notifier } = guarded;
  const scope = `account#${ACCOUNT}`;
  const ids = { password: 'p', key: 'k', malformed: 'm' };
  return {
    /** The keys of the notifications that an audit of the account sends. */
    async audit(one: Found): Promise<readonly string[]> {
      organization.setAccount(
        givenAccount({ state: one.hindrance === 'suspended' ? 'SUSPENDED' : 'ACTIVE' }),
        credentialsOf(one),
      );
      for (const id of Object.values(ids)) exceptions.remove(scope, id);
      if (one.isPasswordApproved) {
        exceptions.put(givenException({ id: ids.password, credentials: ['login-profile'] }));
      }
      if (one.isKeyApproved) exceptions.put(givenException({ id: ids.key, credentials: ['access-key'] }));
      if (one.hindrance === 'malformed') exceptions.putMalformed({ scope, id: ids.malformed, issues: ['?'] });
      if (one.hindrance === 'unreadable') log.fail({ call: 'dynamodb:Query', times: 9 });
      if (one.hindrance === 'denied') log.fail({ call: 'iam:GetAccountSummary', times: 9 });
      const before = notifier.published.length;
      clock.advance(3600);
      await guarded.guard(givenRootEvent(undefined, clock.now()));
      log.clearFailures();
      return notifier.published.slice(before).map(({ key }) => key);
    },
  };
}

function isDecided({ hindrance, password, mfa, key }: Found): boolean {
  const isEmpty = !password && mfa === 'none' && key === 'none';
  return hindrance === 'none' || hindrance === 'malformed' || (hindrance === 'unreadable' && isEmpty);
}

it('notifies of each change for the worse, once, and of MFA beside or in place of a known one', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(found, { minLength: 1, maxLength: 12 }), async (history) => {
      const { audit } = givenObserved();
      const notifiedDevices = new Set<string>();
      let known: Record<string, number> = {};
      let device: string | undefined;
      for (const one of history) {
        const keys = await audit(one);
        // Whether there is a password can be seen whatever is approved.
        if (one.hindrance === 'unreadable' && !one.password) device = undefined;
        if (!isDecided(one)) continue;
        const { password, mfa, isPasswordApproved } = one;
        const now = violationsOf(one, device !== undefined);
        const told = keys.filter((key) => key === 'violation-found' || key === 'mfa-lost');
        expect(told).toHaveLength(isWorse(now, known) ? 1 : 0);
        known = now;

        const isNew = device !== undefined && mfa !== 'none' && mfa !== device && !notifiedDevices.has(mfa);
        const isNotified = password && isPasswordApproved && isNew;
        expect(keys.filter((key) => key === 'mfa-changed')).toHaveLength(isNotified ? 1 : 0);
        if (isNotified) notifiedDevices.add(mfa);

        const isUncertain = password && !isPasswordApproved && one.hindrance === 'malformed';
        if (!password) device = undefined;
        else if (mfa !== 'none' && !isUncertain) device = mfa;
      }
    }),
    { ...RUNS, numRuns: 400 },
  );
});
