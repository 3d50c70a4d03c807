/** What is wrong with an event pattern. It stays inside the parser. */
export class PatternError extends Error {}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
