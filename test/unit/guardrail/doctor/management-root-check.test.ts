import { describe, expect, it } from 'vitest';
import { parseAccountId } from '../../../../src/domain/account.ts';
import type { CredentialKind } from '../../../../src/domain/credentials.ts';
import { managementRootOf, type StoredManagementRoot } from '../../../../src/domain/management-root.ts';
import { checkManagementRoot } from '../../../../src/guardrail/doctor/management-root-check.ts';
import { failureWith } from '../../../support/memory/call-log.ts';

const NOW = new Date('2026-11-24T12:00:00Z');
const FAILURE = failureWith('iam:GetAccountSummary', {
  code: 'AccessDenied',
  message: 'said AWS',
  requestId: 'r-1',
});

function check(stored: StoredManagementRoot | undefined) {
  return checkManagementRoot(managementRootOf(parseAccountId('111111111111'), stored, NOW, 24));
}

function readWith(
  reading:
    | { readonly type: 'readable'; readonly present: CredentialKind[] }
    | { readonly type: 'unreadable'; readonly failure: typeof FAILURE },
  readAt = '2026-11-24T11:00:00Z',
): StoredManagementRoot {
  return { type: 'record', record: { readAt: new Date(readAt), sweepId: 's-1', reading } };
}

describe('the check of the root user of the management account', () => {
  it('is ok with a password and MFA, and says when it was read', () => {
    expect(check(readWith({ type: 'readable', present: ['login-profile', 'mfa-device'] }))).toMatchObject({
      id: 'management-root',
      status: 'ok',
      detail: expect.stringContaining('2026-11-24T11:00:00.000Z'),
    });
  });

  it('is a problem with everything that exposes it, and what to do about each', () => {
    expect(
      check(readWith({ type: 'readable', present: ['access-key', 'signing-certificate'] })),
    ).toMatchObject({
      status: 'problem',
      detail: expect.stringMatching(/no MFA device.*has an access key.*has a signing certificate/),
      advice: expect.stringMatching(/register.*delete its access keys.*delete its signing certificates/),
    });
  });

  it.each([
    ['warning', 'where it was never read', undefined, 'never been read'],
    ['unknown', 'where AWS refused', readWith({ type: 'unreadable', failure: FAILURE }), 'r-1'],
    [
      'unknown',
      'where it was read too long ago, whatever it showed',
      readWith({ type: 'readable', present: ['mfa-device'] }, '2026-11-01T00:00:00Z'),
      '2026-11-01T00:00:00.000Z',
    ],
    [
      'unknown',
      'where its record does not parse',
      { type: 'malformed', issues: ['readAt: is missing'] },
      'does not parse',
    ],
  ] as const)('is %s, and never ok, %s', (status, _where, stored, detail) => {
    expect(check(stored)).toMatchObject({
      status,
      detail: expect.stringContaining(detail),
      advice: expect.stringContaining('management-root-exposed in the runbook'),
    });
  });
});
