import type { IncomingMessage, ServerResponse } from 'node:http';
import { AwsError } from '../contract/aws-error.ts';
import { parseJson } from '../contract/json.ts';
import { readBody } from '../gateway/body.ts';
import { send } from '../gateway/reply.ts';
import type { Issue } from '../world/issue.ts';
import { type AccountRoutesOptions, accountRoutes } from './account-routes.ts';
import { type InjectionRoutesOptions, injectionRoutes } from './injection-routes.ts';
import { logRoutes } from './log-routes.ts';
import { type ControlResponse, invalid, notFound, type Routes } from './response.ts';
import { settingsRoutes } from './settings-routes.ts';
import { trailRoutes } from './trail-routes.ts';

export const CONTROL_PREFIX = '/_sandbox/';

export type ControlOptions = AccountRoutesOptions &
  InjectionRoutesOptions &
  Parameters<typeof logRoutes>[0] &
  Parameters<typeof settingsRoutes>[0] &
  Parameters<typeof trailRoutes>[0];

/** The control plane: steers the sandbox from outside, in JSON, on the port of the AWS APIs. */
export function createControl(options: ControlOptions) {
  const routes: Routes = {
    ...accountRoutes(options),
    ...injectionRoutes(options),
    ...logRoutes(options),
    ...settingsRoutes(options),
    ...trailRoutes(options),
  };
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { status, body } = await answer(routes, request);
    send(response, {
      status,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  };
}

async function answer(routes: Routes, request: IncomingMessage): Promise<ControlResponse> {
  const { pathname } = new URL(request.url ?? '/', 'http://sandbox');
  const accountId = /^\/_sandbox\/accounts\/([^/]+)/.exec(pathname)?.[1] ?? '';
  const name = `${request.method} ${accountId ? pathname.replace(accountId, '{id}') : pathname}`;
  const input = await readJson(request);
  const route = routes[name];
  if (route === undefined) {
    return notFound(`there is no ${name}; there are ${Object.keys(routes).join(', ')}`);
  }
  return input.type === 'invalid' ? invalid(input.issues) : route(input.value, accountId);
}

type JsonBody =
  | { readonly type: 'json'; readonly value: unknown }
  | { readonly type: 'invalid'; readonly issues: readonly Issue[] };

async function readJson(request: IncomingMessage): Promise<JsonBody> {
  try {
    const body = await readBody(request);
    return { type: 'json', value: body === '' ? {} : parseJson(body) };
  } catch (error) {
    const message = error instanceof AwsError ? error.message : `the body is not JSON: ${String(error)}`;
    return { type: 'invalid', issues: [{ path: '(document)', message }] };
  }
}
