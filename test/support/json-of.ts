/** As it is stored or sent: times as ISO 8601 texts, and no undefined fields. */
export function jsonOf(value: object | undefined): object {
  const json: unknown = JSON.parse(JSON.stringify(value ?? null));
  if (typeof json !== 'object' || json === null) throw new Error('not an object');
  return json;
}
