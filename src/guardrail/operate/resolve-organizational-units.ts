import { isOrganizationalUnitId, type OrganizationalUnitId } from '../../domain/account.ts';
import { InvalidInputError } from '../../domain/errors.ts';
import { didYouMean } from '../../domain/near-miss.ts';
import type { UnitFinder } from '../ports/organization.ts';

/**
 * The organizational units with these ids or names. Names need a listing of all units; ids do not.
 * @throws InvalidInputError `unknown-organizational-unit`: no unit has the name, or several have it; AwsCallError
 */
export async function resolveOrganizationalUnits(
  { unitFinder }: { readonly unitFinder: UnitFinder },
  units: readonly string[],
): Promise<readonly OrganizationalUnitId[]> {
  const idsByName = units.every(isOrganizationalUnitId)
    ? new Map<string, never>()
    : await unitFinder.listByName();
  const issues: string[] = [];
  const ids = units.flatMap((unit): OrganizationalUnitId[] => {
    if (isOrganizationalUnitId(unit)) return [unit];
    const [id, ...others] = idsByName.get(unit) ?? [];
    if (id !== undefined && others.length === 0) return [id];
    issues.push(
      id === undefined
        ? `--ou: the organization has no organizational unit named ${JSON.stringify(unit)}${didYouMean(unit, idsByName.keys())}`
        : `--ou: ${others.length + 1} organizational units are named ${JSON.stringify(unit)}; give the id: ${[id, ...others].join(', ')}`,
    );
    return [];
  });
  if (issues.length > 0) throw new InvalidInputError('unknown-organizational-unit', 'accounts', issues);
  return [...new Set(ids)];
}
