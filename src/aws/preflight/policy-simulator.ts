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
    async simulate({ levels, boundary, actions, resource, context }) {
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
          ResourceArns: [resource],
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

function decisionOf({ EvalDecision }: EvaluationResult): SimulatedDecision {
  switch (EvalDecision) {
    case 'allowed':
      return 'allowed';
    case 'explicitDeny':
      return 'explicit-deny';
    default:
      return 'implicit-deny';
  }
}
