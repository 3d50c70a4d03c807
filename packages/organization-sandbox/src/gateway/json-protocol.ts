import { AwsError } from '../contract/aws-error.ts';
import { isJsonObject, parseJson } from '../contract/json.ts';
import type { Protocol } from './protocol.ts';
import type { Reply } from './reply.ts';

export interface JsonProtocolOptions {
  readonly version: '1.0' | '1.1';
  /** The prefix of an error's code in `__type`, such as `com.amazonaws.sqs#`. */
  readonly typePrefix?: string;
  /** Organizations spells the member with a capital letter. */
  readonly messageMember?: 'message' | 'Message';
  /** The code for the header x-amzn-query-error, in services that used the Query protocol before. */
  readonly queryErrorCode?: (error: AwsError) => string;
}

/** Errors that are common to all services have other codes in JSON than in Query. */
const JSON_ERRORS: ReadonlyMap<string, { readonly code: string; readonly status: number }> = new Map(
  Object.entries({
    AccessDenied: { code: 'AccessDeniedException', status: 400 },
    InvalidClientTokenId: { code: 'UnrecognizedClientException', status: 400 },
    ExpiredToken: { code: 'ExpiredTokenException', status: 400 },
    MissingAuthenticationToken: { code: 'MissingAuthenticationTokenException', status: 400 },
    IncompleteSignature: { code: 'IncompleteSignatureException', status: 400 },
    InvalidAction: { code: 'UnknownOperationException', status: 400 },
  }),
);

export const jsonCode = (code: string): string => JSON_ERRORS.get(code)?.code ?? code;

/** https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html */
export function jsonProtocol(options: JsonProtocolOptions): Protocol {
  const { version, typePrefix = '', messageMember = 'message', queryErrorCode } = options;

  function reply(status: number, requestId: string, body: unknown, headers = {}): Reply {
    return {
      status,
      headers: {
        'content-type': `application/x-amz-json-${version}`,
        'x-amzn-requestid': requestId,
        ...headers,
      },
      body: JSON.stringify(body),
    };
  }

  return {
    read(body, { amzTarget }) {
      const operation = amzTarget?.split('.').at(-1);
      if (operation === undefined) throw new AwsError('UnknownOperationException', 'Missing X-Amz-Target');
      return { operation, input: parseObject(body) };
    },
    writeAnswer: (_request, answer, requestId) => reply(200, requestId, toJson(answer)),
    writeError(error, requestId) {
      const { code, status } = JSON_ERRORS.get(error.code) ?? error;
      return reply(
        status,
        requestId,
        { __type: typePrefix + code, [messageMember]: error.message, ...error.members },
        queryErrorCode && {
          'x-amzn-query-error': `${queryErrorCode(error)};${status < 500 ? 'Sender' : 'Receiver'}`,
        },
      );
    },
  };
}

export function parseObject(body: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = body === '' ? {} : parseJson(body);
  } catch (error) {
    throw new AwsError('SerializationException', `The body cannot be read: ${messageOf(error)}.`);
  }
  if (!isJsonObject(value)) throw new AwsError('SerializationException', 'The body is not a JSON object.');
  return value;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : 'not JSON');

/** Timestamps are seconds since 1970. */
export function toJson(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1000;
  if (value instanceof Map) return toJson(Object.fromEntries(value));
  if (Array.isArray(value)) return value.map(toJson);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, toJson(member)]));
}
