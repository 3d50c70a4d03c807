import type { IncomingMessage, ServerResponse } from 'node:http';
import createDynalite from 'dynalite';

/** DynamoDB of the sandbox: one set of tables for all accounts, in memory. */
export interface DynamoDb {
  /** Answers a DynamoDB request whose body nobody has read yet. */
  handle(request: IncomingMessage, response: ServerResponse): void;
  close(): Promise<void>;
}

/**
 * Runs dynalite without a port of its own: its HTTP server only serves as the request handler. Tables are there at
 * once, as nothing is won by waiting for them.
 */
export function createDynamoDb(): DynamoDb {
  const server = createDynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  return {
    handle: (request, response) => {
      server.emit('request', request, response);
    },
    close: () =>
      new Promise((resolve) => {
        // The server never listened, so its close reports ERR_SERVER_NOT_RUNNING: that is what we want.
        server.close(() => resolve());
      }),
  };
}
