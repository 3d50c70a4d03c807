import { describe, expect, it } from 'vitest';
import { parseAccountId } from '../../../../src/domain/account.ts';
import {
  checkDelegation,
  checkFeature,
  type OrganizationFacts,
} from '../../../../src/guardrail/doctor/organization-checks.ts';
import { failure, readable, unreadable } from './readings.ts';

const HOME = parseAccountId('222222222222');

/** Seen from an account that AWS does not allow to read the organization's root access. */
const facts: OrganizationFacts = {
  access: { trustedAccess: readable(true), features: unreadable, delegatedAdministrators: unreadable },
  callerAccount: HOME,
  managementAccountId: parseAccountId('111111111111'),
};

describe("the checks of the organization show AWS's answer", () => {
  it('where the features cannot be read', () => {
    const id = 'root-sessions';
    expect(checkFeature(facts, id, 'RootSessions')).toMatchObject({ id, status: 'unknown', failure });
  });

  it('where the delegated administrators cannot be read', () => {
    expect(checkDelegation(facts)).toMatchObject({
      id: 'delegated-administrator',
      status: 'unknown',
      failure,
    });
  });
});
