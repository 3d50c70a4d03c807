import type { IncomingMessage, ServerResponse } from 'node:http';
import * as v from 'valibot';
import { type Clock, canAdvance } from '../clock.ts';
import { isoSeconds } from '../cloudtrail/format.ts';
import { parseJson } from '../contract/json.ts';
import { AwsError } from '../contract/operation.ts';
import type { EventBridgeEvent } from '../eventbridge/event.ts';
import { readBody } from '../gateway/body.ts';
import type { CallLog } from '../gateway/call-log.ts';
import { send } from '../gateway/gateway.ts';
import type { Ids } from '../ids.ts';
import type { FaultInjector } from '../settings/fault-injector.ts';
import type { Settings } from '../settings/settings.ts';
import { settingsSchema } from '../settings/settings-schema.ts';
import type { Sns } from '../sns/sns.ts';
import type { Account } from '../world/account.ts';
import { describeIssue, type Issue, issuesOf } from '../world/issue.ts';
import type { Organization } from '../world/organization.ts';
import { describedForControl } from './describe.ts';
import { faultFrom } from './fault-input.ts';
import type { Join } from './join.ts';
import type { ActAsRoot } from './root-actions.ts';
import { clockSchema, eventSchema, faultSchema, rootActionSchema } from './schemas.ts';

export const CONTROL_PREFIX = '/_sandbox/';

export interface ControlOptions {
  readonly organization: Organization;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly settings: Settings;
  readonly faults: FaultInjector;
  readonly calls: CallLog;
  readonly sns: Sns;
  readonly emit: (event: EventBridgeEvent) => void;
  readonly actAsRoot: ActAsRoot;
  readonly join: Join;
}

interface ControlResponse {
  readonly status: number;
  readonly body: unknown;
}

const ok = (body: unknown): ControlResponse => ({ status: 200, body });
const invalid = (faults: readonly Issue[]): ControlResponse => ({
  status: 400,
  body: { error: 'InvalidInput', message: faults.map(describeIssue).join('; '), faults },
});
const notFound = (message: string): ControlResponse => ({
  status: 404,
  body: { error: 'NotFound', message },
});

const BEYOND_MAX_TIME = 'the clock does not go beyond the year 9999';

type Route = (input: unknown, accountId: string) => ControlResponse;

/** What steers the sandbox from outside, in JSON, beside the AWS APIs on the same port. */
export function createControl(options: ControlOptions) {
  const routes = createRoutes(options);
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname } = new URL(request.url ?? '/', 'http://sandbox');
    const accountId = /^\/_sandbox\/accounts\/([^/]+)/.exec(pathname)?.[1] ?? '';
    const name = `${request.method} ${accountId ? pathname.replace(accountId, '{id}') : pathname}`;
    const input = await readJson(request);
    const route = routes[name];
    const result =
      route === undefined
        ? notFound(`there is no ${name}; there are ${Object.keys(routes).join(', ')}`)
        : input.type === 'invalid'
          ? invalid(input.issues)
          : route(input.value, accountId);
    send(response, {
      status: result.status,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(result.body),
    });
  };
}

function createRoutes(options: ControlOptions): Readonly<Record<string, Route>> {
  const { organization, clock, settings, faults, calls, sns, emit, actAsRoot, join, ids } = options;

  const withAccount =
    (run: (account: Account, input: unknown) => ControlResponse): Route =>
    (input, accountId) => {
      const account = organization.accounts.get(accountId);
      return account === undefined
        ? notFound(`the organization has no account ${JSON.stringify(accountId)}`)
        : run(account, input);
    };

  return {
    'GET /_sandbox/health': () => ok({ status: 'ok', organizationId: organization.id }),
    'GET /_sandbox/accounts': () => ok([...organization.accounts.values()].map(describedForControl)),
    'GET /_sandbox/accounts/{id}': withAccount((account) => ok(describedForControl(account))),
    'POST /_sandbox/accounts/{id}/root': withAccount((account, input) =>
      parsed(rootActionSchema, input, ({ action }) => {
        const result = actAsRoot(account, action);
        return result.type === 'refused'
          ? { status: 409, body: { error: 'Refused', message: result.reason } }
          : ok({ ...describedForControl(account), created: result.created });
      }),
    ),
    'POST /_sandbox/join': (input) => {
      const result = join(input);
      return result.type === 'invalid' ? invalid(result.issues) : ok(describedForControl(result.account));
    },
    'POST /_sandbox/events': (input) =>
      parsed(eventSchema, input, (given) => {
        if (!organization.accounts.has(given.account)) {
          return notFound(`the organization has no account ${JSON.stringify(given.account)}`);
        }
        const event = {
          ...given,
          id: given.id ?? ids.uuid(),
          time: given.time ?? isoSeconds(clock.now()),
        };
        emit(event);
        return ok({ id: event.id });
      }),
    'GET /_sandbox/faults': () => ok(faults.pending()),
    'POST /_sandbox/faults': (input) =>
      parsed(faultSchema, input, (fault) => {
        faults.inject(faultFrom(fault));
        return ok(faults.pending());
      }),
    'DELETE /_sandbox/faults': () => {
      faults.clear();
      return ok(faults.pending());
    },
    'GET /_sandbox/calls': () => ok(calls.all()),
    'DELETE /_sandbox/calls': () => {
      calls.clear();
      return ok(calls.all());
    },
    'GET /_sandbox/messages': () => ok(sns.published()),
    'POST /_sandbox/settings': (input) =>
      parsed(settingsSchema, input, (change) => {
        settings.change(change);
        return ok(change);
      }),
    'GET /_sandbox/clock': () => ok({ now: clock.now() }),
    'POST /_sandbox/clock': (input) =>
      parsed(clockSchema, input, ({ advanceSeconds }) => {
        if (!canAdvance(clock, advanceSeconds))
          return invalid([{ path: 'advanceSeconds', message: BEYOND_MAX_TIME }]);
        clock.advance(advanceSeconds);
        return ok({ now: clock.now() });
      }),
  };
}

function parsed<Input, Output>(
  schema: v.GenericSchema<Input, Output>,
  input: unknown,
  run: (value: Output) => ControlResponse,
): ControlResponse {
  const result = v.safeParse(schema, input);
  return result.success ? run(result.output) : invalid(issuesOf(result.issues));
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
