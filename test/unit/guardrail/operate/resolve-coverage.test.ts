import { describe, expect, it } from 'vitest';
import { parseOrganizationalUnitId } from '../../../../src/domain/account.ts';
import { AwsCallError } from '../../../../src/domain/errors.ts';
import { resolveCoverage } from '../../../../src/guardrail/operate/resolve-coverage.ts';
import type { UnitFinder } from '../../../../src/guardrail/ports/organization.ts';
import { failure, unreadable } from '../doctor/readings.ts';

const WORKLOADS = parseOrganizationalUnitId('ou-sbox-work0001');
const PRODUCTION = parseOrganizationalUnitId('ou-sbox-prod0001');
const OTHER_PRODUCTION = parseOrganizationalUnitId('ou-sbox-prod0002');
const rootId = { type: 'readable', value: 'r-sbox' } as const;

const unitFinder: UnitFinder = {
  listByName: async () =>
    new Map([
      ['workloads', [WORKLOADS]],
      ['production', [PRODUCTION, OTHER_PRODUCTION]],
    ]),
};
const asksNobody: UnitFinder = { listByName: () => expect.unreachable() };
const isRefused: UnitFinder = { listByName: () => Promise.reject(new AwsCallError(failure)) };

describe('the covered units', () => {
  it('are the root by its id, without a listing of units', async () => {
    expect(await resolveCoverage({ rootId, unitFinder: asksNobody }, ['r-sbox'])).toEqual({
      ids: ['r-sbox'],
      issues: [],
      unchecked: undefined,
    });
  });

  it('are units by id or name, each of them once', async () => {
    const named = ['workloads', PRODUCTION, WORKLOADS];
    expect(await resolveCoverage({ rootId, unitFinder }, named)).toMatchObject({
      ids: [WORKLOADS, PRODUCTION],
      issues: [],
    });
  });

  it('are refused with every issue at once', async () => {
    const named = ['r-other', 'work-loads', 'production', 'ou-sbox-none0001'];
    expect(await resolveCoverage({ rootId, unitFinder }, named)).toEqual({
      ids: [],
      issues: [
        'r-other is not the root of the organization, which is r-sbox',
        'the organization has no organizational unit named "work-loads" (did you mean "workloads"?)',
        '2 organizational units are named "production"; give the id: ou-sbox-prod0001, ou-sbox-prod0002',
        'the organization has no organizational unit ou-sbox-none0001',
      ],
      unchecked: undefined,
    });
  });

  it('are taken by id where they cannot be read, and that is told', async () => {
    expect(
      await resolveCoverage({ rootId: unreadable, unitFinder: isRefused }, ['r-any1', WORKLOADS]),
    ).toEqual({ ids: ['r-any1', WORKLOADS], issues: [], unchecked: failure });
    expect(await resolveCoverage({ rootId, unitFinder: isRefused }, [WORKLOADS, 'payments'])).toEqual({
      ids: [WORKLOADS],
      issues: [expect.stringMatching(/^the units cannot be listed, so give the id of "payments" \(/)],
      unchecked: failure,
    });
  });

  it('say that the root could not be looked up only where it is named', async () => {
    const deps = { rootId: unreadable, unitFinder };
    expect(await resolveCoverage({ ...deps, unitFinder: asksNobody }, ['r-any1'])).toEqual({
      ids: ['r-any1'],
      issues: [],
      unchecked: failure,
    });
    expect(await resolveCoverage(deps, ['r-any1', WORKLOADS])).toMatchObject({ unchecked: failure });
    expect(await resolveCoverage(deps, [WORKLOADS])).toMatchObject({ unchecked: undefined });
  });

  it.each(['xr-sbox', 'r-sbox.', 'r-a'])('are not the root by the text %s', async (text) => {
    expect(await resolveCoverage({ rootId, unitFinder }, [text])).toMatchObject({
      ids: [],
      issues: [`the organization has no organizational unit named "${text}"`],
    });
  });

  it('are not found out by a defect', async () => {
    const defect = new TypeError('defect');
    const broken: UnitFinder = { listByName: () => Promise.reject(defect) };
    await expect(resolveCoverage({ rootId, unitFinder: broken }, [WORKLOADS])).rejects.toBe(defect);
  });
});
