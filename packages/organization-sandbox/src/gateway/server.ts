import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface RunningServer {
  /** Such as `http://127.0.0.1:4599`. */
  readonly endpoint: string;
  /** Waits up to 250 ms for calls in progress, then closes every connection. */
  close(): Promise<void>;
}

/** SDK clients keep connections open. The server must not close an idle one just when a call comes in. */
const KEEP_ALIVE_MS = 65_000;
/** Calls that still run after that, such as a long poll of SQS, are cut off. */
const MAX_CLOSE_MS = 250;

/** @throws the error of `listen`, such as EADDRINUSE */
export async function startServer(handler: Handler, host: string, port: number): Promise<RunningServer> {
  const server = createServer((request, response) => {
    handler(request, response).catch((error: unknown) => answerInternalError(response, error));
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.headersTimeout = KEEP_ALIVE_MS + 1000;
  const address = await listen(server, host, port);
  return { endpoint: `http://${host}:${address.port}`, close: () => close(server) };
}

function listen(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('the server has no port'));
      else resolve(address);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const cutOff = setTimeout(() => server.closeAllConnections(), MAX_CLOSE_MS);
    server.close(() => {
      clearTimeout(cutOff);
      resolve();
    });
    server.closeIdleConnections();
  });
}

/** Reports a defect of the sandbox itself, with the reason in the body. */
function answerInternalError(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  response.writeHead(500, { 'content-type': 'text/plain' });
  response.end(error instanceof Error ? (error.stack ?? error.message) : String(error));
}
