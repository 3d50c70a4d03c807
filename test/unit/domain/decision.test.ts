import { describe, expect, it } from 'vitest';
import { losesPreExisting, type Verdict } from '../../../src/domain/decision.ts';
import { givenCredential, givenRootEvent } from '../../support/builders.ts';

const NOW = new Date('2026-03-02T12:00:00Z');
const OLD = givenCredential('login-profile');
const NEW = givenCredential('access-key', { createdAt: NOW });

function verdictOn(credential: Verdict['credential'], verdict: Verdict['verdict']): Verdict {
  return { credential, verdict, reason: 'unapproved', exceptionId: undefined };
}

describe('verdicts take away what was there before', () => {
  const loses = (...verdicts: readonly Verdict[]) =>
    losesPreExisting(verdicts, [givenRootEvent('access-key', NOW)]);

  it('when an older credential is removed', () => {
    expect(loses(verdictOn(OLD, 'remove'), verdictOn(NEW, 'remove'))).toBe(true);
  });

  it('not when the older one stays, whatever becomes of the new one', () => {
    expect(loses(verdictOn(OLD, 'keep'), verdictOn(NEW, 'remove'))).toBe(false);
    expect(loses(verdictOn(OLD, 'withhold'), verdictOn(NEW, 'remove'))).toBe(false);
    expect(loses()).toBe(false);
  });
});
