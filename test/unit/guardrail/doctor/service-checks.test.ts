import { describe, expect, it } from 'vitest';
import type { MalformedException, WideScope } from '../../../../src/domain/exception.ts';
import type { ParsedExceptionRow } from '../../../../src/domain/exception-row.ts';
import type { SweepProgress } from '../../../../src/domain/sweep-progress.ts';
import type { Check } from '../../../../src/guardrail/doctor/check.ts';
import {
  checkBreaker,
  checkExceptions,
  checkLastSweep,
  checkRequestedAudits,
  checkTables,
} from '../../../../src/guardrail/doctor/service-checks.ts';
import type { Inspector, TableFacts } from '../../../../src/guardrail/ports/deployment-inspection.ts';
import type { MalformedRequest, RequestedScope } from '../../../../src/guardrail/ports/requested-scopes.ts';
import type { StoredProgress } from '../../../../src/guardrail/ports/sweep-progress.ts';
import { givenException } from '../../../support/builders.ts';
import { readable, unreadable } from './readings.ts';

const NOW = new Date('2026-11-24T12:00:00Z');
const DAY_SECONDS = 24 * 3600;
const HOUR_MS = 3600 * 1000;

const msBefore = (milliseconds: number) => new Date(NOW.getTime() - milliseconds);

/** What a user reads of a check. */
const textOf = ({ status, detail, advice }: Check) => ({ status, detail, advice });

describe('the check of the tables', () => {
  const tables = [
    { name: 'exceptions', keys: ['scope', 'id'] },
    { name: 'ledger', keys: ['account', 'at'] },
  ];
  const checkWith = (found: Readonly<Record<string, TableFacts>>) => {
    const inspector: Inspector = {
      readFeatureSet: async () => unreadable,
      readTrails: async () => unreadable,
      readStackSet: async () => unreadable,
      readRules: async () => unreadable,
      readMappings: async () => unreadable,
      readTable: async (name) => readable(found[name]),
    };
    return checkTables(inspector, tables, 'rootguard-data');
  };

  it('names every table where all exist', async () => {
    const found = {
      exceptions: { status: 'ACTIVE', keys: ['scope', 'id'] },
      ledger: { status: 'ACTIVE', keys: ['account', 'at'] },
    };
    expect(await checkWith(found)).toMatchObject({ status: 'ok', detail: 'exceptions, ledger' });
  });

  it('names the issue of every table', async () => {
    const found = { exceptions: { status: 'DELETING', keys: ['scope', 'id'] } };
    expect(await checkWith(found)).toMatchObject({
      status: 'problem',
      detail: 'exceptions is DELETING; ledger is missing',
    });
  });
});

describe('the check of the exceptions', () => {
  async function* scan(rows: readonly ParsedExceptionRow[]) {
    yield* rows;
  }
  const wellFormed: ParsedExceptionRow = { type: 'exception', exception: givenException() };

  it('counts the rows where each can be read', async () => {
    expect(await checkExceptions(scan([wellFormed, wellFormed]))).toMatchObject({
      status: 'ok',
      detail: '2 rows',
    });
  });

  it('names only the rows that cannot be read', async () => {
    const malformed: MalformedException = { scope: 'organization', id: 'typo', issues: ['reason: is empty'] };
    expect(await checkExceptions(scan([wellFormed, { type: 'malformed', malformed }]))).toMatchObject({
      status: 'problem',
      detail: 'cannot be read: typo of organization (deletions in its scope wait)',
    });
  });
});

it('the check of the breaker names each issue of a record that cannot be read', async () => {
  const unreadableRecord = ['openSince: is no time', 'accounts: is no list'];
  const state = async () => ({ type: 'open', since: NOW, unreadable: unreadableRecord }) as const;
  expect(textOf(await checkBreaker({ state }, NOW))).toEqual({
    status: 'problem',
    detail: 'open, as its record cannot be read: openSince: is no time; accounts: is no list',
    advice:
      'Older credentials are not removed. Check what was about to be removed, then: rootguard breaker acknowledge --reason TEXT.',
  });
});

