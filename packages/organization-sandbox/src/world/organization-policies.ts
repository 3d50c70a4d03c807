import * as v from 'valibot';
import type { Policy } from '../policy/document.ts';
import type { Levels } from '../policy/levels.ts';
import { type OrganizationPolicyType, organizationPolicySchema } from '../policy/organization-policy.ts';

/** A policy of the organization. */
export interface OrganizationPolicy {
  readonly id: string;
  readonly arn: string;
  readonly name: string;
  readonly description: string;
  readonly type: OrganizationPolicyType;
  readonly awsManaged: boolean;
  /** The document as it was written. */
  readonly content: string;
  readonly document: Policy;
}

export type NewPolicy = Pick<OrganizationPolicy, 'id' | 'name' | 'description' | 'type' | 'content'>;

const FULL_ACCESS_DOCUMENT = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "*",
      "Resource": "*"
    }
  ]
}`;

const ALLOW_ALL = v.parse(
  organizationPolicySchema('SERVICE_CONTROL_POLICY'),
  JSON.parse(FULL_ACCESS_DOCUMENT),
);

const fullAccess = (type: OrganizationPolicyType, name: string, description: string): OrganizationPolicy => ({
  id: `p-${name}`,
  arn: `arn:aws:organizations::aws:policy/${type.toLowerCase()}/p-${name}`,
  name,
  description,
  type,
  awsManaged: true,
  content: FULL_ACCESS_DOCUMENT,
  document: ALLOW_ALL,
});

/** The policies of AWS that are attached everywhere as long as their type is enabled. */
const FULL_ACCESS: Readonly<Record<OrganizationPolicyType, OrganizationPolicy>> = {
  SERVICE_CONTROL_POLICY: fullAccess(
    'SERVICE_CONTROL_POLICY',
    'FullAWSAccess',
    'Allows access to every operation',
  ),
  RESOURCE_CONTROL_POLICY: fullAccess(
    'RESOURCE_CONTROL_POLICY',
    'RCPFullAWSAccess',
    'Allows access to every resource',
  ),
};

export const AWS_MANAGED_POLICIES: readonly OrganizationPolicy[] = Object.values(FULL_ACCESS);

/** Where policies are attached: the id of a root, of a unit, or of an account. */
export type TargetId = string;

export interface OrganizationPoliciesOptions {
  readonly organizationId: string;
  readonly managementAccountId: string;
  /** From the root down to a parent, as ids. */
  readonly ancestors: (parent: TargetId) => readonly TargetId[];
}

type Attachments = Map<TargetId, readonly string[]>;

/** The policies of the organization, and what each is attached to. */
export class OrganizationPolicies {
  readonly #options: OrganizationPoliciesOptions;
  readonly #policies = new Map<string, OrganizationPolicy>(AWS_MANAGED_POLICIES.map((it) => [it.id, it]));
  /** By type, for the types that are enabled: what differs from the policy of AWS alone. */
  readonly #attachments = new Map<OrganizationPolicyType, Attachments>([
    ['SERVICE_CONTROL_POLICY', new Map()],
  ]);
  /** What a parent passes on, by type and parent. */
  readonly #inherited = new Map<string, Levels<OrganizationPolicy>>();

  constructor(options: OrganizationPoliciesOptions) {
    this.#options = options;
  }

  get(id: string): OrganizationPolicy | undefined {
    return this.#policies.get(id);
  }

  list(type: OrganizationPolicyType): readonly OrganizationPolicy[] {
    return [...this.#policies.values()].filter((policy) => policy.type === type);
  }

  /** Adds a policy, or changes it. @throws ValiError if the content is not a document of that type */
  put({ id, name, description, type, content }: NewPolicy): OrganizationPolicy {
    const { organizationId, managementAccountId } = this.#options;
    const policy: OrganizationPolicy = {
      id,
      arn: `arn:aws:organizations::${managementAccountId}:policy/${organizationId}/${type.toLowerCase()}/${id}`,
      name,
      description,
      type,
      awsManaged: false,
      content,
      document: v.parse(organizationPolicySchema(type), JSON.parse(content)),
    };
    this.#policies.set(id, policy);
    this.#inherited.clear();
    return policy;
  }

  delete({ id }: OrganizationPolicy): void {
    this.#policies.delete(id);
  }

  isEnabled(type: OrganizationPolicyType): boolean {
    return this.#attachments.has(type);
  }

  enable(type: OrganizationPolicyType): void {
    if (!this.isEnabled(type)) this.#attachments.set(type, new Map());
    this.#inherited.clear();
  }

  /** Detaches every policy of the type. */
  disable(type: OrganizationPolicyType): void {
    this.#attachments.delete(type);
    this.#inherited.clear();
  }

  /** The policies attached to a target itself. */
  attachedTo(type: OrganizationPolicyType, target: TargetId): readonly OrganizationPolicy[] {
    return this.#idsAt(type, target).flatMap((id) => this.#policies.get(id) ?? []);
  }

  isAttached(policy: OrganizationPolicy, target: TargetId): boolean {
    return this.#idsAt(policy.type, target).includes(policy.id);
  }

  attach({ id, type }: OrganizationPolicy, target: TargetId): void {
    this.#setIds(type, target, [...this.#idsAt(type, target), id]);
  }

  detach({ id, type }: OrganizationPolicy, target: TargetId): void {
    this.#setIds(
      type,
      target,
      this.#idsAt(type, target).filter((other) => other !== id),
    );
  }

  /** Detaches what is attached to an account that leaves. */
  forget(target: TargetId): void {
    for (const attachments of this.#attachments.values()) attachments.delete(target);
  }

  /**
   * What may restrict the requests that concern an account: the levels that have more, or less, than the policy of AWS that
   * allows everything.
   */
  restrictingLevels(
    type: OrganizationPolicyType,
    { id, parent }: { readonly id: string; readonly parent: TargetId },
  ): Levels<OrganizationPolicy> {
    const attachments = this.#attachments.get(type);
    if (attachments === undefined || attachments.size === 0) return NO_LEVELS;
    const inherited = this.#inheritedFrom(type, parent, attachments);
    return attachments.has(id) ? [...inherited, this.attachedTo(type, id)] : inherited;
  }

  #inheritedFrom(type: OrganizationPolicyType, parent: TargetId, attachments: Attachments) {
    const key = `${type} ${parent}`;
    const known = this.#inherited.get(key);
    if (known !== undefined) return known;
    const levels = this.#options
      .ancestors(parent)
      .filter((target) => attachments.has(target))
      .map((target) => this.attachedTo(type, target));
    this.#inherited.set(key, levels);
    return levels;
  }

  #idsAt(type: OrganizationPolicyType, target: TargetId): readonly string[] {
    const attachments = this.#attachments.get(type);
    if (attachments === undefined) return [];
    return attachments.get(target) ?? [FULL_ACCESS[type].id];
  }

  #setIds(type: OrganizationPolicyType, target: TargetId, ids: readonly string[]): void {
    const attachments = this.#attachments.get(type);
    const isDefault = ids.length === 1 && ids[0] === FULL_ACCESS[type].id;
    if (isDefault) attachments?.delete(target);
    else attachments?.set(target, ids);
    this.#inherited.clear();
  }
}

const NO_LEVELS: Levels<OrganizationPolicy> = [];
