import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import createDynalite from 'dynalite';
import { isTooDeep } from '../contract/json.ts';
import { createTableEncryption } from './encryption.ts';

/** DynamoDB of the sandbox: one set of tables for all accounts, in memory, on the machine's own clock. */
export interface DynamoDb {
  /** Answers a DynamoDB request whose body was not read yet. */
  handle(request: IncomingMessage, response: ServerResponse): void;
  close(): Promise<void>;
}

/**
 * Runs dynalite without a port of its own: its HTTP server is only a request handler. Tables are created and deleted at
 * once. dynalite has no transactions: TransactWriteItems is an unknown operation.
 */
export function createDynamoDb(): DynamoDb {
  const server = createDynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  const encryption = createTableEncryption();
  return {
    handle: (request, response) => {
      bodyOf(request).then(
        (body) => {
          const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
          encryption.complete(operation, body, response);
          answer(server, request, body, response);
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
  body: Buffer,
  response: ServerResponse,
): void {
  if (isTooDeep(body.toString('utf8'))) {
    refuse(response, 400, 'SerializationException');
    return;
  }
  const request = Object.assign(new EventEmitter(), { method, url, headers });
  try {
    server.emit('request', request, response);
    request.emit('data', body);
    request.emit('end');
  } catch {
    refuse(response, 500, 'InternalServerError');
  }
}

function refuse(response: ServerResponse, status: number, type: string): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
  response.end(JSON.stringify({ __type: `com.amazon.coral.service#${type}` }));
}
