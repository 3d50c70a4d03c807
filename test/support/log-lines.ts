import { type FieldType, LOG_FIELDS } from '../../src/guardrail/telemetry/log-fields.ts';

const isText = (value: unknown) => typeof value === 'string';
const isTextOrAbsent = (value: unknown) => value === undefined || isText(value);

/** Checks of the JSON form of each field type. */
const CHECKS: Readonly<Record<FieldType, (value: unknown) => boolean>> = {
  text: isText,
  texts: (value) => Array.isArray(value) && value.every(isText),
  number: (value) => Number.isFinite(value),
  time: (value) => isText(value) && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(String(value)),
  failure: (value) =>
    isObject(value) &&
    [value.reason, value.call, value.message].every(isText) &&
    [value.code, value.requestId, value.resource].every(isTextOrAbsent),
  results: (value) =>
    Array.isArray(value) &&
    value.every((result) => isObject(result) && isText(result.result) && isObject(result.credential)),
  error: (value) =>
    isObject(value) &&
    [value.name, value.message].every(isText) &&
    [value.code, value.requestId, value.stack].every(isTextOrAbsent),
};

/** The fields of a line that are not registered or do not have the registered type. */
export function invalidFieldsOf(fields: object): readonly string[] {
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .filter(([name, value]) => !isRegistered(name) || !CHECKS[LOG_FIELDS[name]](value))
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
}

function isRegistered(name: string): name is keyof typeof LOG_FIELDS {
  return Object.hasOwn(LOG_FIELDS, name);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
