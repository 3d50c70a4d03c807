import { describe, expect, it } from 'vitest';
import { parseAccountId } from '../../../src/domain/account.ts';
import type { RecordedSession } from '../../../src/domain/recorded-session.ts';
import { isForeign } from '../../../src/domain/session-principals.ts';
import { givenSession } from '../../support/sessions.ts';

const HOME = 'arn:aws:iam::222222222222:role';
const PRINCIPALS = {
  own: [`${HOME}/rootguard-home-ConsumerRole0123-ABC`],
  others: [`${HOME}/RootguardOperator`, `${HOME}/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_Operator_*`],
  canaryAccountId: parseAccountId('444444444444'),
};
const NOBODY = { own: [], others: [], canaryAccountId: undefined };
const AUDIT = 'IAMAuditRootUserCredentials';
const CREATE = 'IAMCreateRootUserPassword';
const opened = (fields: Partial<RecordedSession>) => givenSession({ accessKeyId: 'ASIA1', ...fields });

describe('a foreign session', () => {
  it.each([
    [`${HOME}/rootguard-home-ConsumerRole0123-ABC`, false],
    [`${HOME}/RootguardOperator`, false],
    [`${HOME}/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Operator_0123456789abcdef`, false],
    [`${HOME}/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Operator_0123456789abcdef`, false],
    [`${HOME}/RootguardOperator2`, true],
    [`${HOME}/x/RootguardOperator`, true],
    ['arn:aws:iam::111111111111:role/RootguardOperator', true],
    [`${HOME}/Admin`, true],
    [undefined, true],
  ])('was opened by %s: %s', (role, foreign) => {
    expect(isForeign(opened({ role, task: AUDIT }), PRINCIPALS)).toBe(foreign);
  });

  it('is found in time, however many stars a pattern has', () => {
    const others = [`${HOME}/${'*a'.repeat(200)}*b`];
    expect(isForeign(givenSession({ role: `${HOME}/${'a'.repeat(1000)}` }), { ...NOBODY, others })).toBe(
      true,
    );
    expect(isForeign(givenSession({ role: `${HOME}/${'a'.repeat(1000)}b` }), { ...NOBODY, others })).toBe(
      false,
    );
  });

  it('is one of everybody where nobody is named', () => {
    expect(isForeign(givenSession({ role: `${HOME}/Admin` }), NOBODY)).toBe(true);
  });

  it.each([
    ['333333333333', AUDIT, false],
    ['333333333333', 'IAMDeleteRootUserCredentials', false],
    ['444444444444', CREATE, false],
    ['333333333333', CREATE, true],
    ['444444444444', 'S3UnlockBucketPolicy', true],
    ['333333333333', undefined, true],
  ])('of a role of rootguard is one that it never opens: in %s for %s: %s', (account, task, foreign) => {
    const [role] = PRINCIPALS.own;
    const target = parseAccountId(account);
    expect(isForeign(opened({ role, task, target }), PRINCIPALS)).toBe(foreign);
    const others = PRINCIPALS.own;
    expect(isForeign(opened({ role, task, target }), { ...PRINCIPALS, others })).toBe(false);
  });

  it('of a role of rootguard is no canary run where there is no canary, or the account is not known', () => {
    const [role] = PRINCIPALS.own;
    const target = undefined;
    for (const canaryAccountId of [undefined, PRINCIPALS.canaryAccountId]) {
      const session = opened({ role, task: CREATE, target });
      expect(isForeign(session, { ...PRINCIPALS, canaryAccountId })).toBe(true);
    }
  });

  it('is no call of rootguard that was denied, of which the task is not known', () => {
    const [role] = PRINCIPALS.own;
    expect(isForeign(givenSession({ role, task: undefined }), PRINCIPALS)).toBe(false);
  });
});
