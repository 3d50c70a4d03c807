import { readFileSync } from 'node:fs';
import { EXAMPLE } from './synthesis.ts';

interface Reference {
  readonly arns: Readonly<Record<string, string>>;
  /** The resource types that an action supports; an action without any can only be granted on `*`. */
  readonly actions: Readonly<Record<string, Readonly<Record<string, 'required' | 'optional'>>>>;
}

const REFERENCE: Reference = JSON.parse(
  readFileSync(new URL('../fixtures/service-authorization/organizations.json', import.meta.url), 'utf8'),
);

/** The resources that the action supports, in the organization of the example: ARNs, or `*`. */
export function resourcesSupportedBy(action: string): readonly string[] {
  const types = REFERENCE.actions[action];
  if (types === undefined) throw new Error(`the reference has no ${action}: add what AWS says about it`);
  const arns = Object.keys(types).map((type) => anyResourceArn(REFERENCE.arns[type] ?? ''));
  return arns.length > 0 ? arns : ['*'];
}

/** `arn:${Partition}:organizations::${ManagementAccount}:ou/${OrganizationId}/${OrganizationalUnitId}`, with any unit. */
function anyResourceArn(arn: string): string {
  const known: Readonly<Record<string, string>> = {
    Partition: 'aws',
    ManagementAccount: EXAMPLE.managementAccountId,
    OrganizationId: EXAMPLE.organizationId,
  };
  return arn.replaceAll(/\$\{(\w+)\}/g, (_, variable: string) => known[variable] ?? '*');
}
