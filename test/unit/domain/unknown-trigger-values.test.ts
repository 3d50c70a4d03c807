import { describe, expect, it } from 'vitest';
import { findUnknownValues } from '../../../src/domain/schema-version.ts';
import { knownListedAccount, knownSoughtCredentials } from '../../../src/domain/unknown-trigger-values.ts';

describe('the credentials that an event names', () => {
  it('are left out where only another version knows their kind, and kept where they are anything else', () => {
    const { isUnknown, issues } = findUnknownValues();
    const kept = [{ kind: 'access-key', id: 'AKIAIOSFODNN7EXAMPLE' }, { kind: undefined }, null, 'text', 7];
    const sought = [...kept, { kind: 'passkey' }];
    expect(knownSoughtCredentials('sought', sought, isUnknown)).toEqual(kept);
    expect(issues).toEqual(['sought.5.kind: is not a value that rootguard knows']);
  });
});

describe('the account of a sweep', () => {
  it('keeps what is known of it', () => {
    const { isUnknown, issues } = findUnknownValues();
    const account = { id: '333333333333', name: 'payments', state: 'ACTIVE', joinedMethod: 'INVITED' };
    expect(knownListedAccount('account', account, isUnknown)).toEqual(account);
    expect(issues).toEqual([]);
  });

  it('is in an unknown state, and joined in an unknown way, where only another version knows them', () => {
    const { isUnknown, issues } = findUnknownValues();
    const account = { id: '333333333333', state: 'QUARANTINED', joinedMethod: 'MERGED' };
    expect(knownListedAccount('account', account, isUnknown)).toEqual({
      id: '333333333333',
      state: 'UNKNOWN',
      joinedMethod: undefined,
    });
    expect(issues).toHaveLength(2);
  });
});
