import { matches, parsePattern } from 'organization-sandbox/eventbridge/pattern/pattern.ts';
import { describe, expect, it } from 'vitest';
import type { EventLocation, Meaning } from '../../../src/events/catalogue/watched-event.ts';
import { CATALOGUE, countsCall, findWatchedEvents } from '../../../src/events/catalogue.ts';
import { ownPartRules, ownPartRulesOfOtherRegion } from '../../../src/events/own-parts/rules.ts';
import {
  archivePatternOf,
  CONTROL_TOWER_RULES,
  type EventRule,
  MANAGEMENT_RULES,
  MEMBER_RULES,
  REGIONAL_MEMBER_RULES,
  REGIONAL_RULES,
} from '../../../src/events/rules.ts';
import { DEFAULT_NAMES } from '../../../src/installation/names.ts';
import {
  type EventFixture,
  isAnnounced,
  isPositive,
  readEventFixtures,
} from '../../support/event-fixtures.ts';
import { busRules, watchingRules } from '../../support/home-bus-rules.ts';
import { HOME, MANAGEMENT } from '../../support/sandbox-scene.ts';

const HOME_BUS_RULES = watchingRules();

const ALL_RULES = [...MEMBER_RULES, ...MANAGEMENT_RULES, ...CONTROL_TOWER_RULES, ...HOME_BUS_RULES];

const AUDITED = readEventFixtures().filter((fixture) => isPositive(fixture) && !isAnnounced(fixture));

/** The rules of the account that logs the event. */
function rulesAt(location: EventLocation, source: string): readonly EventRule[] {
  if (location !== 'management') return MEMBER_RULES;
  return source === 'aws.controltower' ? CONTROL_TOWER_RULES : MANAGEMENT_RULES;
}

