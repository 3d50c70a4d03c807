import { parseJson } from '../../contract/json.ts';
import { invalidEventPattern } from '../errors.ts';
import { type EventPattern, parsePattern } from './pattern.ts';

/** Parses the text of an event pattern. @throws AwsError InvalidEventPatternException */
export function parsePatternText(text: string): EventPattern {
  let json: unknown;
  try {
    json = parseJson(text);
  } catch (error) {
    throw invalidEventPattern(error instanceof Error ? error.message : 'not JSON');
  }
  const pattern = parsePattern(json);
  if (pattern.type === 'invalid') throw invalidEventPattern(pattern.message);
  return pattern;
}
