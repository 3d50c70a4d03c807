import { matches, parsePattern } from 'organization-sandbox/eventbridge/pattern/pattern.ts';
import { describe, expect, it } from 'vitest';
import { defaultInstallation } from '../../../src/installation/protection/protected-installation.ts';
import { protectivePolicies } from '../../../src/installation/protection/protective-policies.ts';
import { denies } from '../../support/policy-decision.ts';
import { codeBlocks, readPage } from './pages.ts';

const [denyRoot, members, home, people, sessions, memberAlarm, callerAlarm] = codeBlocks(
  readPage('scps.md'),
  'json',
).map(({ code }): object => JSON.parse(code));

const ROOT = 'arn:aws:iam::333333333333:root';
const ADMINISTRATOR = 'arn:aws:iam::333333333333:role/Admin';
const CONSUMER = 'arn:aws:iam::222222222222:role/rootguard-home-consumer';

const by = (principal: string, more: Readonly<Record<string, string>> = {}) => ({
  'aws:PrincipalArn': principal,
  ...more,
});

describe('the SCP that denies the root user', () => {
  it.each([
    ['a root user', by(ROOT), true],
    ['a root session opened by AssumeRoot', by(ROOT, { 'aws:AssumedRoot': 'true' }), false],
    ['a role', by(ADMINISTRATOR), false],
  ])('applies to %s with %o: denied is %s', (_who, context, denied) => {
    expect(denies(denyRoot ?? {}, { action: 'iam:DeleteLoginProfile', resource: ROOT, context })).toBe(
      denied,
    );
  });
});

describe('the policies that protect rootguard', () => {
  it('are those that the command prints', () => {
    expect({ members, home, people, sessions }).toEqual(
      protectivePolicies(defaultInstallation('222222222222')),
    );
  });
});

describe('root alarms', () => {
  const alarms = (json: unknown, detail: object): boolean => {
    const pattern = parsePattern(json);
    if (pattern.type === 'invalid') throw new Error(pattern.message);
    return matches(pattern, { source: 'aws.sts', detail });
  };
  const attributes = { creationDate: '2026-12-01T09:00:00Z' };

  it.each([
    ['the root user', { type: 'Root', sessionContext: { attributes } }, true],
    ['the root user without a session', { type: 'Root' }, true],
    ['a session by AssumeRoot', { type: 'Root', sessionContext: { attributes, assumedRoot: 'true' } }, false],
    ['a role', { type: 'AssumedRole', sessionContext: { attributes } }, false],
  ])('fire as the page says in the member account for %s', (_who, userIdentity, alarmed) => {
    expect(alarms(memberAlarm, { eventName: 'CreateAccessKey', userIdentity })).toBe(alarmed);
  });

  it.each([
    ['rootguard', { type: 'AssumedRole', sessionContext: { sessionIssuer: { arn: CONSUMER } } }, false],
    [
      'another role',
      { type: 'AssumedRole', sessionContext: { sessionIssuer: { arn: ADMINISTRATOR } } },
      true,
    ],
    ['an IAM user', { type: 'IAMUser', arn: 'arn:aws:iam::222222222222:user/eve' }, true],
  ])('fire as the page says in the account that opens sessions for %s', (_who, userIdentity, alarmed) => {
    expect(alarms(callerAlarm, { eventName: 'AssumeRoot', userIdentity })).toBe(alarmed);
  });
});
