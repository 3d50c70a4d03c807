/** ISO 8601 without the milliseconds, as CloudTrail writes the time of an event. */
export const isoSeconds = (time: Date): string => time.toISOString().replace(/\.\d{3}Z$/, 'Z');

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A timestamp inside request parameters or response elements: `Jul 10, 2023 12:25:04 PM`. */
export function displayTimestamp(time: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = time.getUTCHours();
  const date = `${MONTHS[time.getUTCMonth()]} ${two(time.getUTCDate())}, ${time.getUTCFullYear()}`;
  const clock = `${hours % 12 || 12}:${two(time.getUTCMinutes())}:${two(time.getUTCSeconds())}`;
  return `${date} ${clock} ${hours < 12 ? 'AM' : 'PM'}`;
}

/** Members that CloudTrail omits. */
const SECRETS = new Set([
  'Password',
  'OldPassword',
  'NewPassword',
  'SecretAccessKey',
  'Base32StringSeed',
  'ZipFile',
]);
/** Members of which CloudTrail shows no more than that they were there: environment variables, attributes of a queue. */
const EMPTIED = new Set(['Environment', 'Attributes']);
/** Members whose value CloudTrail masks. */
const MASKED = new Set(['Email', 'AccountName']);
/** Members that the API model calls sensitive. That they are hidden so is an assumption: no record of them was found. */
const HIDDEN = new Set(['PrimaryEmail', 'Otp', 'ContactInformation']);
const NUMBERS = new Set(['DurationSeconds']);

/**
 * Members as CloudTrail names them, with the first letter in lower case; null for none at all.
 */
export function elements(members: Readonly<Record<string, unknown>>): Record<string, unknown> | null {
  const result = new Map<string, unknown>();
  for (const [name, value] of Object.entries(members)) {
    if (value === undefined || SECRETS.has(name)) continue;
    result.set(lowerFirst(name), element(name, value));
  }
  return result.size === 0 ? null : Object.fromEntries(result);
}

function element(name: string, value: unknown): unknown {
  if (MASKED.has(name)) return '****';
  if (EMPTIED.has(name)) return {};
  if (HIDDEN.has(name)) return 'HIDDEN_DUE_TO_SECURITY_REASONS';
  if (NUMBERS.has(name)) return Number(value);
  if (value instanceof Date) return displayTimestamp(value);
  if (Array.isArray(value)) return value.map((item) => element('', item));
  if (typeof value === 'object' && value !== null) return elements({ ...value }) ?? {};
  return value;
}

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);
