import type { PlannedNames } from '../../guardrail/preflight/plan.ts';
import { BUS_NAME, DEAD_LETTER_QUEUE, MEMBERS_STACK_SET, QUEUES, TABLES } from '../resources.ts';

const DEFAULT_PREFIX = 'rootguard';

/** The fixed names of what a deployment creates, with the prefix of the installation. */
export function plannedNames(prefix: string): PlannedNames {
  const named = (name: string) => name.replace(new RegExp(`^${DEFAULT_PREFIX}`), prefix);
  const dataStack = named('rootguard-data');
  return {
    dataStack,
    stacks: [dataStack, named('rootguard-home')],
    tables: Object.values(TABLES).map(({ name }) => named(name)),
    queues: [...Object.values(QUEUES), DEAD_LETTER_QUEUE, { name: 'rootguard-undelivered' }].map(({ name }) =>
      named(name),
    ),
    bus: named(BUS_NAME),
    managedPolicies: ['RootguardAuditor', 'RootguardExceptionAdmin', 'RootguardOperator'],
    stackSet: named(MEMBERS_STACK_SET),
    rulePrefix: `${prefix}-`,
  };
}
