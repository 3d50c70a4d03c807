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
  findByName: async (names: ReadonlySet<string>) =>
    new Map([...names].map((name) => [name, UNITS.get(name) ?? []])),
};

describe('the organizational units that a person means', () => {
  it('are those of an id, which nobody is asked about', async () => {
    const asksNobody = { findByName: () => expect.unreachable() };
    expect(await resolveOrganizationalUnits({ unitFinder: asksNobody }, [ONE, OTHER])).toEqual([ONE, OTHER]);
    expect(await resolveOrganizationalUnits({ unitFinder: asksNobody }, [])).toEqual([]);
  });

  it('are those of a name, each once', async () => {
    expect(await resolveOrganizationalUnits({ unitFinder }, ['workloads', OTHER, ONE])).toEqual([ONE, OTHER]);
  });

  it('are in doubt where no unit has the name, or several have it: all of that is told at once', async () => {
    await expect(
      resolveOrganizationalUnits({ unitFinder }, ['nobody', 'production', 'workloads']),
    ).rejects.toMatchObject({
      code: 'unknown-organizational-unit',
      issues: [
        '--ou: the organization has no organizational unit named "nobody"',
        `--ou: 2 organizational units are named "production"; give the id: ${ONE}, ${OTHER}`,
      ],
    });
  });
});
