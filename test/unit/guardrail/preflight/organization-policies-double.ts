import type {
  OrganizationPolicies,
  OrganizationPolicyType,
} from '../../../../src/guardrail/ports/organization-policies.ts';

export interface GivenPolicy {
  readonly id: string;
  readonly name?: string;
  readonly content: object | string;
  readonly targets: readonly string[];
}

const FULL = { id: 'p-FullAWSAccess', name: 'FullAWSAccess', awsManaged: true };
const ALLOW = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

export interface GivenOrganization {
  readonly policies: readonly GivenPolicy[];
  /** Targets from which the AWS managed policy was detached. */
  readonly withoutFullAccess?: readonly string[];
  readonly enabledTypes?: readonly OrganizationPolicyType[];
}

/** The policies of an organization in memory, and each call that was made. */
export function givenPolicies({
  policies,
  withoutFullAccess = [],
  enabledTypes = ['SERVICE_CONTROL_POLICY'],
}: GivenOrganization) {
  const calls: string[] = [];
  const summary = ({ id, name = id }: GivenPolicy) => ({ id, name, awsManaged: false });
  const answer = <Value>(call: string, value: Value): Promise<Value> => {
    calls.push(call);
    return Promise.resolve(value);
  };
  const double: OrganizationPolicies = {
    readRoot: () => answer('root', { id: 'r-sbox', enabledTypes }),
    listPolicies: () => answer('list', [FULL, ...policies.map(summary)]),
    listTargets: (id) =>
      answer(
        `targets of ${id}`,
        (policies.find((policy) => policy.id === id)?.targets ?? []).map((target) => ({
          id: target,
          name: `name of ${target}`,
        })),
      ),
    listAttached: (target) =>
      answer(`attached to ${target}`, [
        ...(withoutFullAccess.includes(target) ? [] : [FULL]),
        ...policies.filter(({ targets }) => targets.includes(target)).map(summary),
      ]),
    readContent: (id) => {
      const content = policies.find((policy) => policy.id === id)?.content ?? ALLOW;
      return answer(`content of ${id}`, typeof content === 'string' ? content : JSON.stringify(content));
    },
  };
  return { policies: double, calls };
}
