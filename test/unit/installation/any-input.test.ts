import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Configuration, parseConfiguration } from '../../../src/installation/configuration.ts';
import { ConfigurationError } from '../../../src/installation/configuration-error.ts';

const REQUIRED = {
  organizationId: 'o-exampleorgid',
  managementAccountId: '111111111111',
  homeAccountId: '222222222222',
  coveredOrganizationalUnits: ['r-exam'],
};

const key = fc.constantFrom(
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  '333333333333',
  'ou-ab12-cdef3456',
);
const mode = fc.constantFrom('observe', 'enforce');

/** As JSON.parse makes it: `__proto__` is a key like any other. */
const modeByKey = fc
  .tuple(key, mode)
  .map((entry) => JSON.parse(`{${entry.map((part) => JSON.stringify(part)).join(':')}}`));

const anything = fc.jsonValue({ maxDepth: 2 });
const mostly = <Value>(valid: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 9, arbitrary: valid }, { weight: 1, arbitrary: anything });
const fields = fc.record(
  {
    mode: mostly(mode),
    modeOverrides: mostly(
      fc.record({ accounts: modeByKey, organizationalUnits: modeByKey }, { requiredKeys: [] }),
    ),
    tags: mostly(modeByKey),
    homeAccountId: mostly(fc.constant('111111111111')),
    invitedGraceHours: mostly(fc.nat(2_000)),
    notifications: anything,
  },
  { requiredKeys: [] },
);

const RUNS = { seed: 20_261_126, numRuns: 500 } as const;

describe('any input', () => {
  it('is a configuration, or is refused with the issues', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          anything,
          fields.map((some) => ({ ...REQUIRED, ...some })),
        ),
        (input) => {
          const result = parse(input);
          if (result instanceof ConfigurationError) expect(result.issues.length).toBeGreaterThan(0);
        },
      ),
      RUNS,
    );
  });

  it('is refused where a part of it would be ignored', () => {
    fc.assert(
      fc.property(fields, (some) => {
        const result = parse({ ...REQUIRED, ...some });
        if (!(result instanceof ConfigurationError)) expect(JSON.stringify(result)).toSatisfy(hasEvery(some));
      }),
      RUNS,
    );
  });
});

function parse(input: unknown): Configuration | ConfigurationError {
  try {
    return parseConfiguration(input);
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
}

/** Every key and text of the input is in the output. */
function hasEvery(input: unknown): (output: string) => boolean {
  return (output) => leavesOf(input).every((leaf) => output.includes(JSON.stringify(leaf)));
}

function leavesOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap(leavesOf);
  if (typeof value !== 'object' || value === null) return value === undefined ? [] : [value];
  return Object.keys(value).flatMap((name) => [name, ...leavesOf(Reflect.get(value, name))]);
}
