import * as v from 'valibot';
import { parseJsonObject } from '../../contract/json.ts';
import type { Policy } from '../../policy/document.ts';
import type { Levels } from '../../policy/levels.ts';
import { organizationPolicySchema } from '../../policy/organization-policy.ts';
import { policySchema } from '../../policy/policy.ts';
import { invalidInput } from './context.ts';
import type { SimulateCustomPolicyRequest } from './request.ts';
import { type Span, statementSpans } from './statement-positions.ts';

/** A document of the request, and how an answer names it. */
export interface SimulatedPolicy {
  readonly document: Policy;
  readonly sourceId: string;
  readonly sourceType: 'IAM Policy' | 'Permissions Boundary Policy';
  readonly spans: readonly Span[];
}

export interface SimulatedPolicies {
  readonly identity: readonly SimulatedPolicy[];
  readonly boundary: SimulatedPolicy | undefined;
  /** Undefined if the request has none, which is not the same as a level that allows nothing. */
  readonly organization: Levels<{ readonly document: Policy }> | undefined;
}

/** @throws AwsError InvalidInput */
export function simulatedPolicies(request: SimulateCustomPolicyRequest): SimulatedPolicies {
  const boundaries = request.PermissionsBoundaryPolicyInputList ?? [];
  if (boundaries.length > 1) {
    throw invalidInput('The list of Permissions Boundary policies cannot exceed 1 items.');
  }
  if (request.ResourcePolicy !== undefined) {
    throw invalidInput('The sandbox does not simulate resource-based policies.');
  }
  const [boundary] = boundaries.map((text, index) =>
    simulated(text, {
      sourceId: `PermissionsBoundaryPolicyInputList.${index + 1}`,
      sourceType: 'Permissions Boundary Policy',
      invalid: `Permissions boundary policy input list item ${index + 1} has invalid content`,
    }),
  );
  return {
    identity: request.PolicyInputList.map((text, index) =>
      simulated(text, {
        sourceId: `PolicyInputList.${index + 1}`,
        sourceType: 'IAM Policy',
        invalid: `Policy input list item ${index + 1} has invalid content`,
      }),
    ),
    boundary,
    organization: request.OrderedOrganizationPolicyInputList?.map(organizationLevel),
  };
}

interface Source {
  readonly sourceId: string;
  readonly sourceType: SimulatedPolicy['sourceType'];
  /** The message for a text that is no policy document. */
  readonly invalid: string;
}

function simulated(text: string, { sourceId, sourceType, invalid }: Source): SimulatedPolicy {
  const document = v.safeParse(policySchema, parseJsonObject(text));
  if (!document.success) throw invalidInput(invalid);
  return { document: document.output, sourceId, sourceType, spans: statementSpans(text) };
}

function organizationLevel(
  { ServiceControlPolicyInputList: texts = [] }: { ServiceControlPolicyInputList?: string[] | undefined },
  index: number,
): { readonly document: Policy }[] {
  if (texts.length === 0) {
    throw invalidInput(
      `Organization policy at index ${index + 1} must contain at least one service control policy`,
    );
  }
  return texts.map((text) => {
    const schema = organizationPolicySchema('SERVICE_CONTROL_POLICY');
    const document = v.safeParse(schema, parseJsonObject(text));
    if (!document.success)
      throw invalidInput(`Organization policy at index ${index + 1} has invalid content`);
    return { document: document.output };
  });
}
