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
import { administratorOf, createSandboxClients } from './clients.ts';
import { createQueue, present, putRule } from './deploy.ts';
import { type Poller, startPoller } from './poller.ts';

const STACK_SET = { name: 'rootguard-stack-set', timeoutSeconds: 60 };

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

  async function forward(accountId: string, rules: readonly EventRule[], region?: string): Promise<void> {
    const client = createSandboxClients(endpoint, administratorOf(accountId), region).eventBridge;
    const roleArn = `arn:aws:iam::${accountId}:role/rootguard-forwarder`;
    for (const rule of rules) {
      await putRule(client, { ...rule, busName: 'default', targetArn: busArn, roleArn });
    }
  }

  async function forwardFromNewcomers(): Promise<undefined> {
    for await (const { Accounts = [] } of paginateListAccounts({ client: organizations }, {})) {
      const newcomers = Accounts.flatMap(({ Id }) => (Id === undefined || forwarded.has(Id) ? [] : [Id]));
      await Promise.all(newcomers.map(forwardFrom));
    }
  }

  await forwardFromNewcomers();
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
    await Promise.all(
      [...forwarded].map((accountId) =>
        forward(accountId, ownPartRules(DEFAULT_NAMES, locationOf(accountId, sandbox))),
      ),
    );
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

/**
 * The rules for changes of rootguard itself would report that they are put here, as nothing on the sandbox deploys as CloudFormation.
 * For the same reason accounts that arrive later have none of them.
 */
async function withoutOwnRecords({ eventBridge }: Sandbox, deploy: () => Promise<void>): Promise<void> {
  eventBridge.setDeliveryFaults(({ source }) => ({ drop: source === 'aws.events' }));
  try {
    await deploy();
  } finally {
    eventBridge.setDeliveryFaults({});
  }
}
