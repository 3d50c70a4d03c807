import {
  DescribePolicyCommand,
  ListPoliciesCommand,
  ListPoliciesForTargetCommand,
  ListRootsCommand,
  ListTargetsForPolicyCommand,
  type OrganizationsClient,
  type PolicySummary as SdkPolicySummary,
} from '@aws-sdk/client-organizations';
import { memoizeOne } from '../../concurrency/memoize.ts';
import type { OrganizationPolicies, PolicySummary } from '../../guardrail/ports/organization-policies.ts';
import type { Clock, Pause } from '../../guardrail/ports/platform.ts';
import { callAws } from '../aws-call.ts';
import { malformedAnswer, present } from '../failures.ts';
import { organizationsCall } from '../organizations/organizations-call.ts';
import { createPace, type Pace } from './pace.ts';

export interface OrganizationPoliciesOptions {
  readonly client: OrganizationsClient;
  readonly clock: Clock;
  readonly pause: Pause;
}

/** AWS's limits are 2 a second for DescribePolicy and 5 for the listings. */
const DESCRIPTIONS_PER_SECOND = 2;
const LISTINGS_PER_SECOND = 5;

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListPoliciesForTarget.html */
export function createOrganizationPolicies({
  client,
  clock,
  pause,
}: OrganizationPoliciesOptions): OrganizationPolicies {
  const describing = createPace(DESCRIPTIONS_PER_SECOND, clock, pause);
  const listing = createPace(LISTINGS_PER_SECOND, clock, pause);
  return {
    // Both types of policies are read from the one root, and AWS answers one ListRoots a second.
    readRoot: memoizeOne(async () => {
      const call = organizationsCall('organizations:ListRoots');
      const { Roots } = await listing(() => callAws(call, client.send(new ListRootsCommand({}))));
      const [root] = Roots ?? [];
      if (root?.Id === undefined) throw malformedAnswer(call, 'the answer has no root');
      const enabledTypes = present(call, 'PolicyTypes', root.PolicyTypes).flatMap(({ Type, Status }) =>
        Status === 'ENABLED' && Type !== undefined ? [Type] : [],
      );
      return { id: root.Id, enabledTypes };
    }),
    listPolicies: (type) =>
      everyPage(listing, async (NextToken) => {
        const call = organizationsCall('organizations:ListPolicies');
        const command = new ListPoliciesCommand({ Filter: type, NextToken });
        const { Policies, NextToken: next } = await callAws(call, client.send(command));
        return { items: present(call, 'Policies', Policies).map(summaryOf), next };
      }),
    listTargets: (policyId) =>
      everyPage(listing, async (NextToken) => {
        const call = organizationsCall('organizations:ListTargetsForPolicy', `policy ${policyId}`);
        const command = new ListTargetsForPolicyCommand({ PolicyId: policyId, NextToken });
        const { Targets, NextToken: next } = await callAws(call, client.send(command));
        const targets = present(call, 'Targets', Targets);
        return { items: targets.map(({ TargetId = '', Name = '' }) => ({ id: TargetId, name: Name })), next };
      }),
    listAttached: (targetId, type) =>
      everyPage(listing, async (NextToken) => {
        const call = organizationsCall('organizations:ListPoliciesForTarget', `target ${targetId}`);
        const command = new ListPoliciesForTargetCommand({ TargetId: targetId, Filter: type, NextToken });
        const { Policies, NextToken: next } = await callAws(call, client.send(command));
        return { items: present(call, 'Policies', Policies).map(summaryOf), next };
      }),
    async readContent(policyId) {
      const call = organizationsCall('organizations:DescribePolicy', `policy ${policyId}`);
      const command = new DescribePolicyCommand({ PolicyId: policyId });
      const { Policy } = await describing(() => callAws(call, client.send(command)));
      if (Policy?.Content === undefined) throw malformedAnswer(call, 'the answer has no content');
      return Policy.Content;
    },
  };
}

function summaryOf({ Id = '', Name = '', AwsManaged = false }: SdkPolicySummary): PolicySummary {
  return { id: Id, name: Name, awsManaged: AwsManaged };
}

async function everyPage<Item>(
  pace: Pace,
  readPage: (
    token: string | undefined,
  ) => Promise<{ readonly items: readonly Item[]; readonly next: string | undefined }>,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  let token: string | undefined;
  do {
    const page = await pace(() => readPage(token));
    items.push(...page.items);
    token = page.next;
  } while (token !== undefined);
  return items;
}
