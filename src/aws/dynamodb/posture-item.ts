import { remainsAfter } from '../../domain/credential-result.ts';
import { HEARING_FIELD_NAMES, type Hearing, hearingSchema } from '../../domain/hearing.ts';
import {
  type OpenEnforcement,
  openEnforcementSchema,
  type Posture,
  postureSchema,
} from '../../domain/posture.ts';
import { describeIssue, parse } from '../../domain/schema.ts';
import type { StoredPosture } from '../../guardrail/ports/posture.ts';
import { type Item, isMap } from './table.ts';
import { replaceUnknownPostureValues } from './unknown-posture-values.ts';
import { upgradePostureRow } from './upgrade-row.ts';

/** Attributes that are not part of the posture. In a row with no others, a run has only reserved a revision. */
const NOT_POSTURE: readonly string[] = [
  'account',
  'schemaVersion',
  'drawnRevision',
  'revision',
  'openEnforcements',
  'openEnforcementId',
  ...HEARING_FIELD_NAMES,
];

/** Reads everything that parses, and reports the rest as issues. */
export function readPostureItem(stored: Item): StoredPosture {
  const { row: item, issues: unknownValues } = replaceUnknownPostureValues(upgradePostureRow(stored));
  const issues = [...unknownValues];
  const found = Object.keys(item).some((name) => !NOT_POSTURE.includes(name))
    ? readPosture(item, issues)
    : undefined;
  return {
    account: String(item.account),
    posture: found,
    enforcements: [
      ...readEnforcements(item.openEnforcements, issues),
      ...(found ? legacyEnforcement(item, found) : []),
    ],
    hearing: readHearing(item, issues),
    issues,
  };
}

function readPosture(item: Item, issues: string[]): Posture | undefined {
  const parsed = parse(postureSchema, item);
  if (parsed.type === 'parsed') return parsed.value;
  issues.push(...parsed.issues.map((issue) => describeIssue(issue, 'item')));
  return undefined;
}

/** A time that does not parse counts as absent, and leaves the others as they are: it must not make a silent account look heard. */
function readHearing(item: Item, issues: string[]): Hearing {
  const parsed = parse(hearingSchema, item);
  if (parsed.type === 'parsed') return parsed.value;
  issues.push(...parsed.issues.map((issue) => describeIssue(issue, 'item')));
  const broken = parsed.issues.map(({ path }) => path);
  const usable = parse(
    hearingSchema,
    Object.fromEntries(Object.entries(item).filter(([name]) => !broken.includes(name))),
  );
  return usable.type === 'parsed' ? usable.value : {};
}

/** An enforcement that does not parse still counts as open: its credentials are in the ledger. */
function readEnforcements(stored: unknown, issues: string[]): readonly OpenEnforcement[] {
  if (stored === undefined) return [];
  if (!isMap(stored)) {
    issues.push('openEnforcements: expected a map');
    return [];
  }
  return Object.entries(stored).map(([id, entry]) => {
    const parsed = parse(openEnforcementSchema, entry);
    if (parsed.type === 'parsed') return { ...parsed.value, id };
    issues.push(...parsed.issues.map((issue) => `openEnforcements.${id}: ${describeIssue(issue, 'entry')}`));
    return { id, startedAt: undefined, credentials: [], hasEnded: true };
  });
}

/** The form used until 2026: a single id, for an enforcement of all credentials that the posture shows. */
export function legacyEnforcement(
  { openEnforcementId: id }: Item,
  { credentials, auditedAt }: Posture,
): readonly OpenEnforcement[] {
  if (typeof id !== 'string') return [];
  const remaining = credentials.filter(remainsAfter).map((result) => result.credential);
  return [{ id, startedAt: auditedAt, credentials: remaining, hasEnded: false }];
}
