import { describe, expect, it } from 'vitest';
import { DEFAULT_NAMES, resourceNames } from '../../../src/installation/names.ts';

/** Every name, with the keys that lead to it. */
function namesIn(value: object, path = ''): readonly (readonly [path: string, name: string])[] {
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === 'string' ? [[`${path}${key}`, inner] as const] : namesIn(inner, `${path}${key}.`),
  );
}

describe('the names of an installation', () => {
  it('stay what they are: deployed stacks, policies and commands refer to them', () => {
    expect(Object.fromEntries(namesIn(DEFAULT_NAMES))).toMatchInlineSnapshot(`
      {
        "alarmPrefix": "rootguard-",
        "backupPlan": "rootguard",
        "bus": "rootguard",
        "canary": "rootguard-canary",
        "canaryRole": "rootguard-canary",
        "dashboard": "rootguard",
        "deployerPermissionSet": "RootguardDeployer",
        "exports.exceptionsStream": "rootguard-data-exceptions-stream",
        "exports.key": "rootguard-data-key",
        "homeRulePrefix": "rootguard-home-",
        "keyAlias": "alias/rootguard",
        "managementPathPrefix": "rootguard-home-management-",
        "managementRole": "rootguard-management-root",
        "memberSessionsStackSet": "rootguard-members-sessions",
        "membersStackSet": "rootguard-members",
        "metricsNamespace": "rootguard",
        "policies.auditor": "RootguardAuditor",
        "policies.exceptionAdmin": "RootguardExceptionAdmin",
        "policies.operator": "RootguardOperator",
        "queues.activity": "rootguard-activity",
        "queues.deadLetters": "rootguard-dead-letters",
        "queues.heartbeats": "rootguard-heartbeats",
        "queues.later": "rootguard-later",
        "queues.memberActivity": "rootguard-member-activity",
        "queues.sweep": "rootguard-sweep",
        "queues.triggers": "rootguard-triggers",
        "queues.undelivered": "rootguard-undelivered",
        "rolePath": "/rootguard/",
        "roles.canarySchedule": "rootguard-canary-schedule",
        "roles.consumer": "rootguard-home-consumer",
        "roles.listener": "rootguard-home-listener",
        "roles.managementPath": "rootguard-home-management-path",
        "roles.schedules": "rootguard-home-schedules",
        "roles.sweeper": "rootguard-home-sweeper",
        "rulePrefix": "rootguard-",
        "scheduleGroup": "rootguard",
        "schedulePrefix": "rootguard-",
        "sessionsTopic": "rootguard-sessions-notifications",
        "sessionsUndelivered": "rootguard-sessions-undelivered",
        "slackChannelConfiguration": "rootguard",
        "stacks.canary": "rootguard-canary",
        "stacks.controlTower": "rootguard-control-tower",
        "stacks.data": "rootguard-data",
        "stacks.home": "rootguard-home",
        "stacks.management": "rootguard-management",
        "stacks.managementSessions": "rootguard-management-sessions",
        "stacks.memberSessions": "rootguard-members-sessions",
        "stacks.members": "rootguard-members",
        "stacks.sessions": "rootguard-sessions",
        "tables.exceptions": "rootguard-exceptions",
        "tables.ledger": "rootguard-ledger",
        "tables.posture": "rootguard-posture",
        "tables.sessions": "rootguard-sessions",
        "tables.settings": "rootguard-settings",
        "topic": "rootguard-notifications",
        "watchdogTopic": "rootguard-watchdog",
      }
    `);
  });

  it.each(['a', 'acme', 'root', 'rootguard-2', 'rootguar'])('are all others with the prefix %s', (prefix) => {
    const other = new Map(namesIn(resourceNames(prefix)));
    for (const [path, name] of namesIn(DEFAULT_NAMES))
      expect([path, other.get(path)]).not.toEqual([path, name]);
  });

  it('of policies differ also where case is ignored', () => {
    const policies = ['a-b', 'ab', 'a-b-c'].flatMap((prefix) =>
      Object.values(resourceNames(prefix).policies),
    );
    expect(new Set(policies.map((name) => name.toLowerCase())).size).toBe(policies.length);
  });

  it('are within the limits of AWS with the longest prefix', () => {
    const longest = 'abcdefghijklmnopqrst';
    // A rule of the home account, which is also the longest name of an archive.
    expect(`${resourceNames(longest).homeRulePrefix}control-tower-accounts`.length).toBeLessThanOrEqual(48);
    for (const [, name] of namesIn(resourceNames(longest))) expect(name.length).toBeLessThanOrEqual(48);
  });
});
