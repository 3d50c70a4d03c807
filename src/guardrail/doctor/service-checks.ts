import { isFarAhead } from '../../domain/clock-difference.ts';
import { counted } from '../../domain/counted.ts';
import { effectOfMalformedRow, formatScope, type MalformedException } from '../../domain/exception.ts';
import type { ParsedExceptionRow } from '../../domain/exception-row.ts';
import type { Breaker } from '../ports/breaker.ts';
import type { Inspector } from '../ports/deployment-inspection.ts';
import type { QueueDepth } from '../ports/queue-inspection.ts';
import type { MalformedRequest, RequestedScope, RequestedScopes } from '../ports/requested-scopes.ts';
import type { SweepProgressStore } from '../ports/sweep-progress.ts';
import { type Check, ok, problem, refused, warning } from './check.ts';

export interface TableNames {
  readonly name: string;
  readonly keys: readonly string[];
}

export async function checkTables(
  inspector: Inspector,
  tables: readonly TableNames[],
  dataStack: string,
): Promise<Check> {
  const id = 'tables';
  const issues: string[] = [];
  for (const { name, keys } of tables) {
    const reading = await inspector.readTable(name);
    if (reading.type === 'unreadable') return refused(id, reading.failure);
    if (reading.value === undefined) issues.push(`${name} is missing`);
    else if (reading.value.status !== 'ACTIVE') issues.push(`${name} is ${reading.value.status}`);
    else if (reading.value.keys.join() !== keys.join()) {
      issues.push(`${name} has the key ${reading.value.keys.join(' and ')}, expected ${keys.join(' and ')}`);
    }
  }
  return issues.length === 0
    ? ok(id, tables.map(({ name }) => name).join(', '))
    : problem(
        id,
        issues.join('; '),
        `Use credentials of the home account, name the tables (--exceptions-table, …), or deploy ${dataStack}.`,
      );
}

export async function checkExceptions(rows: AsyncIterable<ParsedExceptionRow>): Promise<Check> {
  const id = 'exceptions';
  let count = 0;
  const issues: string[] = [];
  for await (const row of rows) {
    count += 1;
    if (row.type === 'malformed') issues.push(describeMalformed(row.malformed));
  }
  return issues.length === 0
    ? ok(id, counted(count, 'row'))
    : problem(
        id,
        `cannot be read: ${issues.join(', ')}`,
        'Correct them: rootguard exceptions check lists each issue with its attribute.',
      );
}

function describeMalformed(malformed: MalformedException): string {
  return `${malformed.id} of ${malformed.scope} (${effectOfMalformedRow(malformed)})`;
}

export async function checkBreaker(breaker: Pick<Breaker, 'state'>, now: Date): Promise<Check> {
  const id = 'breaker';
  const state = await breaker.state(now);
  return state.type === 'closed'
    ? ok(id, `closed; ${counted(state.accountsThisHour, 'account')} counted this hour`)
    : problem(
        id,
        state.unreadable
          ? `open, as its record cannot be read: ${state.unreadable.join('; ')}`
          : `open since ${state.since.toISOString()}`,
        'Older credentials are not removed. Check what was about to be removed, then: rootguard breaker acknowledge --reason TEXT.',
      );
}

/** With more waiting triggers, removals are late. The sweep's queue has no limit, as it is long while a sweep is running. */
const MAX_WAITING_TRIGGERS = 100;

export function checkWorkQueues(depths: {
  readonly triggers: QueueDepth;
  readonly later: QueueDepth;
  readonly sweep: QueueDepth;
}): Check {
  const id = 'work-queues';
  const { triggers, later, sweep } = depths;
  const detail = `triggers: ${describeDepth(triggers)}; later: ${describeDepth(later)}; sweep: ${describeDepth(sweep)}`;
  return triggers.visible >= MAX_WAITING_TRIGGERS
    ? warning(id, detail, 'Removals are late. See triggers-too-old in the runbook.')
    : ok(id, detail);
}

