import * as v from 'valibot';
import type { Answer, Call, Operation } from '../../contract/operation.ts';
import { invalidInput, simulationContext } from '../simulation/context.ts';
import { simulatedPolicies } from '../simulation/policies.ts';
import { type SimulateCustomPolicyRequest, simulateCustomPolicyRequest } from '../simulation/request.ts';
import { type Decision, type Simulated, simulate } from '../simulation/simulate.ts';

/** IAM answers 100 results at most unless MaxItems says otherwise. */
const DEFAULT_PAGE_SIZE = 100;

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulateCustomPolicy.html */
export const simulateCustomPolicy = (): Operation => (call) => {
  const request = v.parse(simulateCustomPolicyRequest, call.input);
  for (const action of request.ActionNames) {
    if (!action.includes(':')) throw invalidInput('The action is invalid since it is missing names');
  }
  for (const arn of request.ResourceArns ?? []) {
    if (arn !== '*' && !/^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+/.test(arn)) {
      throw invalidInput(`ResourceNames are not in a valid ARN format: ${arn}.`);
    }
  }
  const evaluateAction = evaluationOf(request, call);
  const start = startOf(request.Marker);
  const end = start + (request.MaxItems ?? DEFAULT_PAGE_SIZE);
  const isTruncated = end < request.ActionNames.length;
  return {
    EvaluationResults: request.ActionNames.slice(start, end).map(evaluateAction),
    IsTruncated: isTruncated,
    ...(isTruncated ? { Marker: markerOf(end) } : {}),
  };
};

const markerOf = (end: number): string => Buffer.from(`simulation:${end}`).toString('base64');

function startOf(marker: string | undefined): number {
  if (marker === undefined) return 0;
  const text = Buffer.from(marker, 'base64').toString('utf8');
  const [, start] = /^simulation:(\d{1,9})$/.exec(text) ?? [];
  if (start === undefined) throw invalidInput('Invalid marker for pagination.');
  return Number(start);
}

/** Evaluates one action: on each resource, if the request names any, else on all. */
function evaluationOf(request: SimulateCustomPolicyRequest, { now }: Call): (action: string) => Answer {
  const policies = simulatedPolicies(request);
  const context = simulationContext(request, now);
  const resources = request.ResourceArns ?? [];
  return (action) => {
    const on = (resource: string) => ({
      resource,
      result: simulate(policies, { action, resource, context }),
    });
    if (resources.length === 0) return { EvalActionName: action, ...evaluation('*', on('*').result) };
    const results = resources.map(on);
    const [first] = results;
    const overall = combined(results.map(({ result }) => result));
    return {
      EvalActionName: action,
      // AWS answers the form of the ARN here if there are several, such as arn:aws:s3:::${BucketName}/${KeyName}.
      ...evaluation(results.length === 1 ? (first?.resource ?? '*') : '*', overall),
      EvalDecisionDetails: {},
      ResourceSpecificResults: results.map(({ resource, result }) => resourceResult(resource, result)),
    };
  };
}

const evaluation = (resource: string, simulated: Simulated): Answer => ({
  EvalResourceName: resource,
  EvalDecision: simulated.decision,
  MatchedStatements: statements(simulated),
  MissingContextValues: simulated.missingKeys,
  ...organizationDetail(simulated),
  ...boundaryDetail(simulated),
});

const resourceResult = (resource: string, simulated: Simulated): Answer => ({
  EvalResourceName: resource,
  EvalResourceDecision: simulated.decision,
  ...(simulated.statements.length > 0 ? { MatchedStatements: statements(simulated) } : {}),
  ...(simulated.missingKeys.length > 0 ? { MissingContextValues: simulated.missingKeys } : {}),
  ...boundaryDetail(simulated),
});

const statements = (simulated: Simulated) =>
  simulated.statements.map(({ policy, index }) => ({
    SourcePolicyId: policy.sourceId,
    SourcePolicyType: policy.sourceType,
    StartPosition: policy.spans[index]?.start,
    EndPosition: policy.spans[index]?.end,
  }));

const organizationDetail = ({ allowedByOrganization: allowed }: Simulated): Answer =>
  allowed === undefined ? {} : { OrganizationsDecisionDetail: { AllowedByOrganizations: allowed } };

const boundaryDetail = ({ allowedByBoundary: allowed }: Simulated): Answer =>
  allowed === undefined
    ? {}
    : { PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: allowed } };

/** The decision on all resources together: allowed only if it is on each. */
function combined(results: readonly Simulated[]): Simulated {
  const has = (decision: Decision) => results.some((result) => result.decision === decision);
  const allTrue = (values: readonly (boolean | undefined)[]) =>
    values.includes(undefined) ? undefined : values.every((value) => value === true);
  const deciding = new Map(
    results.flatMap(({ statements: all }) => all).map((it) => [`${it.policy.sourceId} ${it.index}`, it]),
  );
  return {
    decision: has('explicitDeny') ? 'explicitDeny' : has('implicitDeny') ? 'implicitDeny' : 'allowed',
    statements: [...deciding.values()],
    allowedByOrganization: allTrue(results.map((result) => result.allowedByOrganization)),
    allowedByBoundary: allTrue(results.map((result) => result.allowedByBoundary)),
    missingKeys: [...new Set(results.flatMap((result) => result.missingKeys))],
  };
}
