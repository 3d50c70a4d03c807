import { isOrganizationalUnitId, type OrganizationalUnitId } from '../../domain/account.ts';
import { InvalidInputError, RootguardError } from '../../domain/errors.ts';
import { didYouMean } from '../../domain/near-miss.ts';
import type { AccountLister, UnitFinder } from '../ports/organization.ts';

export interface FindUnits {
  readonly unitFinder: UnitFinder;
}

export type UnitsByName = ReadonlyMap<string, readonly OrganizationalUnitId[]>;

export interface FoundUnits {
  /** Each of them once. */
  readonly ids: readonly OrganizationalUnitId[];
  /** The names that no unit has, or several have. */
  readonly issues: readonly string[];
}

/**
 * The organizational units with these ids or names. Names need a listing of all units; ids do not, and are not looked up.
 * @throws AwsCallError when the units cannot be listed
 */
export async function findOrganizationalUnits(
  { unitFinder }: FindUnits,
  units: readonly string[],
): Promise<FoundUnits> {
  const idsByName = units.every(isOrganizationalUnitId)
    ? new Map<string, never>()
    : await unitFinder.listByName();
  const issues: string[] = [];
  const ids = units.flatMap((unit): OrganizationalUnitId[] => {
    if (isOrganizationalUnitId(unit)) return [unit];
    const { id, issue } = unitNamed(unit, idsByName);
    if (issue !== undefined) issues.push(`--ou: ${issue}`);
    return id === undefined ? [] : [id];
  });
  return { ids: [...new Set(ids)], issues };
}

export interface NamedUnit {
  readonly id?: OrganizationalUnitId;
  /** Set where no unit has the name, or several have it. */
  readonly issue?: string;
}

export function unitNamed(name: string, idsByName: UnitsByName): NamedUnit {
  const [id, ...others] = idsByName.get(name) ?? [];
  if (id === undefined) {
    const hint = didYouMean(name, idsByName.keys());
    return { issue: `the organization has no organizational unit named ${JSON.stringify(name)}${hint}` };
  }
  if (others.length === 0) return { id };
  return {
    issue: `${others.length + 1} organizational units are named ${JSON.stringify(name)}; give the id: ${[id, ...others].join(', ')}`,
  };
}

/** As `findOrganizationalUnits`. @throws InvalidInputError `unknown-organizational-unit`, with every issue; AwsCallError */
export async function resolveOrganizationalUnits(
  deps: FindUnits,
  units: readonly string[],
): Promise<readonly OrganizationalUnitId[]> {
  const { ids, issues } = await findOrganizationalUnits(deps, units);
  if (issues.length > 0) throw new InvalidInputError('unknown-organizational-unit', 'accounts', issues);
  return ids;
}

/**
 * Asks AWS whether they exist: ids are not looked up otherwise.
 * @throws InvalidInputError `unknown-organizational-unit`, with every id that the organization does not have; AwsCallError
 */
export async function requireOrganizationalUnits(
  { lister }: { readonly lister: Pick<AccountLister, 'listAccountsUnder'> },
  units: readonly OrganizationalUnitId[],
): Promise<void> {
  const issues: string[] = [];
  for (const unit of units) {
    try {
      // One page is enough to know that the unit exists.
      for await (const _ of lister.listAccountsUnder(unit)) break;
    } catch (error) {
      if (!isUnknownUnit(error)) throw error;
      issues.push(unknownUnitId(unit));
    }
  }
  if (issues.length > 0) throw new InvalidInputError('unknown-organizational-unit', '--ou', issues);
}

/** The issue of an id that no unit of the organization has. */
export function unknownUnitId(id: OrganizationalUnitId): string {
  return `--ou: the organization has no organizational unit ${id}; look its id up: aws organizations list-organizational-units-for-parent --parent-id <root or unit>`;
}

/** Whether a listing failed because the organization has no such organizational unit. */
export function isUnknownUnit(error: unknown): boolean {
  return error instanceof RootguardError && error.code === 'unknown-organizational-unit';
}
