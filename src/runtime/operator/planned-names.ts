import type { PlannedNames } from '../../guardrail/preflight/plan.ts';
import { resourceNames } from '../../installation/names.ts';

/** The fixed names of what a deployment creates, with the prefix of the installation. */
export function plannedNames(prefix: string, usesSlack: boolean): PlannedNames {
  const names = resourceNames(prefix);
  const { consumer, listener, sweeper, schedules, canarySchedule, managementPath } = names.roles;
  return {
    dataStack: names.stacks.data,
    homeStack: names.stacks.home,
    tables: Object.values(names.tables),
    queues: Object.values(names.queues),
    bus: names.bus,
    managedPolicies: Object.values(names.policies),
    chatConfigurations: usesSlack ? [names.slackChannelConfiguration] : [],
    stackSet: names.membersStackSet,
    sessionsStack: names.stacks.sessions,
    rulePrefix: names.rulePrefix,
    topic: names.topic,
    canaryStack: names.stacks.canary,
    homeRoles: [consumer, listener, sweeper, schedules, managementPath],
    canaryRoles: [names.canaryRole, canarySchedule],
    managementStack: names.stacks.management,
    managementTopics: [names.topic, names.watchdogTopic],
    managementRole: names.managementRole,
  };
}
