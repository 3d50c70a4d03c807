import { describe, expect, it } from 'vitest';
import { parseOrganizationalUnitId } from '../../../../src/domain/account.ts';
import { InvalidInputError } from '../../../../src/domain/errors.ts';
import {
  requireOrganizationalUnits,
  resolveOrganizationalUnits,
} from '../../../../src/guardrail/operate/resolve-organizational-units.ts';

const [ONE, OTHER] = ['ou-sbox-prod0001', 'ou-sbox-prod0002'].map(parseOrganizationalUnitId);
if (ONE === undefined || OTHER === undefined) throw new Error('no units');
const UNITS = new Map([
  ['production', [ONE, OTHER]],
  ['workloads', [ONE]],
]);
const unitFinder = {
  listByName: async () => UNITS,
};

describe('organizational units named on the command line', () => {
  it('are resolved by id without a call', async () => {
    const asksNobody = { listByName: () => expect.unreachable() };
    expect(await resolveOrganizationalUnits({ unitFinder: asksNobody }, [ONE, OTHER])).toEqual([ONE, OTHER]);
    expect(await resolveOrganizationalUnits({ unitFinder: asksNobody }, [])).toEqual([]);
  });

  it('are resolved by name, each of them once', async () => {
    expect(await resolveOrganizationalUnits({ unitFinder }, ['workloads', OTHER, ONE])).toEqual([ONE, OTHER]);
  });

  it('are refused with every issue at once where no unit has the name, or several have it', async () => {
    await expect(
      resolveOrganizationalUnits({ unitFinder }, ['nobody', 'production', 'workloads', 'Work-loads']),
    ).rejects.toMatchObject({
      code: 'unknown-organizational-unit',
      issues: [
        '--ou: the organization has no organizational unit named "nobody"',
        `--ou: 2 organizational units are named "production"; give the id: ${ONE}, ${OTHER}`,
        '--ou: the organization has no organizational unit named "Work-loads" (did you mean "workloads"?)',
      ],
    });
  });
});

describe('organizational units that have to exist', () => {
  const listing = (failure?: Error) => ({
    lister: {
      async *listAccountsUnder(unit: string) {
        if (unit === ONE) throw failure;
        yield* [];
      },
    },
  });

  it('are refused with each that the organization does not have', async () => {
    const unknown = new InvalidInputError('unknown-organizational-unit', '--ou', ['no such unit']);
    await expect(requireOrganizationalUnits(listing(unknown), [OTHER, ONE])).rejects.toMatchObject({
      code: 'unknown-organizational-unit',
      issues: [expect.stringMatching(`^--ou: the organization has no organizational unit ${ONE};`)],
    });
    expect(await requireOrganizationalUnits(listing(unknown), [OTHER])).toBeUndefined();
  });

  it('are not taken for existing, or for unknown, where they cannot be listed', async () => {
    const refused = new Error('refused');
    await expect(requireOrganizationalUnits(listing(refused), [ONE])).rejects.toBe(refused);
  });
});
