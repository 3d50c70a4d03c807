import type { ServerResponse } from 'node:http';
import { crc32 } from 'node:zlib';
import { type JsonObject, parseJsonObject } from '../contract/json.ts';

/** Changes a successful answer before it is sent: dynalite sends it in one `end`. Undefined leaves it as it is. */
export function rewriteAnswer(
  response: ServerResponse,
  rewrite: (answer: JsonObject) => JsonObject | undefined,
): void {
  const end = response.end.bind(response);
  response.end = ((body: string) => {
    const answer = response.statusCode === 200 ? parseJsonObject(body) : undefined;
    const rewritten = answer && rewrite(answer);
    if (rewritten === undefined) return end(body);
    const text = JSON.stringify(rewritten);
    response.setHeader('x-amz-crc32', crc32(text));
    response.setHeader('content-length', Buffer.byteLength(text));
    return end(text);
  }) as typeof response.end;
}

/** Looks at an answer, of whatever status, before it is sent. */
export function readAnswer(
  response: ServerResponse,
  read: (status: number, answer: JsonObject) => void,
): void {
  const end = response.end.bind(response);
  response.end = ((body: string) => {
    read(response.statusCode, parseJsonObject(body) ?? {});
    return end(body);
  }) as typeof response.end;
}