describe('the check of requested audits', () => {
  const scope: WideScope = { type: 'organization' };
  const requestedAt = (at: Date): RequestedScope => ({
    type: 'requested',
    scope,
    requestedAt: at,
    stored: at.toISOString(),
  });
  const checkOf = async (stored: readonly (RequestedScope | MalformedRequest)[]) =>
    textOf(await checkRequestedAudits({ read: async () => stored }, NOW));
  const HALF_AN_HOUR_MS = HOUR_MS / 2;

  it('passes a request that has waited for half an hour, and no longer', async () => {
    expect(await checkOf([requestedAt(msBefore(HALF_AN_HOUR_MS))])).toMatchObject({
      status: 'ok',
      detail: '1 waiting',
    });
    expect(await checkOf([requestedAt(msBefore(HALF_AN_HOUR_MS + 1))])).toMatchObject({ status: 'problem' });
  });

  it('names each request that has waited for too long', async () => {
    const late = [requestedAt(msBefore(HOUR_MS)), requestedAt(NOW), requestedAt(msBefore(2 * HOUR_MS))];
    expect(await checkOf(late)).toMatchObject({
      detail:
        'waiting for more than half an hour: organization since 2026-11-24T11:00:00.000Z; organization since 2026-11-24T10:00:00.000Z',
    });
  });

  it('names each request with a time in the future, and says when it is processed', async () => {
    const ahead = [
      requestedAt(msBefore(-2 * HOUR_MS)),
      requestedAt(NOW),
      requestedAt(msBefore(-3 * HOUR_MS)),
    ];
    expect(await checkOf(ahead)).toEqual({
      status: 'warning',
      detail:
        'requested in the future: organization since 2026-11-24T14:00:00.000Z; organization since 2026-11-24T15:00:00.000Z',
      advice: 'A wrong clock or a person wrote the time. The watch processes them within five minutes.',
    });
  });

  it('names each request that cannot be read, and says which of them remain', async () => {
    const malformed = (key: string): MalformedRequest => ({
      type: 'malformed',
      key,
      scope: undefined,
      issue: 'must be a scope',
    });
    expect(await checkOf([malformed('acount#3'), requestedAt(NOW), malformed('organisation')])).toEqual({
      status: 'problem',
      detail: 'cannot be read: acount#3 (must be a scope); organisation (must be a scope)',
      advice:
        'The next watch processes those with a readable scope. Remove the others from the item #requested of the posture table.',
    });
  });
});

describe('the check of the last sweep', () => {
  const startedAt = (at: Date, finishedAt: Date | undefined): StoredProgress => {
    const progress: SweepProgress = {
      sweepId: 's',
      startedAt: at,
      previousStartedAt: undefined,
      next: undefined,
      accountsQueued: 3,
      finishedAt,
      leasedUntil: NOW,
      revision: 1,
    };
    return { type: 'progress', progress };
  };
  const checkOf = async (stored: StoredProgress) =>
    textOf(await checkLastSweep({ read: async () => stored }, DAY_SECONDS, NOW));

  it('names each issue of progress that cannot be read, and says that a sweep replaces it', async () => {
    const issues = ['startedAt: is no time', 'sweepId: is missing'];
    expect(await checkOf({ type: 'malformed', issues, revision: 0, storedRevision: 0 })).toEqual({
      status: 'warning',
      detail: 'cannot be read: startedAt: is no time; sweepId: is missing',
      advice: 'The watch starts a new one within five minutes.',
    });
  });

  it('says that a time in the future leaves unknown when it ran', async () => {
    expect(await checkOf(startedAt(msBefore(-2 * HOUR_MS), undefined))).toEqual({
      status: 'warning',
      detail: 'it says that it started in the future: 2026-11-24T14:00:00.000Z, 3 accounts queued',
      advice:
        'A wrong clock or a person wrote the time, so it is not known when it ran; --fix requests one now.',
    });
  });

  it('passes a sweep that has been running for less than an hour', async () => {
    expect(await checkOf(startedAt(msBefore(HOUR_MS - 1), undefined))).toEqual({
      status: 'ok',
      detail: 'running since 2026-11-24T11:00:00.001Z, 3 accounts queued',
      advice: undefined,
    });
  });

  it('warns of a sweep that has not finished in an hour', async () => {
    expect(await checkOf(startedAt(msBefore(HOUR_MS), undefined))).toEqual({
      status: 'warning',
      detail: 'not finished since 2026-11-24T11:00:00.000Z, 3 accounts queued',
      advice: 'The watch continues it every five minutes: check the log of the sweeper.',
    });
  });

  it('fails where the last sweep started more than two intervals ago', async () => {
    expect(await checkOf(startedAt(msBefore(49 * HOUR_MS), msBefore(48 * HOUR_MS)))).toEqual({
      status: 'problem',
      detail: 'the last one started 2026-11-22T11:00:00.000Z, 3 accounts queued',
      advice:
        'Only sweeps find what lost events reported: see sweep-missed in the runbook; --fix requests one now.',
    });
  });
});