export function checkDeadLetters(depth: QueueDepth): Check {
  const id = 'dead-letters';
  return depth.visible + depth.inFlight + depth.delayed === 0
    ? ok(id, 'empty')
    : problem(
        id,
        describeDepth(depth),
        'See why with rootguard queue peek, fix the cause, then: rootguard queue redrive.',
      );
}

/** The watch processes requests every five minutes, and needs a few runs for a wide scope. */
const MAX_REQUEST_AGE_MS = 30 * 60 * 1000;

/** Requests for audits of scopes wider than an account, such as that of a changed exception. */
export async function checkRequestedAudits(
  requestedScopes: Pick<RequestedScopes, 'read'>,
  now: Date,
): Promise<Check> {
  const id = 'requested-audits';
  const requested: RequestedScope[] = [];
  const malformed: MalformedRequest[] = [];
  for (const reading of await requestedScopes.read()) {
    if (reading.type === 'malformed') malformed.push(reading);
    else requested.push(reading);
  }
  if (malformed.length > 0) {
    return problem(
      id,
      `cannot be read: ${malformed.map(({ key, issue }) => `${key} (${issue})`).join('; ')}`,
      'The next watch processes those with a readable scope. Remove the others from the item #requested of the posture table.',
    );
  }
  const late = requested.filter(
    ({ requestedAt }) => now.getTime() - requestedAt.getTime() > MAX_REQUEST_AGE_MS,
  );
  if (late.length > 0) {
    return problem(
      id,
      `waiting for more than half an hour: ${late.map(describeRequest).join('; ')}`,
      'The watch did not process them: check the log of the sweeper, and whether the scope still exists.',
    );
  }
  const ahead = requested.filter((request) => isFarAhead(request.requestedAt, now));
  return ahead.length === 0
    ? ok(id, `${requested.length} waiting`)
    : warning(
        id,
        `requested in the future: ${ahead.map(describeRequest).join('; ')}`,
        'A wrong clock or a person wrote the time. The watch processes them within five minutes.',
      );
}

function describeRequest({ scope, requestedAt }: RequestedScope): string {
  return `${formatScope(scope)} since ${requestedAt.toISOString()}`;
}

function describeDepth({ visible, inFlight, delayed }: QueueDepth): string {
  return `${visible} waiting, ${inFlight} in flight, ${delayed} delayed`;
}

const HOUR_MS = 60 * 60 * 1000;

export async function checkLastSweep(
  sweepProgress: Pick<SweepProgressStore, 'read'>,
  everySeconds: number,
  now: Date,
): Promise<Check> {
  const id = 'last-sweep';
  const request = [{ type: 'request-sweep' } as const];
  const stored = await sweepProgress.read();
  if (stored === undefined) {
    return warning(
      id,
      'there has been none',
      'The first one runs on schedule; --fix requests one now.',
      request,
    );
  }
  if (stored.type === 'malformed') {
    return warning(
      id,
      `cannot be read: ${stored.issues.join('; ')}`,
      'The watch starts a new one within five minutes.',
    );
  }
  const { startedAt, finishedAt, accountsQueued } = stored.progress;
  const started = `${startedAt.toISOString()}, ${counted(accountsQueued, 'account')} queued`;
  if (isFarAhead(startedAt, now)) {
    return warning(
      id,
      `it says that it started in the future: ${started}`,
      'A wrong clock or a person wrote the time, so it is not known when it ran; --fix requests one now.',
      request,
    );
  }
  const age = now.getTime() - startedAt.getTime();
  const isOld = age > 2 * everySeconds * 1000;
  if (finishedAt === undefined) {
    return age < HOUR_MS
      ? ok(id, `running since ${started}`)
      : warning(
          id,
          `not finished since ${started}`,
          'The watch continues it every five minutes: check the log of the sweeper.',
        );
  }
  return isOld
    ? problem(
        id,
        `the last one started ${started}`,
        'Only sweeps find what lost events reported: see sweep-missed in the runbook; --fix requests one now.',
        request,
      )
    : ok(id, `started ${started}`);
}
