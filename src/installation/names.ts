/** Begins the names of an installation unless its configuration says otherwise. */
export const DEFAULT_NAME_PREFIX = 'rootguard';

/**
 * The names of everything that an installation creates on AWS and that has a fixed name: stacks in several accounts, commands and
 * policies refer to each other by them. Two installations with different prefixes share none, so that both can be in one home
 * account. Names that EventBridge or IAM limit to 48 or 64 characters are within the limit for every prefix that is allowed.
 * @param prefix `namePrefix` of the configuration
 */
export function resourceNames(prefix: string) {
  const named = <Name extends string>(name: Name) => `${prefix}-${name}`;
  const policy = (name: string) => `${prefix.charAt(0).toUpperCase()}${prefix.slice(1)}${name}`;
  return {
    stacks: {
      data: named('data'),
      home: named('home'),
      members: named('members'),
      management: named('management'),
      controlTower: named('control-tower'),
      canary: named('canary'),
      /** Of the home account in another Region, whose name follows. */
      sessions: named('sessions'),
      /** Of the management account in another Region, whose name follows. */
      managementSessions: named('management-sessions'),
      memberSessions: named('members-sessions'),
    },
    /** What the data stack exports to the home stack, in the same account. */
    exports: {
      exceptionsStream: named('data-exceptions-stream'),
      key: named('data-key'),
    },
    tables: {
      exceptions: named('exceptions'),
      ledger: named('ledger'),
      posture: named('posture'),
      settings: named('settings'),
      sessions: named('sessions'),
    },
    queues: {
      triggers: named('triggers'),
      later: named('later'),
      sweep: named('sweep'),
      heartbeats: named('heartbeats'),
      activity: named('activity'),
      memberActivity: named('member-activity'),
      deadLetters: named('dead-letters'),
      /** Also in Control Tower's Region of the management account. */
      undelivered: named('undelivered'),
    },
    /** In each further Region of the home account: what rules in any account could not deliver from there. */
    sessionsUndelivered: named('sessions-undelivered'),
    /** Also in the management account, for what must not go through the home account. */
    topic: named('notifications'),
    /** In each further Region of the home account, for the alarm on that queue. */
    sessionsTopic: named('sessions-notifications'),
    /** In the management account: the sweeper publishes to it, and an alarm goes off when it does not. */
    watchdogTopic: named('watchdog'),
    /** The bus of the home account, on which everything that is forwarded arrives. */
    bus: prefix,
    /** Begins the name of every rule, on every bus, so that policies can refer to all of them, and that of the bus's archive. */
    rulePrefix: `${prefix}-`,
    /** Begins the names of the home account's rules on its own default bus, beside those of the StackSet. */
    homeRulePrefix: named('home-'),
    /** Begins the names of those that tell the management account. */
    managementPathPrefix: named('home-management-'),
    /** The StackSet that puts the forwarding rules into every member account. */
    membersStackSet: named('members'),
    /** The one that puts those of further Regions into every member account. */
    memberSessionsStackSet: named('members-sessions'),
    /** Forwarding roles have no fixed names, so a service control policy that protects them matches this path. */
    rolePath: `/${prefix}/`,
    /** In the management account, below `rolePath`: the sweeper reads the summary of that account with it. */
    managementRole: named('management-root'),
    scheduleGroup: prefix,
    /** The schedule of the canary, and its group. */
    canary: named('canary'),
    /**
     * In the home account. Policies and other accounts trust them, so they have no generated names: a pattern that ends in `*` would
     * also match a role that somebody makes with a path. Their names begin with that of their stack.
     */
    roles: {
      consumer: named('home-consumer'),
      listener: named('home-listener'),
      sweeper: named('home-sweeper'),
      /** Of EventBridge Scheduler. */
      schedules: named('home-schedules'),
      canarySchedule: named('canary-schedule'),
      /** Of the rules that tell the management account; below `rolePath`. */
      managementPath: named('home-management-path'),
    },
    /** The role of the canary's function: the listener, in another stack, tells its root sessions from those of others. */
    canaryRole: named('canary'),
    schedulePrefix: `${prefix}-`,
    alarmPrefix: `${prefix}-`,
    dashboard: prefix,
    metricsNamespace: prefix,
    backupPlan: prefix,
    slackChannelConfiguration: prefix,
    keyAlias: `alias/${prefix}`,
    /** Managed policies for people. IAM ignores case where it compares names, so the prefix is not spelled in words. */
    policies: {
      auditor: policy('Auditor'),
      exceptionAdmin: policy('ExceptionAdmin'),
      operator: policy('Operator'),
    },
    /** The permission set of whoever deploys, for protective policies. rootguard has no policy for it. */
    deployerPermissionSet: policy('Deployer'),
  };
}

export type ResourceNames = ReturnType<typeof resourceNames>;

export const DEFAULT_NAMES: ResourceNames = resourceNames(DEFAULT_NAME_PREFIX);
