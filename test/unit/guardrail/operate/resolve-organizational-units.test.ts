import { describe, expect, it } from 'vitest';
import { parseOrganizationalUnitId } from '../../../../src/domain/account.ts';
import { resolveOrganizationalUnits } from '../../../../src/guardrail/operate/resolve-organizational-units.ts';

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
