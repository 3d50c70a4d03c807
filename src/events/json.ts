import { isJsonObject, type JsonObject } from '../domain/json-object.ts';

/** SQS accepts no larger message, so a larger body did not come from it. */
const MAX_CHARACTERS = 1024 * 1024;

/** CloudTrail records have fewer than twenty levels. */
const MAX_LEVELS = 64;

export type ParsedJson =
  | { readonly type: 'object'; readonly value: JsonObject }
  | { readonly type: 'unusable'; readonly message: string };

/**
 * Parses untrusted text that must be a JSON object. Length and depth are checked before anything is built, and
 * `__proto__` keys are dropped, so that the value can be copied and traversed safely.
 */
export function parseJsonObject(text: string): ParsedJson {
  if (text.length > MAX_CHARACTERS) return unusable(`expected at most ${MAX_CHARACTERS} characters`);
  if (isDeeperThan(text, MAX_LEVELS)) return unusable(`expected at most ${MAX_LEVELS} levels of nesting`);
  let value: unknown;
  try {
    value = JSON.parse(text, (key, item) => (key === '__proto__' ? undefined : item));
  } catch {
    return unusable('expected JSON');
  }
  return isJsonObject(value) ? { type: 'object', value } : unusable('expected a JSON object');
}

/**
 * The value at a dotted path such as `detail.userIdentity.type`; undefined when any step is missing. An explicit null
 * is undefined too: CloudTrail writes either.
 */
export function valueAt(root: JsonObject, path: string): unknown {
  let value: unknown = root;
  for (const key of path.split('.')) {
    if (!isJsonObject(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value ?? undefined;
}

function isDeeperThan(text: string, maxLevels: number): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (inString) {
      if (character === '\\') index += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{' || character === '[') {
      depth += 1;
      if (depth > maxLevels) return true;
    } else if (character === '}' || character === ']') depth -= 1;
  }
  return false;
}

function unusable(message: string): ParsedJson {
  return { type: 'unusable', message };
}
