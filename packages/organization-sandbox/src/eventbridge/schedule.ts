/**
 * Whether a text is a schedule of a rule: `rate(5 minutes)` or `cron(0 12 ? * MON-FRI *)`.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
export function isSchedule(text: string): boolean {
  const [, kind, inner = ''] = /^(rate|cron)\((.*)\)$/.exec(text) ?? [];
  if (kind === 'rate') return isRate(inner);
  return kind === 'cron' && isCron(inner);
}

/** The unit is singular for 1, plural otherwise. */
function isRate(text: string): boolean {
  const [, value = '', unit = ''] = /^([1-9]\d{0,8}) (minutes?|hours?|days?)$/.exec(text) ?? [];
  return value !== '' && (value === '1') === !unit.endsWith('s');
}

interface Field {
  readonly min: number;
  readonly max: number;
  /** Names of the numbers from `min` on. */
  readonly names?: readonly string[];
  /** What the field accepts besides lists, ranges and steps. */
  readonly special?: RegExp;
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

const MINUTES: Field = { min: 0, max: 59 };
const HOURS: Field = { min: 0, max: 23 };
const DAY_OF_MONTH: Field = { min: 1, max: 31, special: /^(\?|L|([1-9]|[12]\d|3[01])W|LW)$/ };
const MONTH: Field = { min: 1, max: 12, names: MONTHS };
const DAY_OF_WEEK: Field = {
  min: 1,
  max: 7,
  names: DAYS,
  special: /^(\?|L|([1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)(L|#[1-5]))$/,
};
const YEAR: Field = { min: 1970, max: 2199 };

/** Either the day of the month or the day of the week is set; the other one is a question mark. */
function isCron(text: string): boolean {
  const [minutes, hours, dayOfMonth, month, dayOfWeek, year, ...more] = text.split(' ');
  if (year === undefined || more.length > 0) return false;
  const fields: [string | undefined, Field][] = [
    [minutes, MINUTES],
    [hours, HOURS],
    [dayOfMonth, DAY_OF_MONTH],
    [month, MONTH],
    [dayOfWeek, DAY_OF_WEEK],
    [year, YEAR],
  ];
  const hasOneDay = (dayOfMonth === '?') !== (dayOfWeek === '?');
  return hasOneDay && fields.every(([value = '', field]) => isField(value, field));
}

const isField = (text: string, field: Field): boolean =>
  field.special?.test(text) === true || text.split(',').every((part) => isPart(part, field));

/** `*`, a value or a range, each with an optional step. */
function isPart(text: string, field: Field): boolean {
  const [, base = '', step] = /^([^/]+)(?:\/(.*))?$/.exec(text) ?? [];
  if (step !== undefined && !/^[1-9]\d{0,3}$/.test(step)) return false;
  if (base === '*') return true;
  const ends = base.split('-');
  return ends.length <= 2 && ends.every((end) => isValue(end, field));
}

function isValue(text: string, { min, max, names = [] }: Field): boolean {
  if (names.includes(text.toUpperCase())) return true;
  return /^\d{1,4}$/.test(text) && Number(text) >= min && Number(text) <= max;
}
