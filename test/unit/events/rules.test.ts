import { matches, parsePattern } from 'organization-sandbox/eventbridge/pattern/pattern.ts';
import { describe, expect, it } from 'vitest';
import type { EventLocation } from '../../../src/events/catalogue/watched-event.ts';
import { CATALOGUE, findWatchedEvent } from '../../../src/events/catalogue.ts';
import {
  archivePatternOf,
  CONTROL_TOWER_RULES,
  type EventRule,
  HOME_BUS_RULES,
  homeBusRules,
  MANAGEMENT_RULES,
  MEMBER_RULES,
} from '../../../src/events/rules.ts';
import { isPositive, readEventFixtures } from '../../support/event-fixtures.ts';

const ALL_RULES = [...MEMBER_RULES, ...MANAGEMENT_RULES, ...CONTROL_TOWER_RULES, ...HOME_BUS_RULES];

/** The rules of the account that logs the event. */
function rulesAt(location: EventLocation, source: string): readonly EventRule[] {
  if (location !== 'management') return MEMBER_RULES;
  return source === 'aws.controltower' ? CONTROL_TOWER_RULES : MANAGEMENT_RULES;
}

function anyMatches(rules: readonly EventRule[], event: unknown): boolean {
  return rules.some(({ pattern }) => {
    const parsed = parsePattern(pattern);
    return parsed.type === 'pattern' && matches(parsed, event);
  });
}

describe('the EventBridge rules', () => {
  it.each(ALL_RULES)('have patterns of at most 2,048 characters: $name', ({ pattern }) => {
    expect(JSON.stringify(pattern).length).toBeLessThan(2048);
  });

  it('match these events on each bus', () => {
    const lines = ALL_RULES.map(({ name, description, pattern: { source, detail } }) => {
      const root = detail.userIdentity ? ' by Root' : '';
      return `${name}: ${description}\n  ${source.join(', ')}${root}: ${detail.eventName.join(', ')}`;
    });
    expect(lines.join('\n')).toMatchInlineSnapshot(`
      "root-credentials: The root user signs in or changes a credential
        aws.iam, aws.signin by Root: CreateLoginProfile, ChangePassword, ConsoleLogin, CreateAccessKey, UpdateAccessKey, UploadSigningCertificate, UpdateSigningCertificate, EnableMFADevice, CreateVirtualMFADevice
      root-passwords: A root password is recovered or set at sign-in
        aws.signin: PasswordRecoveryRequested, PasswordRecoveryCompleted, PasswordUpdated
      guardrail-weakened: A delegated administrator for IAM weakens the guardrail
        aws.iam, aws.organizations: DisableOrganizationsRootCredentialsManagement, DisableOrganizationsRootSessions, DeregisterDelegatedAdministrator
      heartbeats: An audit has read the account in a root session
        aws.iam by Root: GetAccountSummary
      organization-changes: An account arrives in the organization, or the guardrail is weakened
        aws.organizations, aws.iam: CreateAccountResult, AccountJoinedOrganization, AcceptHandshake, MoveAccount, DisableOrganizationsRootCredentialsManagement, DisableOrganizationsRootSessions, DisableAWSServiceAccess, DeregisterDelegatedAdministrator
      control-tower-accounts: Control Tower enrols or updates an account
        aws.controltower: CreateManagedAccount, UpdateManagedAccount
      watched-events: Everything that rootguard watches
        aws.iam, aws.signin, aws.organizations, aws.controltower: CreateLoginProfile, ChangePassword, PasswordRecoveryRequested, PasswordRecoveryCompleted, PasswordUpdated, ConsoleLogin, CreateAccessKey, UpdateAccessKey, UploadSigningCertificate, UpdateSigningCertificate, EnableMFADevice, CreateVirtualMFADevice, CreateAccountResult, AccountJoinedOrganization, AcceptHandshake, MoveAccount, CreateManagedAccount, UpdateManagedAccount, DisableOrganizationsRootCredentialsManagement, DisableOrganizationsRootSessions, DisableAWSServiceAccess, DeregisterDelegatedAdministrator
      heard-accounts: An audit has read the account in a root session
        aws.iam by Root: GetAccountSummary"
    `);
  });

  it('have unique names', () => {
    expect(new Set(ALL_RULES.map(({ name }) => name)).size).toBe(ALL_RULES.length);
  });

  it.each(readEventFixtures().filter(isPositive))(
    'forward $name to the home bus and match it there',
    ({ event }) => {
      const watched = findWatchedEvent(event.source, event.detail.eventName);
      expect(watched).toBeDefined();
      for (const location of watched?.loggedIn ?? []) {
        expect(anyMatches(rulesAt(location, event.source), event), location).toBe(true);
      }
      expect(anyMatches(HOME_BUS_RULES, event)).toBe(true);
    },
  );

  it('do not forward the sign-in of an IAM user', () => {
    const signIn = {
      source: 'aws.signin',
      detail: { eventName: 'ConsoleLogin', userIdentity: { type: 'IAMUser' } },
    };
    expect(anyMatches(MEMBER_RULES, signIn)).toBe(false);
  });

  it.each(readEventFixtures().filter(isPositive))('do not forward $name when it is replayed', ({ event }) => {
    const replayed = { ...event, 'replay-name': 'rootguard-1' };
    expect(anyMatches([...MEMBER_RULES, ...MANAGEMENT_RULES, ...CONTROL_TOWER_RULES], replayed)).toBe(false);
    expect(anyMatches(HOME_BUS_RULES, replayed)).toBe(true);
    expect(anyMatches(homeBusRules('rootguard-known-at-home-'), replayed)).toBe(false);
  });

  it('are archived with the same events, without the condition on replays, which are never archived', () => {
    for (const rule of ALL_RULES) {
      const { 'replay-name': _replayName, ...archived } = rule.pattern;
      expect(archivePatternOf(rule)).toEqual(archived);
    }
  });

  it('never filter password recovery by an identity that AWS may leave out', () => {
    const recovery = { source: 'aws.signin', detail: { eventName: 'PasswordRecoveryRequested' } };
    expect(anyMatches(MEMBER_RULES, recovery)).toBe(true);
  });
});

describe('the catalogue', () => {
  it('has an id of its own for each entry', () => {
    expect(new Set(CATALOGUE.map(({ id }) => id)).size).toBe(CATALOGUE.length);
  });

  it('lists each event once', () => {
    const events = CATALOGUE.flatMap(({ source, eventNames }) =>
      eventNames.map((name) => `${source} ${name}`),
    );
    expect(new Set(events).size).toBe(events.length);
  });

  it('leaves UpdateLoginProfile out, which cannot reach the root user', () => {
    expect(findWatchedEvent('aws.iam', 'UpdateLoginProfile')).toBeUndefined();
  });

  it('matches names exactly', () => {
    expect(findWatchedEvent('aws.iam', 'createloginprofile')).toBeUndefined();
    expect(findWatchedEvent('aws.signin', 'CreateLoginProfile')).toBeUndefined();
  });
});
