import { EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { matches, parsePattern } from 'organization-sandbox/eventbridge/pattern/pattern.ts';
import { startTestSandbox } from 'organization-sandbox/testing/test-sandbox.ts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { LISTENER_QUEUES } from '../../src/domain/listener-queue.ts';
import { ownPartPatterns } from '../../src/events/own-parts/own-part-patterns.ts';
import { ownPartRules, ownPartRulesOfOtherRegion } from '../../src/events/own-parts/rules.ts';
import {
  CONTROL_TOWER_RULES,
  type EventRule,
  HOME_RULES,
  MANAGEMENT_RULES,
  MEMBER_RULES,
} from '../../src/events/rules.ts';
import { REGION } from '../../src/installation/defaults.ts';
import { DEFAULT_NAMES } from '../../src/installation/names.ts';
import { startStack } from '../../src/local/stack.ts';
import { BUS_NAME } from '../../src/runtime/resources.ts';
import {
  type EventFixture,
  isAnnounced,
  isPositive,
  parseFixture,
  readEventFixtures,
} from '../support/event-fixtures.ts';
import { busRules } from '../support/home-bus-rules.ts';
import { resolve, STACK_UUID } from './resolution.ts';
import {
  HOME,
  memberTemplateOf,
  type Resource,
  resourcesOf,
  synthesizeRootguard,
  templateOf,
} from './synthesis.ts';

const { home, members, management, controlTower } = synthesizeRootguard({
  controlTowerRegion: 'eu-central-1',
});

type Pattern = object;

const ENVIRONMENT = { account: HOME, region: REGION, partition: 'aws' };

/** The patterns of the rules in the templates. */
const DEPLOYED = {
  member: patternsOf(Object.values(memberTemplateOf(members).Resources)),
  management: patternsOf(resourcesOf(templateOf(management), 'AWS::Events::Rule')),
  controlTower: patternsOf(resourcesOf(templateOf(controlTower), 'AWS::Events::Rule')),
  home: resolve(templateOf(home), ENVIRONMENT, patternsOf(rulesWithTarget('triggers', ...LISTENER_QUEUES))),
  activity: resolve(templateOf(home), ENVIRONMENT, patternsOf(rulesWithTarget('activity', 'memberActivity'))),
  homeOwn: patternsOf(rulesWithTarget('home')),
};

const fixtures = readEventFixtures();

const OWN_PARTS = {
  member: ownPartRules(DEFAULT_NAMES, 'member'),
  management: ownPartRules(DEFAULT_NAMES, 'management'),
  controlTower: ownPartRulesOfOtherRegion(DEFAULT_NAMES),
  home: ownPartRules(DEFAULT_NAMES, 'home'),
};

/** Contains the part of the stack's id that only the home account knows. */
const REPLAY_PREFIX = `rootguard-${STACK_UUID}-`;

/** It is recorded where rootguard has no rule: an account that accepts an invitation is not a member yet. */
const LOGGED_OUTSIDE = 'organizations-accept-handshake.logged-by-invited-account';

describe('an event pattern', () => {
  it.each([
    ['of the StackSet', DEPLOYED.member, [...MEMBER_RULES, ...OWN_PARTS.member]],
    ['of the management account', DEPLOYED.management, [...MANAGEMENT_RULES, ...OWN_PARTS.management]],
    ["of Control Tower's Region", DEPLOYED.controlTower, [...CONTROL_TOWER_RULES, ...OWN_PARTS.controlTower]],
    ['of the home bus', DEPLOYED.home, busRules(REPLAY_PREFIX)],
    ["of the home account's default bus", DEPLOYED.homeOwn, [...HOME_RULES, ...OWN_PARTS.home]],
  ])('%s is the one in the catalogue', (_, deployed, rules) => {
    expect(deployed).toEqual(rules.map(({ pattern }: EventRule) => pattern));
  });

  it.each(Object.entries(DEPLOYED))('of %s is valid for EventBridge', (_, deployed) => {
    for (const pattern of deployed) {
      expect(parsePattern(pattern)).toMatchObject({ type: 'pattern' });
      expect(JSON.stringify(pattern).length).toBeLessThanOrEqual(2048);
    }
  });
});

describe('the sandbox', () => {
  it('uses the same patterns as the templates', async () => {
    const sandbox = await startTestSandbox(onTestFinished);
    const stack = await startStack(sandbox, { settings: { logLevel: 'silent' } });
    onTestFinished(() => stack.stop());
    const patternsIn = async (account: string, EventBusName: string) => {
      const events = sandbox.client(EventBridgeClient, account);
      const { Rules = [] } = await events.send(new ListRulesCommand({ EventBusName }));
      return new Set(Rules.map(({ EventPattern }) => EventPattern));
    };
    const { homeAccountId, managementAccountId } = sandbox;
    expect(await patternsIn(homeAccountId, BUS_NAME)).toEqual(
      asText(busRules().map(({ pattern }) => pattern)),
    );
    // Nothing on it deploys as CloudFormation, whose calls the templates leave out of what the management account is told.
    const toldManagement = ownPartPatterns(DEFAULT_NAMES, { watchesKeys: false }).map(
      ({ pattern }) => pattern,
    );
    expect(await patternsIn(homeAccountId, 'default')).toEqual(
      asText([...DEPLOYED.homeOwn, ...toldManagement]),
    );
    // It has one Region, in which nothing is Control Tower's alone.
    expect(await patternsIn(managementAccountId, 'default')).toEqual(
      asText([...DEPLOYED.management, ...CONTROL_TOWER_RULES.map(({ pattern }) => pattern)]),
    );
  });
});

describe('a watched event', () => {
  const positives = fixtures.filter((fixture) => isPositive(fixture) && !isAnnounced(fixture));

  it.each(positives.filter(({ name }) => name !== LOGGED_OUTSIDE))(
    'reaches the triggers queue once: $name',
    (fixture) => {
      expect(forwardingRules(fixture)).toHaveLength(1);
      expect(homeRules(fixture)).toHaveLength(1);
    },
  );

  it.each(fixtures.filter(isAnnounced))(
    'that needs no audit reaches a queue of the listener once: $name',
    (fixture) => {
      expect(forwardingRules(fixture)).toHaveLength(1);
      expect(matching(DEPLOYED.activity, fixture)).toHaveLength(1);
    },
  );

  it('that an account records before it is a member is not forwarded, because the management account records it too', () => {
    const fixture = positives.find(({ name }) => name === LOGGED_OUTSIDE);
    expect(fixture && forwardingRules(fixture)).toEqual([]);
  });
});

/**
 * Patterns are coarse on purpose (source, name, Root); the parser drops what they match in addition. The list below shows
 * which events the patterns stop, so that a pattern that becomes wider is noticed.
 */
describe('an irrelevant event', () => {
  const negatives = fixtures.filter((fixture) => !isPositive(fixture));

  it.each(negatives)('leads to no audit, forwarded or not: $name', (fixture) => {
    expect(['irrelevant', 'malformed']).toContain(parseFixture(fixture).type);
  });

  it('is stopped by the rules as far as their patterns can', () => {
    const stopped = negatives.filter((fixture) => forwardingRules(fixture).length === 0);
    expect(stopped.map(({ name }) => name)).toEqual([
      'iam-change-password.by-iam-user',
      'iam-create-access-key.replayed',
      'iam-create-login-profile.by-iam-user',
      'iam-create-login-profile.no-identity',
      'iam-create-virtual-mfa-device.by-role',
      'iam-delete-login-profile.not-watched',
      'iam-delete-virtual-mfa-device.by-role',
      'iam-update-signing-certificate.by-role',
      'iam-upload-cloudfront-public-key.by-iam-user',
      'organizations-accept-handshake.other-action',
      'organizations-account-departed.replayed',
      'organizations-leave-organization.replayed',
      'signin-authorize-oauth2-access.by-role',
      'signin-check-mfa',
      'signin-console-login.by-iam-user',
      'signin-create-oauth2-token.by-role',
      'sts-assume-root.not-watched',
      'sts-get-federation-token.by-iam-user',
      'sts-get-session-token.by-iam-user',
    ]);
  });
});

/** A replayed event has the attribute `replay-name` in its envelope. */
describe('a replayed event', () => {
  const replayed = (name: string) =>
    fixtures
      .filter((fixture) => isPositive(fixture) && !isAnnounced(fixture))
      .map((fixture) => ({ ...fixture, event: { ...fixture.event, 'replay-name': name } }));
  const everyForwardingRule = [
    ...DEPLOYED.member,
    ...DEPLOYED.management,
    ...DEPLOYED.controlTower,
    ...DEPLOYED.homeOwn,
  ];

  it.each(['mine', 'rootguard-20261201', `${REPLAY_PREFIX}1`])(
    'is forwarded by no account, whatever the name of the replay: %s',
    (name) => {
      for (const fixture of replayed(name)) expect(matching(everyForwardingRule, fixture)).toEqual([]);
    },
  );

  it.each(['mine', 'rootguard-20261201', `rootguard-${STACK_UUID.slice(1)}-`])(
    "matches no rule of the home bus if its name lacks the stack's id: %s",
    (name) => {
      for (const fixture of replayed(name)) expect(homeRules(fixture)).toEqual([]);
    },
  );

  it('reaches the triggers queue and is parsed when an operator of the home account replays it', () => {
    const fixture = replayed(`${REPLAY_PREFIX}1`);
    expect(fixture.length).toBeGreaterThan(0);
    for (const event of fixture) {
      expect(homeRules(event)).toHaveLength(1);
      expect(parseFixture(event)).toMatchObject({ type: event.expect.type });
    }
  });

  it('has a name within the 64 characters that EventBridge allows', () => {
    expect(`${REPLAY_PREFIX}20261201`.length).toBeLessThanOrEqual(64);
  });
});

describe('the sweep queue', () => {
  it('is not the target of any rule', () => {
    const targets = resourcesOf(templateOf(home), 'AWS::Events::Rule').flatMap(
      ({ Properties }) => Properties.Targets,
    );
    expect(JSON.stringify(targets)).not.toContain('QueuesSweep');
  });
});

function patternsOf(resources: readonly Resource[]): readonly Pattern[] {
  return resources
    .filter(({ Type }) => Type === 'AWS::Events::Rule')
    .map(({ Properties }) => Properties.EventPattern);
}

function rulesWithTarget(...ids: readonly string[]): readonly Resource[] {
  return resourcesOf(templateOf(home), 'AWS::Events::Rule').filter(({ Properties }) =>
    ids.includes(Properties.Targets[0].Id),
  );
}

/** The rules that forward an event, of those in the account that records it. */
function forwardingRules(fixture: EventFixture): readonly Pattern[] {
  const { event, managementAccountId } = fixture;
  if (event.account !== managementAccountId) return matching(DEPLOYED.member, fixture);
  return matching(event.source === 'aws.controltower' ? DEPLOYED.controlTower : DEPLOYED.management, fixture);
}

function homeRules(fixture: EventFixture): readonly Pattern[] {
  return matching(DEPLOYED.home, fixture);
}

function matching(patterns: readonly Pattern[], { event }: EventFixture): readonly Pattern[] {
  return patterns.filter((json) => {
    const pattern = parsePattern(json);
    return pattern.type === 'pattern' && matches(pattern, event);
  });
}

function asText(patterns: readonly Pattern[]): ReadonlySet<string> {
  return new Set(patterns.map((pattern) => JSON.stringify(pattern)));
}
