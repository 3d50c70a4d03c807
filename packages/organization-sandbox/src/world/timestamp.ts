const FORM =
  /^(?<day>\d{4}-\d{2}-\d{2})T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/** Whether a text is a time with a zone, on a day that the calendar has: JavaScript makes March of February 30. */
export function isTimestamp(text: string): boolean {
  const day = FORM.exec(text)?.groups?.day;
  if (day === undefined) return false;
  const date = new Date(day);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}
