import * as v from 'valibot';
import type { AwsFailure } from './aws-failure.ts';
import { parseHandEdited } from './hand-edited-row.ts';
import { modeOverridesOf, modeOverridesSchema, modeSchema, modesById } from './mode-overrides.ts';
import { observingEverywhere, POLICY_NUMBERS, type Policy, type Suspension } from './policy.ts';
import {
  count,
  describeIssue,
  finiteNumber,
  isWholeNumber,
  maybe,
  type Output,
  object,
  utcTimestamp,
} from './schema.ts';
import { canBeStored, TOO_MANY_OVERRIDES } from './settings-size.ts';

const HOUR_SECONDS = 3600;

const { invitedGraceSeconds, maxAccountsPerHour } = POLICY_NUMBERS;

/** The largest grace. Hours. */
export const MAX_INVITED_GRACE_HOURS = invitedGraceSeconds.max / HOUR_SECONDS;

const text = v.pipe(v.string(), v.trim(), v.nonEmpty('must not be empty'));

/**
 * All that decide are required: a row that lacks one says nothing about it, and the default could delete what somebody meant to
 * keep.
 */
const ATTRIBUTES = {
  /** The partition key. */
  name: v.string(),
  schemaVersion: maybe(v.custom<number>(isWholeNumber, 'must be a whole number')),
  version: v.pipe(count, v.minValue(1, 'must be at least 1')),
  mode: modeSchema,
  overrides: v.pipe(modeOverridesSchema, v.check(canBeStored, TOO_MANY_OVERRIDES)),
  invitedGraceHours: v.pipe(
    v.number(),
    v.check(
      (hours) => hours >= 0 && hours <= MAX_INVITED_GRACE_HOURS,
      `must be a number of hours from 0 to ${MAX_INVITED_GRACE_HOURS}`,
    ),
  ),
  maxAccountsPerHour: v.pipe(
    v.number(),
    v.check(
      (accounts) =>
        isWholeNumber(accounts) && accounts >= maxAccountsPerHour.min && accounts <= maxAccountsPerHour.max,
      `must be a whole number from ${maxAccountsPerHour.min} to ${maxAccountsPerHour.max}`,
    ),
  ),
  changedAt: maybe(utcTimestamp),
  changedBy: maybe(text),
  reason: maybe(text),
  ticket: maybe(text),
};

const ATTRIBUTE_NAMES: readonly string[] = Object.keys(ATTRIBUTES);

/** The attributes that decide. Who changed them, when and why is for people. */
export const POLICY_ATTRIBUTES = [
  'version',
  'mode',
  'overrides',
  'invitedGraceHours',
  'maxAccountsPerHour',
] as const;

const settingsSchema = object(ATTRIBUTES);

/** The policy as an operator has set it while rootguard is running. */
export interface Settings {
  /** Incremented with each change; the first is 1. */
  readonly version: number;
  readonly policy: Policy;
  readonly changedAt: Date | undefined;
  readonly changedBy: string | undefined;
  readonly reason: string | undefined;
  readonly ticket: string | undefined;
}

export type SettingsReading =
  /** There are none: the initial policy of the deployment applies. */
  | { readonly type: 'initial' }
  | { readonly type: 'stored'; readonly settings: Settings }
  | MalformedSettings
  | { readonly type: 'unreadable'; readonly failure: AwsFailure };

/** They do not parse: nothing is removed until somebody has corrected them. */
export interface MalformedSettings {
  readonly type: 'malformed';
  /** Each names its attribute. */
  readonly issues: readonly string[];
}

/** Settings by which nothing can be decided. */
export type UnusableSettings = Extract<SettingsReading, { type: 'malformed' | 'unreadable' }>;

/** Settings by which it can be decided. */
export type UsableSettings = Exclude<SettingsReading, UnusableSettings>;

export function areUnusable(reading: SettingsReading): reading is UnusableSettings {
  return reading.type === 'malformed' || reading.type === 'unreadable';
}

/** The policy that applies. Without settings that can be used it is suspended: nothing is removed. */
export function policyInForce(reading: SettingsReading, initialPolicy: Policy): Policy {
  switch (reading.type) {
    case 'initial':
      return initialPolicy;
    case 'stored':
      return reading.settings.policy;
    case 'malformed':
      return suspended(initialPolicy, 'settings-malformed');
    case 'unreadable':
      return suspended(initialPolicy, 'settings-unreadable');
  }
}

function suspended(policy: Policy, suspendedBecause: Suspension): Policy {
  return { ...observingEverywhere(policy), suspendedBecause };
}

export const policyFactsSchema = object({
  mode: modeSchema,
  overrides: modeOverridesSchema,
  invitedGraceHours: finiteNumber,
  maxAccountsPerHour: finiteNumber,
});

/** A policy as it is stored and shown. */
export interface PolicyFacts extends Output<typeof policyFactsSchema> {}

export function policyFacts(policy: Policy): PolicyFacts {
  return {
    mode: policy.mode,
    overrides: modeOverridesOf(policy),
    invitedGraceHours: policy.invitedGraceSeconds / HOUR_SECONDS,
    maxAccountsPerHour: policy.maxAccountsPerHour,
  };
}

/**
 * Reads the item of the settings table as DynamoDB's document client gives it. As in a row of the exceptions table, unknown
 * attributes are notes of people, unless their name is nearly a known one or a newer rootguard wrote the item.
 */
export function parseSettings(item: object): Extract<SettingsReading, { type: 'stored' | 'malformed' }> {
  const parsed = parseHandEdited(settingsSchema, item, ATTRIBUTE_NAMES);
  if (parsed.type === 'invalid') {
    return { type: 'malformed', issues: parsed.issues.map((issue) => describeIssue(issue, 'item')) };
  }
  const { name: _name, schemaVersion: _schema, mode, overrides, ...rest } = parsed.value;
  const { invitedGraceHours, maxAccountsPerHour: limit, ...facts } = rest;
  return {
    type: 'stored',
    settings: {
      ...facts,
      policy: {
        mode,
        ...modesById(overrides),
        invitedGraceSeconds: Math.round(invitedGraceHours * HOUR_SECONDS),
        maxAccountsPerHour: limit,
      },
    },
  };
}