/** Those of Control Tower are in its home Region, which has a rule of its own. */
function isOfAnotherRegion({ event: { region, source } }: EventFixture): boolean {
  return region !== 'us-east-1' && source !== 'aws.controltower';
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
        aws.iam, aws.signin by Root: CreateLoginProfile, ChangePassword, ConsoleLogin, CreateAccessKey, UpdateAccessKey, UploadSigningCertificate, UpdateSigningCertificate, EnableMFADevice, CreateVirtualMFADevice, DeactivateMFADevice, DeleteVirtualMFADevice, ResyncMFADevice
      root-passwords: A root password is recovered or set at sign-in
        aws.signin: PasswordRecoveryRequested, PasswordRecoveryCompleted, PasswordUpdated
      guardrail-weakened: A delegated administrator for IAM weakens the guardrail
        aws.iam, aws.organizations: DisableOrganizationsRootCredentialsManagement, DisableOrganizationsRootSessions, DeregisterDelegatedAdministrator, EnableOrganizationsRootCredentialsManagement, EnableOrganizationsRootSessions
      root-activity: The root user makes itself credentials that no audit shows
        aws.sts, aws.signin, aws.iam by Root: GetSessionToken, GetFederationToken, AuthorizeOAuth2Access, CreateOAuth2Token, UploadCloudFrontPublicKey
      account-changes: The mailbox, a contact or a trail of the account changes, or the account leaves
        aws.organizations, aws.account, aws.signin, aws.cloudtrail: AttachPolicy, DetachPolicy, UpdatePolicy, DisablePolicyType, PutResourcePolicy, DeleteResourcePolicy, StartPrimaryEmailUpdate, AcceptPrimaryEmailUpdate, EmailUpdated, PutAlternateContact, DeleteAlternateContact, PutContactInformation, LeaveOrganization, CloseAccount, StopLogging, DeleteTrail, UpdateTrail, PutEventSelectors
      heartbeats: An audit has read the account in a root session
        aws.iam by Root: GetAccountSummary
      organization-changes: An account arrives in the organization, or the guardrail is weakened
        aws.organizations, aws.iam, aws.cloudformation: CreateAccountResult, AccountJoinedOrganization, AcceptHandshake, MoveAccount, DisableOrganizationsRootCredentialsManagement, DisableOrganizationsRootSessions, DisableAWSServiceAccess, DeregisterDelegatedAdministrator, DeactivateOrganizationsAccess
      organization-activity: Policies, delegated administrators, mailboxes or trails change, or an account leaves
        aws.organizations, aws.cloudtrail, aws.iam, aws.account, aws.signin: RegisterDelegatedAdministrator, RegisterOrganizationDelegatedAdmin, EnableOrganizationsRootCredentialsManagement, EnableOrganizationsRootSessions, EnableAWSServiceAccess, AttachPolicy, DetachPolicy, UpdatePolicy, DisablePolicyType, PutResourcePolicy, DeleteResourcePolicy, StartPrimaryEmailUpdate, AcceptPrimaryEmailUpdate, EmailUpdated, PutAlternateContact, DeleteAlternateContact, PutContactInformation, RemoveAccountFromOrganization, AccountDepartedOrganization, CloseAccount, StopLogging, DeleteTrail, UpdateTrail, PutEventSelectors
      management-root: The root user of the management account signs in or changes a credential
        aws.iam, aws.signin, aws.sts by Root: CreateLoginProfile, ChangePassword, ConsoleLogin, CreateAccessKey, UpdateAccessKey, UploadSigningCertificate, UpdateSigningCertificate, EnableMFADevice, CreateVirtualMFADevice, DeactivateMFADevice, DeleteVirtualMFADevice, ResyncMFADevice, GetSessionToken, GetFederationToken, AuthorizeOAuth2Access, CreateOAuth2Token, UploadCloudFrontPublicKey
      management-root-passwords: The root password of the management account is recovered or set at sign-in
        aws.signin: PasswordRecoveryRequested, PasswordRecoveryCompleted, PasswordUpdated
      root-sessions: Somebody opens a root session, or is denied to
        aws.sts: AssumeRoot
      control-tower-accounts: Control Tower enrols or updates an account
        aws.controltower: CreateManagedAccount, UpdateManagedAccount
      watched-events: Everything that may lead to an audit
        aws.iam, aws.signin, aws.organizations, aws.controltower, aws.cloudformation: CreateLoginProfile, ChangePassword, PasswordRecoveryRequested, PasswordRecoveryCompleted, PasswordUpdated, ConsoleLogin, CreateAccessKey, UpdateAccessKey, UploadSigningCertificate, UpdateSigningCertificate, EnableMFADevice, CreateVirtualMFADevice, DeactivateMFADevice, DeleteVirtualMFADevice, ResyncMFADevice, CreateAccountResult, AccountJoinedOrganization, AcceptHandshake, MoveAccount, CreateManagedAccount, UpdateManagedAccount, DisableOrganizationsRootCredentialsManagement, DisableOrganizationsRootSessions, DisableAWSServiceAccess, DeregisterDelegatedAdministrator, DeactivateOrganizationsAccess
      announced-root-activity: A root user makes itself credentials that no audit shows
        aws.sts, aws.signin, aws.iam by Root: GetSessionToken, GetFederationToken, AuthorizeOAuth2Access, CreateOAuth2Token, UploadCloudFrontPublicKey
      member-announced-root-activity: A root user makes itself credentials that no audit shows
        aws.sts, aws.signin, aws.iam by Root: GetSessionToken, GetFederationToken, AuthorizeOAuth2Access, CreateOAuth2Token, UploadCloudFrontPublicKey
      announced-failed-sign-ins: A sign-in as the root user fails
        aws.signin by Root: ConsoleLogin
      member-announced-failed-sign-ins: A sign-in as the root user fails
        aws.signin by Root: ConsoleLogin
      announced-changes: Something changes that decides who can use root users, or what rootguard hears
        aws.organizations, aws.cloudtrail, aws.iam, aws.account, aws.signin: RegisterDelegatedAdministrator, RegisterOrganizationDelegatedAdmin, EnableOrganizationsRootCredentialsManagement, EnableOrganizationsRootSessions, EnableAWSServiceAccess, AttachPolicy, DetachPolicy, UpdatePolicy, DisablePolicyType, PutResourcePolicy, DeleteResourcePolicy, StartPrimaryEmailUpdate, AcceptPrimaryEmailUpdate, EmailUpdated, PutAlternateContact, DeleteAlternateContact, PutContactInformation, LeaveOrganization, RemoveAccountFromOrganization, AccountDepartedOrganization, CloseAccount, StopLogging, DeleteTrail, UpdateTrail, PutEventSelectors
      member-announced-changes: Something changes that decides who can use root users, or what rootguard hears
        aws.organizations, aws.cloudtrail, aws.iam, aws.account, aws.signin: RegisterDelegatedAdministrator, RegisterOrganizationDelegatedAdmin, EnableOrganizationsRootCredentialsManagement, EnableOrganizationsRootSessions, EnableAWSServiceAccess, AttachPolicy, DetachPolicy, UpdatePolicy, DisablePolicyType, PutResourcePolicy, DeleteResourcePolicy, StartPrimaryEmailUpdate, AcceptPrimaryEmailUpdate, EmailUpdated, PutAlternateContact, DeleteAlternateContact, PutContactInformation, LeaveOrganization, RemoveAccountFromOrganization, AccountDepartedOrganization, CloseAccount, StopLogging, DeleteTrail, UpdateTrail, PutEventSelectors
      opened-root-sessions: Somebody opens a root session, or is denied to
        aws.sts: AssumeRoot
      member-opened-root-sessions: Somebody opens a root session, or is denied to
        aws.sts: AssumeRoot
      heard-accounts: An audit has read the account in a root session
        aws.iam by Root: GetAccountSummary"
    `);
  });

  it('of further Regions match what is recorded in the Region of the call, and nothing else', () => {
    const lines = REGIONAL_RULES.map(({ name, pattern: { source, detail } }) => {
      const root = detail.userIdentity ? ' by Root' : '';
      return `${name}: ${source.join(', ')}${root}: ${detail.eventName.join(', ')}`;
    });
    expect(lines).toEqual([
      'root-activity: aws.sts, aws.signin by Root: GetSessionToken, GetFederationToken, AuthorizeOAuth2Access, CreateOAuth2Token',
      'trail-changes: aws.cloudtrail: StopLogging, DeleteTrail, UpdateTrail, PutEventSelectors',
      'root-sessions: aws.sts: AssumeRoot',
    ]);
    // A member account cannot open root sessions.
    expect(REGIONAL_MEMBER_RULES).toEqual(REGIONAL_RULES.slice(0, 2));
  });

  it.each(readEventFixtures().filter(isOfAnotherRegion))('of further Regions forward $name', ({ event }) => {
    expect(anyMatches(REGIONAL_RULES, event)).toBe(true);
  });

  it('have unique names', () => {
    expect(new Set(ALL_RULES.map(({ name }) => name)).size).toBe(ALL_RULES.length);
  });

  it.each(readEventFixtures().filter(isPositive))(
    'forward $name to the home bus and match it there',
    (fixture) => {
      const { event } = fixture;
      const watched = findWatchedEvents(event.source, event.detail.eventName);
      expect(watched.length).toBeGreaterThan(0);
      for (const location of watched.flatMap(({ loggedIn }) => loggedIn)) {
        expect(anyMatches(rulesAt(location, event.source), event), location).toBe(true);
      }
      const queues = isAnnounced(fixture) ? ['activity', 'memberActivity'] : ['triggers'];
      const rules = HOME_BUS_RULES.filter(({ queue }) => queues.includes(queue));
      expect(rules.filter((rule) => anyMatches([rule], event))).toHaveLength(1);
    },
  );

  const OPENED_SESSION = { source: 'aws.sts', detail: { eventName: 'AssumeRoot' } };
  const DELETED_RULE = {
    source: 'aws.events',
    detail: { eventName: 'DeleteRule', requestParameters: { name: 'rootguard-heartbeats' } },
  };

  it.each([
    ...readEventFixtures()
      .filter(isAnnounced)
      .map(({ event }) => event),
    OPENED_SESSION,
    DELETED_RULE,
  ])('send $source $detail.eventName of home and management to a queue that no member can fill', (event) => {
    const queuesOf = (account: string) =>
      busRules()
        .filter(({ queue }) => queue !== 'triggers')
        .filter((rule) => anyMatches([rule], { ...event, account }))
        .map(({ queue }) => queue);
    expect(queuesOf(HOME)).toEqual(['activity']);
    expect(queuesOf(MANAGEMENT)).toEqual(['activity']);
    expect(queuesOf('444455556666')).toEqual(['memberActivity']);
  });

  it('send nothing to the queue of home and management without looking at the account', () => {
    const rules = busRules().filter(({ queue }) => queue === 'activity');
    expect(rules.length).toBeGreaterThan(0);
    for (const { pattern } of rules) expect(pattern.account).toEqual([HOME, MANAGEMENT]);
  });

  it.each([
    ['home', ['own-forwarding', 'own-service', 'own-alarms', 'own-keys']],
    ['management', ['own-forwarding', 'own-alarms']],
    ['member', ['own-forwarding']],
  ] as const)('watch on the default bus of %s the parts that are there', (location, names) => {
    const rules = ownPartRules(DEFAULT_NAMES, location, { watchesKeys: true });
    expect(rules.map(({ name }) => name)).toEqual(names);
    for (const { pattern } of rules) expect(pattern['replay-name']).toEqual([{ exists: false }]);
  });

  it('watch in another Region all but keys, as only a stack that forwards is there', () => {
    const rules = ownPartRulesOfOtherRegion(DEFAULT_NAMES);
    expect(rules.map(({ name }) => name)).toEqual(['own-forwarding', 'own-service', 'own-alarms']);
  });

  it('do not forward the sign-in of an IAM user', () => {
    const signIn = {
      source: 'aws.signin',
      detail: { eventName: 'ConsoleLogin', userIdentity: { type: 'IAMUser' } },
    };
    expect(anyMatches(MEMBER_RULES, signIn)).toBe(false);
  });

  it.each(AUDITED)('do not forward $name when it is replayed', ({ event }) => {
    const replayed = { ...event, 'replay-name': 'rootguard-1' };
    expect(anyMatches([...MEMBER_RULES, ...MANAGEMENT_RULES, ...CONTROL_TOWER_RULES], replayed)).toBe(false);
    expect(anyMatches(HOME_BUS_RULES, replayed)).toBe(true);
    expect(anyMatches(watchingRules('rootguard-known-at-home-'), replayed)).toBe(false);
  });

  it.each(readEventFixtures().filter(isAnnounced))(
    'neither forward nor announce $name again when it is replayed, nor archive it',
    ({ event }) => {
      const replayed = { ...event, 'replay-name': 'rootguard-1' };
      expect(anyMatches([...MEMBER_RULES, ...MANAGEMENT_RULES, ...CONTROL_TOWER_RULES], replayed)).toBe(
        false,
      );
      const announcing = HOME_BUS_RULES.filter(({ queue }) => queue !== 'triggers');
      expect(anyMatches(announcing, replayed)).toBe(false);
      expect(announcing.some(({ archived }) => archived)).toBe(false);
    },
  );

  it('of a default bus match no replays, whatever they are for', () => {
    for (const { name, pattern } of [
      ...MEMBER_RULES,
      ...MANAGEMENT_RULES,
      ...CONTROL_TOWER_RULES,
      ...REGIONAL_RULES,
    ]) {
      expect([name, pattern['replay-name']]).toEqual([name, [{ exists: false }]]);
    }
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

  it('lists each event once for each result of a call and each service that it names', () => {
    const results = ['succeeded', 'failed'] as const;
    const events = CATALOGUE.flatMap((watched) =>
      watched.eventNames.flatMap((name) =>
        results
          .filter((result) => countsCall(watched, result))
          .flatMap((result) =>
            servicesOf(watched.meaning).map((service) => `${watched.source} ${name} ${result} ${service}`),
          ),
      ),
    );
    expect(new Set(events).size).toBe(events.length);
  });

  it('leaves UpdateLoginProfile out, which cannot reach the root user', () => {
    expect(findWatchedEvents('aws.iam', 'UpdateLoginProfile')).toEqual([]);
  });

  it('matches names exactly', () => {
    expect(findWatchedEvents('aws.iam', 'createloginprofile')).toEqual([]);
    expect(findWatchedEvents('aws.signin', 'CreateLoginProfile')).toEqual([]);
  });
});

function servicesOf(meaning: Meaning): readonly (string | undefined)[] {
  if (meaning.type === 'event-announced' && meaning.only?.type === 'service') return meaning.only.services;
  return [meaning.type === 'guardrail-weakened' ? meaning.service : undefined];
}
