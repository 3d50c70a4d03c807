import * as v from 'valibot';
import { isAccountId, isOrganizationalUnitId, parseAccountId, parseOrganizationalUnitId } from './account.ts';
import { MODES, type Mode, type ModesById } from './policy.ts';
import { anyObject, type Output } from './schema.ts';

export const modeSchema = v.picklist(MODES, `must be ${MODES.join(' or ')}`);

/** A string set of DynamoDB has no keys of its own: it would pass for no overrides at all. */
const jsonObject = v.pipe(
  anyObject('must be a JSON object'),
  v.check((value) => Object.getPrototypeOf(value) === Object.prototype, 'must be a map'),
);

/** valibot's record ignores these keys; here they are refused like any other key that is not an id. */
const PROTOTYPE_KEYS = ['__proto__', 'prototype', 'constructor'];

const modesOf = (isId: (text: string) => boolean, message: string) =>
  v.pipe(
    jsonObject,
    v.check((modes) => !PROTOTYPE_KEYS.some((key) => Object.hasOwn(modes, key)), message),
    v.record(v.pipe(v.string(), v.check(isId, message)), modeSchema),
  );

/** `{"organizationalUnits": {"ou-ab12-cdef3456": "enforce"}, "accounts": {"111122223333": "observe"}}` */
export const modeOverridesSchema = v.pipe(
  jsonObject,
  v.strictObject({
    organizationalUnits: v.optional(modesOf(isOrganizationalUnitId, 'must look like ou-ab12-cdef3456'), {}),
    accounts: v.optional(modesOf(isAccountId, 'must be 12 digits'), {}),
  }),
);

/** As they are written in the configuration, in the settings and in output. */
export interface ModeOverrides extends Output<typeof modeOverridesSchema> {}

export function modesById({ organizationalUnits, accounts }: ModeOverrides): ModesById {
  return {
    organizationalUnitModes: modesBy(parseOrganizationalUnitId, organizationalUnits),
    accountModes: modesBy(parseAccountId, accounts),
  };
}

export function modeOverridesOf({ organizationalUnitModes, accountModes }: ModesById): ModeOverrides {
  return {
    organizationalUnits: sortedObject(organizationalUnitModes),
    accounts: sortedObject(accountModes),
  };
}

/** DynamoDB keeps no order. */
function sortedObject(modes: ReadonlyMap<string, Mode>): Readonly<Record<string, Mode>> {
  return Object.fromEntries([...modes].toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

/** JSON's object keys are plain strings again after parsing; the same check brands them, and never drops one that fails it. */
function modesBy<Id extends string>(
  parseId: (text: string) => Id,
  modes: Readonly<Record<string, Mode>>,
): ReadonlyMap<Id, Mode> {
  return new Map(Object.entries(modes).map(([id, mode]) => [parseId(id), mode]));
}
