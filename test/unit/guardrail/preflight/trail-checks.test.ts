import { describe, expect, it } from 'vitest';
import type { TrailDetails } from '../../../../src/guardrail/ports/account-inspection.ts';
import { checkTrails } from '../../../../src/guardrail/preflight/trail-checks.ts';
import { readable, unreadable } from '../doctor/readings.ts';
import { givenInspector, TRAIL } from './inspectors.ts';

async function checksOf(trails: readonly TrailDetails[], isManagement = true) {
  const inspector = givenInspector({ readTrails: async () => readable(trails) });
  const checks = await checkTrails({ inspector, isManagement, region: 'us-east-1' });
  return Object.fromEntries(checks.map((check) => [check.id, check]));
}

const statusesOf = async (trails: readonly TrailDetails[]) =>
  Object.values(await checksOf(trails)).map(({ status }) => status);

describe('the checks of the trail', () => {
  it('are all ok for an organization trail that records everything', async () => {
    expect(await statusesOf([TRAIL])).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
  });

  it.each<[string, Partial<TrailDetails>, string]>([
    ['is not logging', { logging: readable(false) }, 'trail-logging'],
    [
      "is of one Region, which is not that of IAM's events",
      { multiRegion: false, homeRegion: 'eu-west-1' },
      'trail-region',
    ],
    ['leaves global services out', { globalServices: false }, 'trail-region'],
    [
      'records reading events only',
      { events: readable({ reads: true, writes: false }) },
      'trail-write-events',
    ],
  ])('find a trail that %s', async (_, changed, problem) => {
    const checks = await checksOf([{ ...TRAIL, ...changed }]);
    expect(Object.values(checks).filter(({ status }) => status === 'problem')).toMatchObject([
      { id: problem },
    ]);
    expect(checks[problem]?.advice).toContain('aws cloudtrail ');
  });

  it('find that a trail of data events only records no management event', async () => {
    const checks = await checksOf([{ ...TRAIL, events: readable({ reads: false, writes: false }) }]);
    expect(checks['trail-write-events']).toMatchObject({
      status: 'problem',
      detail: 'organization records no management events',
    });
  });

  it('are ok for a trail of one Region where that is the Region of rootguard', async () => {
    expect(await statusesOf([{ ...TRAIL, multiRegion: false }])).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
  });

  it('name what a trail is of and records', async () => {
    const regional = { ...TRAIL, multiRegion: false, homeRegion: 'eu-west-1', globalServices: false };
    const only = { ...regional, events: readable({ reads: true, writes: false }) };
    const checks = await checksOf([only]);
    expect(checks['trail-region']?.detail).toBe('organization is of eu-west-1, without global services');
    expect(checks['trail-write-events']?.detail).toBe('organization records only reading management events');
    const whole = await checksOf([TRAIL]);
    expect(whole['trail-region']?.detail).toBe('organization is of all Regions');
    expect(whole['trail-write-events']?.detail).toBe('organization records all management events');
  });

  it('warn where reading events are missing, which rootguard does not need', async () => {
    const checks = await checksOf([{ ...TRAIL, events: readable({ reads: false, writes: true }) }]);
    expect(checks['trail-write-events']).toMatchObject({ status: 'ok' });
    expect(checks['trail-read-events']).toMatchObject({
      status: 'warning',
      detail: 'organization records only writing management events',
    });
  });

  it('are about the trail with the fewest shortcomings', async () => {
    const stopped = { ...TRAIL, name: 'stopped', logging: readable(false) };
    const checks = await checksOf([stopped, TRAIL, { ...TRAIL, name: 'other' }]);
    expect(checks.trail).toMatchObject({ detail: 'organization is of the organization' });
  });

  it.each<[string, Partial<TrailDetails>]>([
    ['is not logging', { logging: readable(false) }],
    ['is not known to be logging', { logging: unreadable }],
    ['leaves global services out', { globalServices: false }],
    ['leaves writing events out', { events: readable({ reads: true, writes: false }) }],
    ['leaves reading events out', { events: readable({ reads: false, writes: true }) }],
    ['records what is not known', { events: unreadable }],
  ])('are not about a trail that %s beside one without shortcomings', async (_what, changed) => {
    const worse = { ...TRAIL, name: 'worse', ...changed };
    for (const trails of [
      [worse, TRAIL],
      [TRAIL, worse],
    ]) {
      expect(await statusesOf(trails)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
    }
  });

  it('leave open whether every account has a trail of its own, and name those of this one', async () => {
    const own = { ...TRAIL, name: 'own', ofOrganization: false };
    expect((await checksOf([own])).trail).toMatchObject({
      status: 'unknown',
      detail: expect.stringContaining('only those of this account can be seen: own'),
      advice: expect.stringContaining('--is-organization-trail'),
    });
    expect((await checksOf([])).trail?.detail).toContain('can be seen: none');
  });

  it('ask for credentials of the management account where a member sees no trail', async () => {
    expect((await checksOf([], false)).trail).toMatchObject({
      status: 'unknown',
      advice: expect.stringContaining('--profile'),
    });
  });

  it('ask for them too where a member may not read the status and the selectors', async () => {
    const checks = await checksOf([{ ...TRAIL, logging: unreadable, events: unreadable }], false);
    for (const id of ['trail-logging', 'trail-write-events', 'trail-read-events']) {
      expect(checks[id]).toMatchObject({
        status: 'unknown',
        failure: unreadable.failure,
        advice: expect.stringContaining('management account'),
      });
    }
  });

  it('are one where the trails cannot be described', async () => {
    const inspector = givenInspector({ readTrails: async () => unreadable });
    const checks = await checkTrails({ inspector, isManagement: true, region: 'us-east-1' });
    expect(checks).toMatchObject([{ id: 'trail', status: 'unknown', failure: unreadable.failure }]);
  });
});
