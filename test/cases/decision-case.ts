import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { CREDENTIAL_KINDS } from '../../src/domain/credentials.ts';
import type { Situation } from '../../src/domain/decision.ts';
import type { ExceptionReading } from '../../src/domain/exception.ts';
import { parseExceptionRow } from '../../src/domain/exception-row.ts';
import { REASONS } from '../../src/domain/reasons.ts';
import type { Trigger } from '../../src/domain/trigger.ts';
import {
  givenAccount,
  givenCredential,
  givenExceptionRow,
  givenPolicy,
  givenRequest,
  givenRootEvent,
  givenSweep,
} from '../support/builders.ts';

const moment = z.iso.datetime().transform((text) => new Date(text));
const mode = z.enum(['observe', 'enforce']);
const kind = z.enum(CREDENTIAL_KINDS);

const account = z.strictObject({
  joinedMethod: z.enum(['INVITED', 'CREATED']).exactOptional(),
  joinedAt: moment
    .nullable()
    .transform((at) => at ?? undefined)
    .exactOptional(),
  organizationalUnits: z.array(z.string()).exactOptional(),
});

const policy = z.strictObject({
  mode: mode.exactOptional(),
  organizationalUnitModes: z.record(z.string(), mode).exactOptional(),
  accountModes: z.record(z.string(), mode).exactOptional(),
  invitedGraceSeconds: z.int().exactOptional(),
});

const credential = z.strictObject({
  kind,
  id: z.string().exactOptional(),
  createdAt: moment
    .nullable()
    .transform((at) => at ?? undefined)
    .exactOptional(),
  status: z.enum(['Active', 'Inactive']).exactOptional(),
});

const trigger = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('root-credential-changed'), kind: kind.nullable(), at: moment }),
  z.strictObject({ type: z.literal('swept'), at: moment }),
  z.strictObject({
    type: z.literal('audit-requested'),
    why: z.enum(['second-look', 'exception-changed', 'exception-ended', 'operator']),
    at: moment,
  }),
]);

const verdict = z.strictObject({
  verdict: z.enum(['keep', 'remove', 'withhold']),
  reason: z
    .string()
    .refine((key) => Object.hasOwn(REASONS, key), 'must be a reason of src/domain/reasons.ts'),
  exceptionId: z.string().exactOptional(),
});

const decisionCase = z.strictObject({
  name: z.string(),
  account: account.default({}),
  policy: policy.default({}),
  /** Rows as in the exceptions table, or `unreadable`. */
  exceptions: z.union([z.literal('unreadable'), z.array(z.record(z.string(), z.unknown()))]).default([]),
  breaker: z.enum(['closed', 'open']).default('closed'),
  triggers: z.array(trigger),
  now: moment,
  /** Each credential of the account with what must become of it. */
  credentials: z.array(credential.extend({ expected: verdict })),
});

/** `now` and `triggers` hold for each case that has none of its own. */
const caseFile = z.strictObject({
  about: z.string(),
  now: z.string(),
  triggers: z.array(z.unknown()),
  cases: z.array(z.record(z.string(), z.unknown())),
});

export interface DecisionCase {
  readonly name: string;
  readonly situation: Situation;
  readonly expected: readonly Expected[];
}

export interface Expected {
  readonly verdict: string;
  readonly reason: string;
  readonly exceptionId: string | undefined;
}

export interface DecisionTable {
  readonly about: string;
  readonly cases: readonly DecisionCase[];
}

/** Every table in this folder, checked letter by letter: an attribute that nobody reads is a mistake. */
export function readDecisionTables(): readonly DecisionTable[] {
  const folder = new URL('./', import.meta.url);
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return files.map((file) => {
    const { about, cases, ...shared } = caseFile.parse(
      JSON.parse(readFileSync(new URL(file, folder), 'utf8')),
    );
    return { about, cases: cases.map((one) => toCase(decisionCase.parse({ ...shared, ...one }))) };
  });
}

function toCase({ name, credentials, ...given }: z.output<typeof decisionCase>): DecisionCase {
  return {
    name,
    situation: {
      account: givenAccount(given.account),
      credentials: credentials.map(({ kind, expected, ...fields }) => givenCredential(kind, fields)),
      exceptions: given.exceptions === 'unreadable' ? UNREADABLE : readingOf(given.exceptions),
      policy: givenPolicy(given.policy),
      triggers: given.triggers.map(toTrigger),
      breaker: given.breaker,
      now: given.now,
    },
    expected: credentials.map(({ expected }) => ({ exceptionId: undefined, ...expected })),
  };
}

const UNREADABLE: ExceptionReading = { type: 'unreadable', detail: 'DynamoDB did not answer' };

function readingOf(rows: readonly Readonly<Record<string, unknown>>[]): ExceptionReading {
  const parsed = rows.map((row) => parseExceptionRow(givenExceptionRow(withoutNull(row))));
  return {
    type: 'readable',
    exceptions: parsed.flatMap((one) => (one.type === 'exception' ? [one.exception] : [])),
    malformed: parsed.flatMap((one) => (one.type === 'malformed' ? [one.malformed] : [])),
  };
}

function toTrigger(one: z.output<typeof trigger>): Trigger {
  switch (one.type) {
    case 'root-credential-changed':
      return givenRootEvent(one.kind ?? undefined, one.at);
    case 'audit-requested':
      return givenRequest(one.why, one.at);
    case 'swept':
      return givenSweep(one.at);
  }
}

/** JSON has no undefined: null takes an attribute away that the builder would add. */
function withoutNull(row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [key, value ?? undefined]));
}
