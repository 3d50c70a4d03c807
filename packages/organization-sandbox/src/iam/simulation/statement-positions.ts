/** A place in a text, counted from one. */
export interface Position {
  readonly Line: number;
  readonly Column: number;
}

/** Where a statement begins, and where it has ended. */
export interface Span {
  readonly start: Position;
  readonly end: Position;
}

/** The object that each statement of a policy document is, in their order; the text must be JSON. */
export function statementSpans(document: string): readonly Span[] {
  const spans: Span[] = [];
  const open: string[] = [];
  let member = '';
  let line = 1;
  let lineStart = 0;
  let start: Position = { Line: 1, Column: 1 };
  const position = (index: number): Position => ({ Line: line, Column: index - lineStart + 1 });
  for (let at = 0; at < document.length; at += 1) {
    const letter = document[at] ?? '';
    if (letter === '"') {
      const end = endOfString(document, at);
      if (open.length === 1) member = document.slice(at + 1, end);
      at = end;
    } else if (letter === '\n') {
      line += 1;
      lineStart = at + 1;
    } else if (letter === '{' || letter === '[') {
      open.push(letter);
      if (isStatement(open, member)) start = position(at);
    } else if (letter === '}' || letter === ']') {
      if (isStatement(open, member)) {
        spans.push({ start, end: position(at + 1) });
      }
      open.pop();
    }
  }
  return spans;
}

/** An object right in the member Statement, or in its list. The values of other members of the document are strings. */
const isStatement = (open: readonly string[], member: string): boolean =>
  member === 'Statement' && open.at(-1) === '{' && ['{{', '{[{'].includes(open.join(''));

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}
