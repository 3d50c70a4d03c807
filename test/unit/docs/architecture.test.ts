import { describe, expect, it } from 'vitest';
import { CREDENTIAL_KINDS } from '../../../src/domain/credentials.ts';
import type { LedgerEntryType } from '../../../src/domain/ledger-entry.ts';
import { givenCredential, givenRootEvent } from '../../support/builders.ts';
import { givenGuard, givenListedSweep, NOW } from '../guardrail/guard-fixture.ts';
import { codeBlocks, readPage, sectionOf } from './pages.ts';

const page = readPage('architecture.md');

/** The calls of AWS that a table of the page names, in its order. */
function callsNamedIn(heading: string): readonly string[] {
  const rows = sectionOf(page, heading)
    .split('\n')
    .filter((line) => line.startsWith('| '));
  const calls = rows.flatMap((row) => [...row.matchAll(/`((?:sts|iam|organizations):\w+)`/g)]);
  return calls.map(([, name = '']) => name).filter((name) => name !== 'organizations:ListParents');
}

/** The page says "the four reads again" where the code repeats them. */
function withoutRereads(calls: readonly string[]): readonly string[] {
  const isRead = (name: string) => /^iam:(Get|List)/.test(name);
  return calls.filter((name, index) => !isRead(name) || calls.indexOf(name) === index);
}

describe('architecture.md', () => {
  it('has one diagram', () => {
    expect(codeBlocks(page, 'mermaid')).toHaveLength(1);
  });

  it('names the calls of a revert in the order in which they are made', async () => {
    const { guard, awsCalls } = givenGuard(
      CREDENTIAL_KINDS.map((kind) => ({ ...givenCredential(kind), createdAt: NOW })),
    );
    await guard(givenRootEvent('login-profile', NOW));
    expect(callsNamedIn('### A revert, call by call')).toEqual(withoutRereads(awsCalls()));
  });

  it('names the calls of a removal in a sweep in the order in which they are made', async () => {
    const { guard, awsCalls } = givenGuard(
      CREDENTIAL_KINDS.map((kind) => ({ ...givenCredential(kind), createdAt: NOW })),
    );
    await guard(givenListedSweep());
    expect(callsNamedIn('### A removal in a sweep, call by call')).toEqual(withoutRereads(awsCalls()));
  });

  it('says of every entry of the ledger when it is written', () => {
    const rows = [...sectionOf(page, '### The ledger').matchAll(/^\| `([a-z-]+)` \|/gm)].map(
      ([, type]) => type,
    );
    const types: Record<LedgerEntryType, true> = {
      audit: true,
      'already-audited': true,
      intent: true,
      outcome: true,
      rejected: true,
      recovery: true,
      canary: true,
      relock: true,
      'exception-change': true,
      'settings-change': true,
      'state-import': true,
      'breaker-acknowledged': true,
      'dead-letter-deleted': true,
      'guardrail-weakened': true,
      'own-part-changed': true,
      'event-announced': true,
      notification: true,
    };
    expect(rows).toEqual(Object.keys(types));
  });

  it('names the calls that a compliant account costs', async () => {
    const { guard, awsCalls } = givenGuard();
    await guard(givenListedSweep());
    expect(callsNamedIn('### A compliant account in a sweep, call by call')).toEqual(awsCalls());
  });
});
