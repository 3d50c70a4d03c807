import * as v from 'valibot';
import { parseJson } from '../contract/json.ts';
import { record } from '../contract/shapes.ts';

/** What a text says that must be a JSON object; undefined for any other text. */
export function jsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed = v.safeParse(record(v.unknown()), parseJson(text));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

export const isJsonObject = (text: string): boolean => jsonObject(text) !== undefined;
