import { describe, expect, it } from 'vitest';
import { parseAccountId } from '../../../src/domain/account.ts';
import type { AwsFailure } from '../../../src/domain/aws-failure.ts';
import type { CredentialKind } from '../../../src/domain/credentials.ts';
import {
  exposuresOf,
  type ManagementRootRecord,
  managementRootOf,
} from '../../../src/domain/management-root.ts';

const NOW = new Date('2026-11-24T12:00:00Z');
const MANAGEMENT = parseAccountId('111111111111');
const FAILURE: AwsFailure = { reason: 'not-authorized', call: 'sts:AssumeRole', message: 'no such role' };

const recordOf = (reading: ManagementRootRecord['reading'], readAt = NOW) =>
  ({ type: 'record', record: { readAt, sweepId: 's', reading } }) as const;
const withKinds = (...present: readonly CredentialKind[]) => ({ type: 'readable', present }) as const;

describe('the root user of the management account', () => {
  it.each([
    [['login-profile', 'mfa-device'], []],
    [['mfa-device'], []],
    [['login-profile'], ['no-mfa']],
    [[], ['no-mfa']],
    [['login-profile', 'mfa-device', 'access-key'], ['access-key']],
    [
      ['access-key', 'signing-certificate'],
      ['no-mfa', 'access-key', 'signing-certificate'],
    ],
  ] as const)('with %j has the exposures %j', (present, exposures) => {
    expect(exposuresOf(present)).toEqual(exposures);
  });

  it('is protected where it was read lately, and has MFA and only its password', () => {
    const stored = recordOf(withKinds('login-profile', 'mfa-device'));
    expect(managementRootOf(MANAGEMENT, stored, NOW, 24)).toMatchObject({ state: 'protected', readAt: NOW });
  });

  it('is exposed where it was read lately, and has an access key', () => {
    const stored = recordOf(withKinds('login-profile', 'mfa-device', 'access-key'));
    expect(managementRootOf(MANAGEMENT, stored, NOW, 24)).toMatchObject({
      state: 'exposed',
      exposures: ['access-key'],
      readAt: NOW,
    });
  });

  it.each([
    ['never-read', undefined],
    ['malformed', { type: 'malformed', issues: ['readAt: is missing'] }],
    ['unreadable', recordOf({ type: 'unreadable', failure: FAILURE })],
    ['stale', recordOf(withKinds('mfa-device'), new Date('2026-11-22T11:59:59Z'))],
    ['stale', recordOf(withKinds('mfa-device'), new Date('2027-11-24T12:00:00Z'))],
  ] as const)('(invariants 3 and 14) is unknown where it is %s, and never clean', (why, stored) => {
    expect(managementRootOf(MANAGEMENT, stored, NOW, 24)).toMatchObject({ state: 'unknown', why });
  });
});
