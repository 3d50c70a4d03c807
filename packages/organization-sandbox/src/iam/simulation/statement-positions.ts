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
  let start = 0;
  for (let at = 0; at < document.length; at += 1) {
    const letter = document[at] ?? '';
    if (letter === '"') {
      const end = endOfString(document, at);
      if (open.length === 1) member = document.slice(at + 1, end);
      at = end;
    } else if (letter === '{' || letter === '[') {
      open.push(letter);
      if (isStatement(open, member)) start = at;
    } else if (letter === '}' || letter === ']') {
      if (isStatement(open, member)) {
        spans.push({ start: positionOf(document, start), end: positionOf(document, at + 1) });
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

function positionOf(text: string, index: number): Position {
  const lines = text.slice(0, index).split('\n');
  return { Line: lines.length, Column: (lines.at(-1)?.length ?? 0) + 1 };
}
