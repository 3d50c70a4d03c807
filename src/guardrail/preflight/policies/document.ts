import { isJsonObject, type JsonObject } from '../../../domain/json-object.ts';

/** A statement of a policy, as it is written. */
export type Statement = JsonObject;

/** What AWS attaches to each level by default. Alone beside another document it shows what that one denies. */
export const ALLOW_EVERYTHING = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});

/** The statements of a policy; undefined if the text is no policy document. */
export function statementsOf(content: string): readonly Statement[] | undefined {
  const document = parsed(content);
  if (document === undefined) return undefined;
  const statements = [document.Statement].flat();
  return statements.every(isJsonObject) ? statements : undefined;
}

/** The document with other statements, and all else as it was. */
export function withStatements(content: string, statements: readonly Statement[]): string {
  return JSON.stringify({ ...parsed(content), Statement: statements });
}

function parsed(content: string): JsonObject | undefined {
  try {
    const document: unknown = JSON.parse(content);
    return isJsonObject(document) ? document : undefined;
  } catch {
    return undefined;
  }
}

/** Its Sid in quotes, else its position. */
export function nameOfStatement(statement: Statement, index: number): string {
  return typeof statement.Sid === 'string' && statement.Sid !== ''
    ? `"${statement.Sid}"`
    : `number ${index + 1}`;
}

/** Whether it may say something of an action of these services. */
export function concernsService({ Action, NotAction }: Statement, services: readonly string[]): boolean {
  if (NotAction !== undefined) return true;
  return textsOf(Action).some((action) => {
    const [service = ''] = action.toLowerCase().split(':');
    return services.some((one) => service.includes('*') || service.includes('?') || service === one);
  });
}

/** The values of an element or of a condition key, which may be one text or a list. */
export function textsOf(value: unknown): readonly string[] {
  return [value].flat().filter((text) => typeof text === 'string');
}
