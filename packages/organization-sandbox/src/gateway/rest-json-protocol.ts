import { AwsError } from '../contract/aws-error.ts';
import { jsonCode, parseObject, toJson } from './json-protocol.ts';
import type { Protocol } from './protocol.ts';
import type { Reply } from './reply.ts';

/**
 * The method and the path name the operation: https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
 *
 * @param routes such as `GET /detector/{detectorId}`, by operation; a part in braces is a member of the input
 */
export function restJsonProtocol(routes: Readonly<Record<string, string>>): Protocol {
  const patterns = Object.entries(routes).map(([operation, route]) => {
    const path = route.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)');
    return { operation, pattern: new RegExp(`^${path}/?$`) };
  });

  const reply = (status: number, requestId: string, body: unknown, headers = {}): Reply => ({
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-requestid': requestId, ...headers },
    body: JSON.stringify(body),
  });

  return {
    read(body, { method, path, query }) {
      for (const { operation, pattern } of patterns) {
        const match = pattern.exec(`${method} ${path}`);
        if (match === null) continue;
        const inPath = Object.entries(match.groups ?? {}).map(([name, text]) => [name, decoded(text)]);
        return {
          operation,
          input: { ...parseObject(body), ...Object.fromEntries(query), ...Object.fromEntries(inPath) },
        };
      }
      throw new AwsError('UnknownOperationException', `The sandbox has no operation ${method} ${path}.`, 404);
    },
    writeAnswer: (_request, answer, requestId) => reply(200, requestId, toJson(answer)),
    writeError: ({ code, message, status, members }, requestId) =>
      reply(status, requestId, { message, ...members }, { 'x-amzn-errortype': jsonCode(code) }),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
