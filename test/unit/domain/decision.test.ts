import { describe, expect, it } from 'vitest';
import {
  actionOf,
  type CredentialDecision,
  describedDecision,
  losesPreExisting,
  resultWithoutRemoval,
} from '../../../src/domain/decision.ts';
import { CREDENTIAL_ACTIONS, type CredentialAction } from '../../../src/domain/reasons.ts';
import { givenCredential, givenRootEvent } from '../../support/builders.ts';

const NOW = new Date('2026-03-02T12:00:00Z');
const OLD = givenCredential('login-profile');
const NEW = givenCredential('access-key', { createdAt: NOW });

function decisionOn(
  credential: CredentialDecision['credential'],
  action: CredentialAction,
): CredentialDecision {
  return { credential, reason: REASON[action], exceptionId: undefined };
}

const REASON = { keep: 'excepted', remove: 'unapproved', withhold: 'observe-mode' } as const;

describe('the action of a decision', () => {
  it.each(CREDENTIAL_ACTIONS)('follows from its reason: %s', (action) => {
    expect(actionOf(decisionOn(OLD, action))).toBe(action);
    expect(describedDecision(decisionOn(OLD, action))).toEqual({
      credential: OLD,
      action,
      reason: REASON[action],
      exceptionId: undefined,
    });
  });
});

describe('the result of an action where nothing is removed', () => {
  it('is kept for what is approved, and withheld for everything else', () => {
    expect(CREDENTIAL_ACTIONS.map((action) => [action, resultWithoutRemoval(action)])).toEqual([
      ['keep', 'kept'],
      ['remove', 'withheld'],
      ['withhold', 'withheld'],
    ]);
  });
});

describe('losing pre-existing credentials', () => {
  const loses = (...decisions: readonly CredentialDecision[]) =>
    losesPreExisting(decisions, [givenRootEvent('access-key', NOW)]);

  it('is reported when an older credential is removed', () => {
    expect(loses(decisionOn(OLD, 'remove'), decisionOn(NEW, 'remove'))).toBe(true);
  });

  it('is not reported when the older credential stays and only the new one is removed', () => {
    expect(loses(decisionOn(OLD, 'keep'), decisionOn(NEW, 'remove'))).toBe(false);
    expect(loses(decisionOn(OLD, 'withhold'), decisionOn(NEW, 'remove'))).toBe(false);
    expect(loses()).toBe(false);
  });
});
