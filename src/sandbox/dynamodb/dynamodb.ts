import type { IncomingMessage, ServerResponse } from 'node:http';
import createDynalite from 'dynalite';

/** DynamoDB of the sandbox: one set of tables for all accounts, in memory, on the machine's own clock. */
export interface DynamoDb {
  /** Answers a DynamoDB request whose body nobody has read yet. */
  handle(request: IncomingMessage, response: ServerResponse): void;
  close(): Promise<void>;
}

/**
 * Runs dynalite without a port of its own: its HTTP server serves only as the request handler. Tables come and go at
 * once. Of what dynalite lacks, transactions matter most: TransactWriteItems is an unknown operation to it.
 */
export function createDynamoDb(): DynamoDb {
  const server = createDynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  return {
    handle: (request, response) => {
      server.emit('request', request, response);
      // dynalite throws on a client that hangs up in the middle of its request, which would end the process.
      request.removeAllListeners('error');
      request.on('error', () => response.destroy());
    },
    close: () =>
      new Promise((resolve) => {
        // It never listened, so closing reports ERR_SERVER_NOT_RUNNING; there is nothing else to release.
        server.close(() => resolve());
      }),
  };
}
