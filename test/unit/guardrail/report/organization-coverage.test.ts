import { expect, it } from 'vitest';
import type { AccountId } from '../../../../src/domain/account.ts';
import type { Posture } from '../../../../src/domain/posture.ts';
import type { StoredPosture } from '../../../../src/guardrail/ports/posture.ts';
import { readCoverage } from '../../../../src/guardrail/report/organization-coverage.ts';
import { givenAccount, givenPolicy, givenPosture, givenStored } from '../../../support/builders.ts';
import { createMemoryWorld } from '../../../support/memory/world.ts';

const NOW = new Date('2026-11-24T12:00:00Z');
const minutesAgo = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);
const UNIT = 'ou-sbox-work0001';

const HEARD = { hearing: { heardAt: minutesAgo(10) } };
const SILENT = { hearing: { heardAt: minutesAgo(1_500), awaitingHeartbeatSince: minutesAgo(31) } };

function givenOrganization() {
  const world = createMemoryWorld(NOW);
  const members: ReturnType<typeof givenAccount>[] = [];
  const postures = new Map<string, StoredPosture>();
  const add = (
    fields: Parameters<typeof givenAccount>[0],
    posture?: Partial<Posture>,
    stored: Partial<StoredPosture> = HEARD,
  ): AccountId => {
    const account = givenAccount({
      id: String(300_000_000_000 + members.length),
      organizationalUnits: [UNIT],
      ...fields,
    });
    members.push(account);
    if (posture) {
      postures.set(account.id, {
        ...givenStored(givenPosture(minutesAgo(60), { ...posture, account: account.id }), stored),
        account: account.id,
      });
    }
    return account.id;
  };
  const deps = { ...world, assumedCoverage: { units: [UNIT], sweepEveryHours: 24 } };
  return {
    ...world,
    add,
    read: (canaryCompletedAt?: Date) => readCoverage(deps, { members, postures, canaryCompletedAt }, NOW),
  };
}

it('counts active members only, each by its stored posture and its unit', async () => {
  const { add, read } = givenOrganization();
  add({}, {});
  const silent = add({}, {}, SILENT);
  const elsewhere = add({ organizationalUnits: [] }, {}, { hearing: {} });
  const [never, unreadable] = [add({}), add({}, { state: 'unknown' })];
  add({ state: 'SUSPENDED' }, { auditedAt: minutesAgo(90_000) }, SILENT);
  expect(await read()).toMatchObject({
    accounts: 5,
    audited: 3,
    heard: 2,
    auditedAndHeard: 1,
    silent: [silent],
    uncovered: [elsewhere],
    awaiting: [never],
    notAudited: [never, unreadable],
    oldestAuditSeconds: 3_600,
    oldestUnresolvedTriggerSeconds: undefined,
  });
});

it('counts an account whose state AWS does not say as one that is not audited', async () => {
  const { add, read } = givenOrganization();
  add({}, {});
  const unclear = add({ state: 'UNKNOWN' }, {});
  expect(await read()).toMatchObject({ accounts: 2, audited: 1, auditedAndHeard: 1, notAudited: [unclear] });
});

it('counts neither an old audit nor a posture that does not parse, and has the age of the oldest', async () => {
  const { add, read } = givenOrganization();
  const old = add({}, { auditedAt: minutesAgo(31 * 60) });
  const malformed = add({}, {}, { ...HEARD, posture: undefined, issues: ['state: is missing'] });
  add({}, {});
  expect(await read()).toMatchObject({
    audited: 1,
    notAudited: [old, malformed],
    oldestAuditSeconds: 31 * 3_600,
  });
});

it('counts the events that were lost in the last 30 days', async () => {
  const { add, read } = givenOrganization();
  const lost = { kind: 'access-key', id: 'AKIAIOSFODNN7EXAMPLE', at: minutesAgo(90) } as const;
  add({}, { lostEvents: [{ ...lost, foundAt: minutesAgo(60), lostAt: minutesAgo(60) }] });
  add({}, { lostEvents: [{ ...lost, foundAt: minutesAgo(50_000), lostAt: minutesAgo(50_000) }] });
  add({}, {});
  expect((await read()).lostEvents).toBe(1);
});

it('goes by what is deployed, as soon as a watch has recorded it', async () => {
  const { add, read, deploymentRecord } = givenOrganization();
  add({ organizationalUnits: [] }, { auditedAt: minutesAgo(4 * 60) }, { hearing: {} });
  expect(await read()).toMatchObject({ uncovered: ['300000000000'], audited: 1, maxAuditAgeHours: 30 });
  await deploymentRecord.write({
    recordedAt: NOW,
    initialPolicy: givenPolicy(),
    canEnforce: false,
    coverage: { units: ['r-sbox'], sweepEveryHours: 1 },
    seenSettings: undefined,
    highestVersion: 0,
  });
  expect(await read()).toMatchObject({ uncovered: [], awaiting: ['300000000000'], audited: 0 });
});

it('says how long the oldest enforcement and the oldest request have been open', async () => {
  const { add, read, requestedScopes } = givenOrganization();
  add(
    {},
    {},
    {
      ...HEARD,
      enforcements: [{ id: 'e', startedAt: minutesAgo(20), credentials: [], hasEnded: false }],
    },
  );
  expect(await read()).toMatchObject({ oldestUnresolvedTriggerSeconds: 1_200, notAudited: ['300000000000'] });
  await requestedScopes.request({ type: 'organization' }, minutesAgo(40));
  expect(await read()).toMatchObject({ oldestUnresolvedTriggerSeconds: 2_400 });
});

it('has the age of the latest run of the canary that saw every hop, where there is one', async () => {
  const { add, read } = givenOrganization();
  add({}, {});
  expect((await read()).canaryAgeSeconds).toBeUndefined();
  expect((await read(minutesAgo(90))).canaryAgeSeconds).toBe(5_400);
});
