import { EnableRuleCommand } from '@aws-sdk/client-eventbridge';
import { paginateListAccounts } from '@aws-sdk/client-organizations';
import { CreateTopicCommand } from '@aws-sdk/client-sns';
import type { Sandbox } from 'organization-sandbox/sandbox.ts';
import { ownPartPatterns } from '../events/own-parts/own-part-patterns.ts';
import { locationOf } from '../events/own-parts/read-own-part-change.ts';
import { ownPartRules } from '../events/own-parts/rules.ts';
import {
  CONTROL_TOWER_RULES,
  type EventRule,
  HOME_RULES,
  MANAGEMENT_RULES,
  MEMBER_RULES,
  REGIONAL_MEMBER_RULES,
  REGIONAL_RULES,
} from '../events/rules.ts';
import { DEFAULT_NAMES } from '../installation/names.ts';
import { administratorOf, createSandboxClients, roleOf } from './clients.ts';
import { createQueue, present, putRule, type RuleToPut } from './deploy.ts';
import { type Poller, startPoller } from './poller.ts';

const STACK_SET = { name: 'rootguard-stack-set', timeoutSeconds: 60 };

/** With which CloudFormation deploys to member accounts. What it changes there is a deployment. */
const STACK_SETS_ROLE = 'stacksets-exec-0123456789abcdef';

const SETTINGS = { batchSize: 10, batchingWindowSeconds: 0, maximumConcurrency: 2 };

/**
 * Forwards the events of every account to the bus in the home account. On AWS a StackSet with automatic deployment puts
 * the rules into member accounts, and a separate stack into the management account, which StackSets leave out.
 *
 * @param sessionRegions further Regions, as in the configuration
 * @returns the poller that puts the rules into accounts that arrive later
 */
export async function startForwarding(
  sandbox: Sandbox,
  busArn: string,
  sessionRegions: readonly string[],
  onError: (error: unknown) => void,
): Promise<Poller> {
  const { endpoint, managementAccountId } = sandbox;
  const { organizations, sqs, eventBridge } = createSandboxClients(
    endpoint,
    administratorOf(managementAccountId),
  );
  const forwarded = new Set<string>();

  async function forwardFrom(accountId: string): Promise<void> {
    forwarded.add(accountId);
    await forward(accountId, rulesOf(sandbox, accountId));
    for (const region of sessionRegions) {
      await forward(accountId, regionalRulesOf(sandbox, accountId), region);
    }
  }

  async function forward(
    accountId: string,
    rules: readonly Omit<RuleToPut, 'busName' | 'targetArn' | 'roleArn'>[],
    region?: string,
  ): Promise<void> {
    const client = createSandboxClients(endpoint, roleOf(accountId, STACK_SETS_ROLE), region).eventBridge;
    const roleArn = `arn:aws:iam::${accountId}:role/rootguard-forwarder`;
    for (const rule of rules) {
      await putRule(client, { ...rule, busName: 'default', targetArn: busArn, roleArn });
    }
  }

  const ownRulesOf = (accountId: string) => ownPartRules(DEFAULT_NAMES, locationOf(accountId, sandbox));

  async function forwardFromMissing(): Promise<readonly string[]> {
    const missing: string[] = [];
    for await (const { Accounts = [] } of paginateListAccounts({ client: organizations }, {})) {
      missing.push(...Accounts.flatMap(({ Id }) => (Id === undefined || forwarded.has(Id) ? [] : [Id])));
    }
    await Promise.all(missing.map(forwardFrom));
    return missing;
  }

  /** The rule about changes of rootguard is disabled until it has its target, so that it does not report that it is put there. */
  async function forwardFromNewcomers(): Promise<undefined> {
    for (const accountId of await forwardFromMissing()) {
      const rules = ownRulesOf(accountId);
      await forward(
        accountId,
        rules.map((rule) => ({ ...rule, state: 'DISABLED' })),
      );
      const { eventBridge } = createSandboxClients(endpoint, roleOf(accountId, STACK_SETS_ROLE));
      for (const { name } of rules) {
        await eventBridge.send(new EnableRuleCommand({ Name: `${DEFAULT_NAMES.rulePrefix}${name}` }));
      }
    }
  }

  await forwardFromMissing();
  const arrivals = await createQueue(sqs, 'rootguard-stack-set');
  for (const { name, ...rule } of MANAGEMENT_RULES) {
    await putRule(eventBridge, {
      ...rule,
      name: `stack-set-${name}`,
      busName: 'default',
      targetArn: arrivals.arn,
    });
  }
  await withoutOwnRecords(sandbox, async () => {
    await tellManagement(sandbox);
    await Promise.all([...forwarded].map((accountId) => forward(accountId, ownRulesOf(accountId))));
  });
  return startPoller(sandbox, arrivals.arn, STACK_SET, forwardFromNewcomers, SETTINGS, onError);
}

/** The rules of the home account that tell the management account of changes of rootguard, without going through the home bus. */
async function tellManagement({ endpoint, homeAccountId, managementAccountId }: Sandbox): Promise<void> {
  const { sns } = createSandboxClients(endpoint, administratorOf(managementAccountId));
  const { eventBridge } = createSandboxClients(endpoint, administratorOf(homeAccountId));
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: DEFAULT_NAMES.topic }));
  const targetArn = present(TopicArn, 'TopicArn');
  for (const { name, ...rule } of ownPartPatterns(DEFAULT_NAMES, { watchesKeys: false })) {
    const prefixed = `${DEFAULT_NAMES.managementPathPrefix.slice(DEFAULT_NAMES.rulePrefix.length)}${name}`;
    const roleArn = `arn:aws:iam::${homeAccountId}:role/rootguard-management-path`;
    await putRule(eventBridge, {
      ...rule,
      name: prefixed,
      state: 'ENABLED',
      busName: 'default',
      targetArn,
      roleArn,
    });
  }
}

function rulesOf({ managementAccountId, homeAccountId }: Sandbox, accountId: string): readonly EventRule[] {
  if (accountId === managementAccountId) return [...MANAGEMENT_RULES, ...CONTROL_TOWER_RULES];
  return accountId === homeAccountId ? HOME_RULES : MEMBER_RULES;
}

/** In a Region other than rootguard's. Its own parts are watched in the main one only: nothing on the sandbox changes them elsewhere. */
function regionalRulesOf(
  { managementAccountId, homeAccountId }: Sandbox,
  accountId: string,
): readonly EventRule[] {
  return [managementAccountId, homeAccountId].includes(accountId) ? REGIONAL_RULES : REGIONAL_MEMBER_RULES;
}

/** The rules for changes of rootguard itself would report that they are put here, as nothing in home deploys as CloudFormation. */
async function withoutOwnRecords({ eventBridge }: Sandbox, deploy: () => Promise<void>): Promise<void> {
  eventBridge.setDeliveryFaults(({ source }) => ({ drop: source === 'aws.events' }));
  try {
    await deploy();
  } finally {
    eventBridge.setDeliveryFaults({});
  }
}
