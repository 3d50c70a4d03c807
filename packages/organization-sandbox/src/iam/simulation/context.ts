import { isIP } from 'node:net';
import { AwsError } from '../../contract/aws-error.ts';
import type { Context } from '../../policy/context.ts';
import type { ContextEntry, SimulateCustomPolicyRequest } from './request.ts';

export const invalidInput = (message: string) => new AwsError('InvalidInput', message, 400);

/**
 * The condition keys of a simulated request. Only those of the caller and of the time come by themselves; what the entries
 * name takes the place of these.
 */
export function simulationContext(
  { CallerArn, ContextEntries = [] }: SimulateCustomPolicyRequest,
  now: Date,
): Context {
  const entries = ContextEntries.map(contextEntry);
  requireDistinctKeys(entries.map(([key]) => key));
  const given = new Set(entries.map(([key]) => key.toLowerCase()));
  const defaults = Object.entries({
    'aws:EpochTime': String(Math.floor(now.getTime() / 1000)),
    'aws:userid': 'SIMULATED',
    ...callerContext(CallerArn),
  });
  return Object.fromEntries([...defaults.filter(([key]) => !given.has(key.toLowerCase())), ...entries]);
}

/** An entity of IAM; it need not exist. */
const CALLER = /^arn:aws[\w-]*:iam::(?<accountId>\d{12}):(?<type>user|group|role)\/(?:.*\/)?(?<name>[^/]+)$/;

function callerContext(arn: string | undefined): Context {
  if (arn === undefined) return {};
  const { accountId, type, name } = CALLER.exec(arn)?.groups ?? {};
  if (accountId === undefined || name === undefined) {
    throw invalidInput(`Invalid Entity Arn: ${arn} does not clearly define entity type and name.`);
  }
  return {
    'aws:PrincipalArn': arn,
    'aws:PrincipalAccount': accountId,
    'aws:PrincipalType': type === 'role' ? 'AssumedRole' : 'User',
    ...(type === 'user' ? { 'aws:username': name } : {}),
  };
}

function requireDistinctKeys(keys: readonly string[]): void {
  const seen = new Set<string>();
  for (const key of keys) {
    if (seen.has(key.toLowerCase())) throw invalidInput(`Duplicate context key: ${key}.`);
    seen.add(key.toLowerCase());
  }
}

function contextEntry(entry: ContextEntry): [key: string, values: string | readonly string[]] {
  const { ContextKeyName: key = '', ContextKeyValues: values = [], ContextKeyType: type = 'string' } = entry;
  const isList = type.endsWith('List');
  const expected = FORMATS[type.replace('List', '')];
  if (expected !== undefined && !values.every(expected.matches)) {
    throw invalidInput(`Invalid context value for key ${key}: expected ${expected.format}.`);
  }
  if (isList) return [key, values];
  const [value, ...others] = values;
  if (value === undefined || others.length > 0) {
    throw invalidInput(`Context key ${type} expected a single value, but received ${values.length}.`);
  }
  return [key, value];
}

/** Any text is accepted for the other types. */
const FORMATS: Readonly<
  Record<string, { readonly format: string; readonly matches: (value: string) => boolean }>
> = {
  numeric: { format: 'numeric format', matches: (value) => /^[+-]?\d+(\.\d+)?$/.test(value) },
  date: { format: 'DateTime format', matches: (value) => !Number.isNaN(Date.parse(value)) },
  ip: { format: 'IP address', matches: (value) => isIP(value.split('/')[0] ?? '') !== 0 },
  binary: {
    format: 'base-64 encoded binary format',
    matches: (value) => /^[A-Za-z0-9+/]*={0,2}$/.test(value),
  },
};
