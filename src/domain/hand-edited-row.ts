import type * as v from 'valibot';
import { nearMiss } from './near-miss.ts';
import { plainText } from './plain-text.ts';
import { type InputIssue, MAX_ISSUES, type Parsed, parse } from './schema.ts';
import { isNewerVersion } from './schema-version.ts';

/** Invisible characters could make a name as long as the row. */
const MAX_SHOWN_CHARACTERS = 40;

const UNKNOWN_TO_THIS_VERSION =
  'is not an attribute that this version of rootguard knows, and a newer one wrote the row';

/**
 * `parse` for rows that people edit by hand, who may keep notes in further attributes. A name that is nearly a known one is an issue,
 * as the attribute that was meant would be missing. In a row that a newer rootguard wrote, every unknown attribute is one.
 */
export function parseHandEdited<Schema extends v.GenericSchema>(
  schema: Schema,
  row: unknown,
  known: readonly string[],
): Parsed<v.InferOutput<Schema>> {
  const parsed = parse(schema, row);
  const [first, ...others] = [
    ...issuesOfUnknownAttributes(row, known),
    ...(parsed.type === 'invalid' ? parsed.issues : []),
  ];
  return first === undefined
    ? parsed
    : { type: 'invalid', issues: [first, ...others.slice(0, MAX_ISSUES - 1)] };
}

function issuesOfUnknownAttributes(row: unknown, known: readonly string[]): readonly InputIssue[] {
  if (typeof row !== 'object' || row === null) return [];
  const isNewer = isNewerVersion(Reflect.get(row, 'schemaVersion'));
  const unknownNames = Object.keys(row).filter((name) => !known.includes(name));
  return unknownNames.flatMap((name): InputIssue[] => {
    const intended = nearMiss(name, known);
    const shown = name.slice(0, MAX_SHOWN_CHARACTERS);
    if (intended !== undefined) {
      return [{ path: intended, message: `is misspelt as ${JSON.stringify(shown)}` }];
    }
    return isNewer ? [{ path: plainText(shown), message: UNKNOWN_TO_THIS_VERSION }] : [];
  });
}
