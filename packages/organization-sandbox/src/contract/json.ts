/** As deep as JSON may be nested: more than any AWS API needs, and no danger to whoever walks through it. */
const MAX_DEPTH = 500;

/** Parses JSON that somebody sent. @throws SyntaxError if it is none, or is nested too deeply */
export function parseJson(text: string): unknown {
  if (isTooDeep(text)) throw new SyntaxError(`nested more than ${MAX_DEPTH} levels deep`);
  return JSON.parse(text);
}

/** Whether a text that may be JSON is nested more deeply than that. */
export function isTooDeep(text: string): boolean {
  let depth = 0;
  let isInString = false;
  for (let at = 0; at < text.length && depth <= MAX_DEPTH; at += 1) {
    const letter = text[at];
    if (letter === '"') isInString = !isInString;
    else if (isInString) at += letter === '\\' ? 1 : 0;
    else if (letter === '[' || letter === '{') depth += 1;
    else if (letter === ']' || letter === '}') depth -= 1;
  }
  return depth > MAX_DEPTH;
}
