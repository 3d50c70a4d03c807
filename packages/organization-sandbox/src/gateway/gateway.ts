import type { IncomingMessage, ServerResponse } from 'node:http';
import { authenticate } from '../auth/authenticate.ts';
import type { RootSessions } from '../auth/sessions.ts';
import { AwsError, type Caller } from '../contract/operation.ts';
import { readAuthorization } from './authorization.ts';
import { readBody } from './body.ts';
import { createDispatcher, type DispatcherOptions } from './dispatch.ts';
import { createDynamoDbGateway, type DynamoDbGatewayOptions } from './dynamodb-gateway.ts';
import type { Reply } from './protocol.ts';
import { guessProtocol, protocolOf } from './service-protocols.ts';

export interface GatewayOptions extends DispatcherOptions, DynamoDbGatewayOptions {
  readonly sessions: RootSessions;
}

/** Answers AWS API calls over HTTP. The service is the one in the credential scope of the Authorization header. */
export function createGateway(options: GatewayOptions) {
  const { organization, sessions, ids, now } = options;
  const perform = createDispatcher(options);
  const handleDynamoDb = createDynamoDbGateway(options);

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const requestId = ids.uuid();
    const gone = disconnectSignal(response);
    let protocol = guessProtocol(request.headers['content-type']);
    try {
      const signed = readAuthorization(request);
      const known = protocolOf(signed.service);
      if (known === undefined) {
        throw new AwsError('InvalidAction', `The sandbox has no service ${signed.service}.`);
      }
      protocol = known;
      const caller = authenticate(signed, organization, sessions, now());
      if (signed.service === 'dynamodb') {
        await handleDynamoDb({ caller, requestId, request, response });
        return;
      }
      const read = protocol.read(await readBody(request), header(request, 'x-amz-target'));
      // Elsewhere the machine's: the SDK corrects a clock by it, and tries each refused call again when the clock has leapt.
      if (read.operation === 'GetCallerIdentity') response.setHeader('date', now().toUTCString());
      const performed = await perform({
        ...read,
        service: signed.service,
        region: signed.region,
        host: hostOf(request),
        caller,
        requestId,
        sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
        userAgent: header(request, 'user-agent') ?? '',
        disconnected: gone,
      });
      recordKeyUse(options, caller, signed);
      if (performed.dropResponse) response.destroy();
      else if (performed.type === 'error') throw performed.error;
      else send(response, protocol.writeAnswer(read, performed.answer, requestId));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      // What is left of the body must be read before the connection can carry another call.
      request.resume();
      send(response, protocol.writeError(error, requestId));
    }
  };
}

export function send(response: ServerResponse, { status, headers, body }: Reply): void {
  if (response.destroyed) return;
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

function disconnectSignal(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}

/** So that GetAccessKeyLastUsed tells when a root user's own key was used last. */
function recordKeyUse(
  { organization, now }: GatewayOptions,
  caller: Caller,
  { service, region }: { readonly service: string; readonly region: string },
): void {
  const root = organization.accounts.get(caller.accountId)?.root;
  if (caller.type !== 'root-user' || root === undefined) return;
  const lastUsed = { at: now(), service, region };
  const accessKeys = root.credentials.accessKeys.map((key) =>
    key.id === caller.accessKeyId ? { ...key, lastUsed } : key,
  );
  root.change(lastUsed.at, { accessKeys });
}

function header({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : value?.[0];
}

const hostOf = (request: IncomingMessage): string =>
  (header(request, 'host') ?? '').toLowerCase().replace(/:\d+$/, '');
