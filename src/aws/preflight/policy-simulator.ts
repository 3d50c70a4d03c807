import {
  type ContextEntry,
  type EvaluationResult,
  type IAMClient,
  paginateSimulateCustomPolicy,
} from '@aws-sdk/client-iam';
import type {
  ContextValue,
  PolicySimulator,
  SimulatedDecision,
} from '../../guardrail/ports/policy-simulator.ts';
import { readPages } from '../aws-call.ts';
import { malformedAnswer } from '../failures.ts';

/** The policies of the principal itself are not what is asked about. */
const ALLOW_EVERYTHING = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});

const CALL = { call: 'iam:SimulateCustomPolicy' };

/**
 * The service control policies come level by level, the organization's root first. Resource control policies are not simulated.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulateCustomPolicy.html
 */
export function createPolicySimulator(client: IAMClient): PolicySimulator {
  return {
    async simulate({ levels, boundary, actions, resources, context }) {
      const pages = paginateSimulateCustomPolicy(
        { client },
        {
          PolicyInputList: [ALLOW_EVERYTHING],
          ...(boundary !== undefined && { PermissionsBoundaryPolicyInputList: [boundary] }),
          ...(levels.length > 0 && {
            OrderedOrganizationPolicyInputList: levels.map((documents) => ({
              ServiceControlPolicyInputList: [...documents],
            })),
          }),
          ActionNames: [...actions],
          ResourceArns: [...resources],
          ContextEntries: Object.entries(context).map(([key, value]) => contextEntry(key, value)),
        },
      );
      const decisions = new Map<string, SimulatedDecision>();
      for await (const { EvaluationResults = [] } of readPages(CALL, pages)) {
        for (const result of EvaluationResults)
          decisions.set(result.EvalActionName ?? '', decisionOf(result));
      }
      const missing = actions.filter((action) => !decisions.has(action));
      if (missing.length > 0)
        throw malformedAnswer(CALL, `the answer has no decision on ${missing.join(', ')}`);
      return decisions;
    },
  };
}

function contextEntry(key: string, value: ContextValue): ContextEntry {
  return {
    ContextKeyName: key,
    ContextKeyType: typeof value === 'boolean' ? 'boolean' : 'string',
    ContextKeyValues: [String(value)],
  };
}

/** One result is of an action on all resources together; what each of them adds is inside. */
function decisionOf({ EvalDecision, ResourceSpecificResults = [] }: EvaluationResult): SimulatedDecision {
  const decisions = [EvalDecision, ...ResourceSpecificResults.map((result) => result.EvalResourceDecision)];
  if (decisions.includes('explicitDeny')) return 'explicit-deny';
  return decisions.every((decision) => decision === 'allowed') ? 'allowed' : 'implicit-deny';
}
