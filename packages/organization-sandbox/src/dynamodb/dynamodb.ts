import { EventEmitter } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import createDynalite from 'dynalite';
import { isTooDeep, type JsonObject, parseJsonObject } from '../contract/json.ts';
import { readAnswer } from './answer.ts';
import { createTableEncryption } from './encryption.ts';
import { createTimeToLive, type DynaliteRequest } from './time-to-live.ts';

/** Gets the input of a call and its answer, before the answer is sent. */
export type OnAnswer = (input: JsonObject, status: number, answer: JsonObject) => void;

/** DynamoDB of the sandbox: one set of tables for all accounts, in memory, on the machine's own clock. */
export interface DynamoDb {
  /** Answers a DynamoDB request whose body was not read yet. */
  handle(request: IncomingMessage, response: ServerResponse, onAnswer?: OnAnswer): void;
  close(): Promise<void>;
}

/**
 * Runs dynalite without a port of its own: its HTTP server is only a request handler. Tables are created and deleted at
 * once. dynalite has no transactions: TransactWriteItems is an unknown operation.
 */
export function createDynamoDb(): DynamoDb {
  const server = createDynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  const encryption = createTableEncryption();
  const timeToLive = createTimeToLive();
  return {
    handle: (request, response, onAnswer) => {
      bodyOf(request).then(
        (body) => {
          const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
          if (onAnswer !== undefined) {
            const input = parseJsonObject(body.toString('utf8')) ?? {};
            readAnswer(response, (status, answered) => onAnswer(input, status, answered));
          }
          encryption.complete(operation, body, response);
          const issue = expressionIssue(parseJsonObject(body.toString('utf8')) ?? {});
          if (issue !== undefined) return refuse(response, 400, 'ValidationException', issue);
          const translated = timeToLive.translate({ operation, body }, response);
          if (translated.type === 'refused') refuse(response, 400, translated.code, translated.message);
          else answer(server, request, translated.request, response);
        },
        () => response.destroy(),
      );
    },
    close: () =>
      new Promise((resolve) => {
        // It never listened, so closing reports ERR_SERVER_NOT_RUNNING; there is nothing else to release.
        server.close(() => resolve());
      }),
  };
}

const EXPRESSIONS = [
  'UpdateExpression',
  'ConditionExpression',
  'FilterExpression',
  'KeyConditionExpression',
  'ProjectionExpression',
];

/** dynalite takes expressions of any length. */
const MAX_EXPRESSION_BYTES = 4096;

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-expression-parameters */
function expressionIssue(input: JsonObject): string | undefined {
  for (const name of EXPRESSIONS) {
    const bytes = Buffer.byteLength(String(input[name] ?? ''));
    if (bytes > MAX_EXPRESSION_BYTES) {
      return `Invalid ${name}: Expression size has exceeded the maximum allowed size; expression size: ${bytes}`;
    }
  }
  return undefined;
}

/** dynalite answers 413 itself to a larger body. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** Rejects when the client disconnects before the end. */
async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
    size += chunk.length;
  }
  return Buffer.concat(chunks);
}

/**
 * Passes the complete request to dynalite. An error that dynalite throws while it reads, such as on deep nesting, then
 * becomes an answer instead of ending the process.
 */
function answer(
  server: EventEmitter,
  { method, url, headers }: IncomingMessage,
  { operation, body }: DynaliteRequest,
  response: ServerResponse,
): void {
  if (isTooDeep(body.toString('utf8'))) {
    refuse(response, 400, 'SerializationException');
    return;
  }
  const request = Object.assign(new EventEmitter(), { method, url, headers: asking(headers, operation) });
  try {
    server.emit('request', request, response);
    request.emit('data', body);
    request.emit('end');
  } catch {
    refuse(response, 500, 'InternalServerError');
  }
}

/** The headers of a request that was translated name another operation. */
function asking(headers: IncomingHttpHeaders, operation: string): IncomingHttpHeaders {
  const target = headers['x-amz-target'];
  if (typeof target !== 'string' || target.endsWith(`.${operation}`)) return headers;
  return { ...headers, 'x-amz-target': target.replace(/[^.]*$/, operation) };
}

function refuse(response: ServerResponse, status: number, type: string, message?: string): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
  response.end(JSON.stringify({ __type: `com.amazon.coral.service#${type}`, message }));
}
