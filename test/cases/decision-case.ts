import { readdirSync, readFileSync } from 'node:fs';
import * as v from 'valibot';
import { CREDENTIAL_KINDS } from '../../src/domain/credentials.ts';
import type { DecisionInput } from '../../src/domain/decision.ts';
import type { ExceptionReading } from '../../src/domain/exception.ts';
import { parseExceptionRow } from '../../src/domain/exception-row.ts';
import { MODES } from '../../src/domain/policy.ts';
import { CREDENTIAL_ACTIONS, REASONS } from '../../src/domain/reasons.ts';
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

const timestamp = v.pipe(v.string(), v.isoTimestamp(), v.toDate());
/** Null removes the default of the builder. */
const timestampOrNone = v.exactOptional(
  v.pipe(
    v.nullable(timestamp),
    v.transform((at) => at ?? undefined),
  ),
);
const mode = v.picklist(MODES);
const kind = v.picklist(CREDENTIAL_KINDS);

const account = v.strictObject({
  joinedMethod: v.exactOptional(v.picklist(['INVITED', 'CREATED'])),
  joinedAt: timestampOrNone,
  organizationalUnits: v.exactOptional(v.array(v.string())),
});

const policy = v.strictObject({
  mode: v.exactOptional(mode),
  organizationalUnitModes: v.exactOptional(v.record(v.string(), mode)),
  accountModes: v.exactOptional(v.record(v.string(), mode)),
  invitedGraceSeconds: v.exactOptional(v.pipe(v.number(), v.safeInteger())),
});

const trigger = v.variant('type', [
  v.strictObject({ type: v.literal('root-credential-changed'), kind: v.nullable(kind), at: timestamp }),
  v.strictObject({ type: v.literal('swept'), at: timestamp }),
  v.strictObject({
    type: v.literal('audit-requested'),
    why: v.picklist(['second-look', 'exception-changed', 'exception-ended', 'operator']),
    at: timestamp,
  }),
]);

const decision = v.strictObject({
  action: v.picklist(CREDENTIAL_ACTIONS),
  reason: v.pipe(
    v.string(),
    v.check((key) => Object.hasOwn(REASONS, key), 'must be a reason of src/domain/reasons.ts'),
  ),
  exceptionId: v.exactOptional(v.string()),
});

const credential = v.strictObject({
  kind,
  id: v.exactOptional(v.string()),
  createdAt: timestampOrNone,
  status: v.exactOptional(v.picklist(['Active', 'Inactive'])),
  expected: decision,
});

const decisionCase = v.strictObject({
  name: v.string(),
  account: v.optional(account, {}),
  policy: v.optional(policy, {}),
  /** Rows as in the exceptions table, or `unreadable`. */
  exceptions: v.optional(v.union([v.literal('unreadable'), v.array(v.record(v.string(), v.unknown()))]), []),
  breaker: v.optional(v.picklist(['closed', 'open']), 'closed'),
  hadMfa: v.exactOptional(v.boolean()),
  triggers: v.array(trigger),
  now: timestamp,
  /** Each credential of the account with the expected decision. */
  credentials: v.array(credential),
});

/** `now` and `triggers` are the defaults of the cases. */
const caseFile = v.strictObject({
  about: v.string(),
  now: v.string(),
  triggers: v.array(v.unknown()),
  cases: v.array(v.record(v.string(), v.unknown())),
});

export interface DecisionCase {
  readonly name: string;
  readonly input: DecisionInput;
  readonly expected: readonly Expected[];
}

export interface Expected {
  readonly action: string;
  readonly reason: string;
  readonly exceptionId: string | undefined;
}

export interface DecisionTable {
  readonly about: string;
  readonly cases: readonly DecisionCase[];
}

/** Every table in this folder, parsed strictly: an unknown attribute is an error. */
export function readDecisionTables(): readonly DecisionTable[] {
  const folder = new URL('./', import.meta.url);
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return files.map((file) => {
    const { about, cases, ...shared } = v.parse(
      caseFile,
      JSON.parse(readFileSync(new URL(file, folder), 'utf8')),
    );
    return { about, cases: cases.map((one) => toCase(v.parse(decisionCase, { ...shared, ...one }))) };
  });
}

function toCase({ name, credentials, ...fields }: v.InferOutput<typeof decisionCase>): DecisionCase {
  return {
    name,
    input: {
      account: givenAccount(fields.account),
      credentials: credentials.map(({ kind, expected, ...fields }) => givenCredential(kind, fields)),
      exceptions: fields.exceptions === 'unreadable' ? UNREADABLE : readingOf(fields.exceptions),
      policy: givenPolicy(fields.policy),
      triggers: fields.triggers.map(toTrigger),
      hadMfa: fields.hadMfa,
      breaker: fields.breaker,
      now: fields.now,
    },
    expected: credentials.map(({ expected }) => ({ exceptionId: undefined, ...expected })),
  };
}

const UNREADABLE: ExceptionReading = {
  type: 'unreadable',
  failure: {
    reason: 'unavailable',
    call: 'dynamodb:Query',
    code: 'TimeoutError',
    message: 'DynamoDB did not answer',
    requestId: undefined,
  },
};

function readingOf(rows: readonly Readonly<Record<string, unknown>>[]): ExceptionReading {
  const parsed = rows.map((row) => parseExceptionRow(givenExceptionRow(withoutNull(row))));
  return {
    type: 'readable',
    exceptions: parsed.flatMap((one) => (one.type === 'exception' ? [one.exception] : [])),
    malformed: parsed.flatMap((one) => (one.type === 'malformed' ? [one.malformed] : [])),
  };
}

function toTrigger(one: v.InferOutput<typeof trigger>): Trigger {
  switch (one.type) {
    case 'root-credential-changed':
      return givenRootEvent(one.kind ?? undefined, one.at);
    case 'audit-requested':
      return givenRequest(one.why, one.at);
    case 'swept':
      return givenSweep(one.at);
  }
}

/** JSON has no undefined, so null removes the default of the builder. */
function withoutNull(row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [key, value ?? undefined]));
}
