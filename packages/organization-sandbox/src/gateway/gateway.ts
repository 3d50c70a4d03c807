import type { IncomingMessage, ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import { authenticate } from '../auth/authenticate.ts';
import type { Sessions } from '../auth/sessions.ts';
import { AwsError } from '../contract/aws-error.ts';
import type { Caller } from '../contract/operation.ts';
import { readAuthorization } from './authorization.ts';
import { readBody } from './body.ts';
import { createDispatcher, type DispatcherOptions } from './dispatch.ts';
import { createDynamoDbGateway, type DynamoDbGatewayOptions } from './dynamodb-gateway.ts';
import type { Protocol, RequestLine } from './protocol.ts';
import { send } from './reply.ts';
import { guessProtocol, protocolOf } from './service-protocols.ts';

export interface GatewayOptions extends DispatcherOptions, DynamoDbGatewayOptions {
  readonly sessions: Sessions;
}

/** Answers AWS API calls over HTTP. The service is the one in the credential scope of the Authorization header. */
export function createGateway(options: GatewayOptions) {
  const { organization, sessions, ids, now } = options;
  const dispatch = createDispatcher(options);
  const handleDynamoDb = createDynamoDbGateway(options);

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const requestId = ids.uuid();
    const disconnected = disconnectSignal(response);
    let protocol = guessProtocol(request.headers['content-type']);
    try {
      const signed = readAuthorization(request);
      protocol = requireProtocol(signed.service);
      const caller = authenticate(signed, organization, sessions, now());
      const unread = {
        service: signed.service,
        region: signed.region,
        host: hostOf(request),
        caller,
        requestId,
        sourceIp: sourceIp(request),
        userAgent: header(request, 'user-agent') ?? '',
      };
      if (signed.service === 'dynamodb') {
        await handleDynamoDb({ unread, request, response });
        return;
      }
      const read = protocol.read(await readBody(request), requestLine(request));
      // No other answer has the sandbox's time: the SDK corrects its clock by it, and would repeat refused calls after an advance.
      if (read.operation === 'GetCallerIdentity') response.setHeader('date', now().toUTCString());
      const result = await dispatch({ ...read, ...unread, disconnected });
      recordKeyUse(options, caller, signed);
      if (result.dropResponse) response.destroy();
      else if (result.type === 'error') throw result.error;
      else send(response, protocol.writeAnswer(read, result.answer, requestId));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      // The rest of the body must be read before the connection can carry another call.
      request.resume();
      send(response, protocol.writeError(error, requestId));
    }
  };
}

function requireProtocol(service: string): Protocol {
  const protocol = protocolOf(service);
  if (protocol !== undefined) return protocol;
  throw new AwsError('InvalidAction', `The sandbox has no service ${service}.`);
}

function requestLine(request: IncomingMessage): RequestLine {
  const { method = 'POST', url = '/' } = request;
  const [path = '/', query = ''] = url.split('?', 2);
  return { method, path, query: new URLSearchParams(query), amzTarget: header(request, 'x-amz-target') };
}

function disconnectSignal(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}

/** GetAccessKeyLastUsed reports when a root user's own access key was used last. */
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

/** No proxy is in front of the sandbox: with X-Forwarded-For a caller chooses the address that it seems to call from. */
function sourceIp(request: IncomingMessage): string {
  const [chosen = ''] = header(request, 'x-forwarded-for')?.split(',') ?? [];
  return isIP(chosen.trim()) === 0 ? (request.socket.remoteAddress ?? '127.0.0.1') : chosen.trim();
}

const hostOf = (request: IncomingMessage): string =>
  (header(request, 'host') ?? '').toLowerCase().replace(/:\d+$/, '');
