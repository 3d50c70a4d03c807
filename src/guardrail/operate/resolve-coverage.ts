import { isOrganizationalUnitId } from '../../domain/account.ts';
import { type AwsFailure, describeFailure } from '../../domain/aws-failure.ts';
import { awsFailureOf } from '../../domain/errors.ts';
import type { ValueReading } from '../../domain/reading.ts';
import type { UnitFinder } from '../ports/organization.ts';
import { type UnitsByName, unitNamed } from './resolve-organizational-units.ts';

export interface ResolveCoverageDependencies {
  readonly rootId: ValueReading<string>;
  readonly unitFinder: UnitFinder;
}

/** The units whose accounts are to forward their events. */
export interface Coverage {
  /** Each of them once, in the order in which they were named. */
  readonly ids: readonly string[];
  readonly issues: readonly string[];
  /** Why ids could not be looked up, if they could not. */
  readonly unchecked: AwsFailure | undefined;
}

/** @param named ids of organizational units or of the root, or names of units */
export async function resolveCoverage(
  { rootId, unitFinder }: ResolveCoverageDependencies,
  named: readonly string[],
): Promise<Coverage> {
  const needsUnits = named.some((text) => !isRootId(text));
  const units = needsUnits ? await listUnits(unitFinder) : NO_UNITS;
  const resolved = named.map((text) =>
    isRootId(text) ? resolveRoot(rootId, text) : resolveUnit(units, text),
  );
  const rootFailure = named.some(isRootId) && rootId.type === 'unreadable' ? rootId.failure : undefined;
  return {
    ids: [...new Set(resolved.flatMap(({ id }) => id ?? []))],
    issues: resolved.flatMap(({ issue }) => issue ?? []),
    unchecked: rootFailure ?? (units.type === 'unreadable' ? units.failure : undefined),
  };
}

interface Resolved {
  readonly id?: string;
  readonly issue?: string;
}

type Units = ValueReading<UnitsByName>;

const NO_UNITS: Units = { type: 'readable', value: new Map() };

function isRootId(text: string): boolean {
  return /^r-[0-9a-z]{4,32}$/.test(text);
}

function resolveRoot(rootId: ValueReading<string>, text: string): Resolved {
  if (rootId.type === 'unreadable' || rootId.value === text) return { id: text };
  return { issue: `${text} is not the root of the organization, which is ${rootId.value}` };
}

function resolveUnit(units: Units, text: string): Resolved {
  const isId = isOrganizationalUnitId(text);
  if (units.type === 'unreadable') {
    if (isId) return { id: text };
    return {
      issue: `the units cannot be listed, so give the id of ${JSON.stringify(text)} (${describeFailure(units.failure)})`,
    };
  }
  if (isId) {
    const isThere = [...units.value.values()].some((ids) => ids.includes(text));
    return isThere ? { id: text } : { issue: `the organization has no organizational unit ${text}` };
  }
  return unitNamed(text, units.value);
}

async function listUnits(unitFinder: UnitFinder): Promise<Units> {
  try {
    return { type: 'readable', value: await unitFinder.listByName() };
  } catch (error) {
    const failure = awsFailureOf(error);
    if (failure === undefined) throw error;
    return { type: 'unreadable', failure };
  }
}
