import { assembleSandbox } from './assembly.ts';
import { type Clock, createClock } from './clock.ts';
import type { JoinResult } from './control/join.ts';
import type { RootActionOptions, RootActionResult } from './control/root-actions/action.ts';
import type { RootAction } from './control/root-actions.ts';
import type { EventBridgeEvent } from './eventbridge/event.ts';
import type { EventBridge } from './eventbridge/eventbridge.ts';
import type { CallLog } from './gateway/call-log.ts';
import { startServer } from './gateway/server.ts';
import type { FunctionRegistry } from './lambda/function-registry.ts';
import type { FaultInjector } from './settings/fault-injector.ts';
import type { Settings } from './settings/settings.ts';
import type { Sns } from './sns/sns.ts';
import type { Sqs } from './sqs/sqs.ts';
import { DEFAULT_WORLD } from './world/default-world.ts';
import { describeIssue } from './world/issue.ts';
import type { Organization } from './world/organization.ts';
import { parseWorld } from './world/parse-world.ts';
import type { World, WorldAccountInput, WorldInput } from './world/schema.ts';
import type { Trails } from './world/trails.ts';

export interface SandboxOptions {
  /** The organization; `DEFAULT_WORLD` by default. `parseWorld` checks one that comes from a file. */
  readonly world?: WorldInput;
  /** 0 lets the system choose, and is the default. */
  readonly port?: number;
  /** 127.0.0.1 by default. */
  readonly host?: string;
  /** A clock that follows the machine's by default. */
  readonly clock?: Clock;
  /** The same seed and order of calls give the same ids. */
  readonly seed?: string;
}

/** A running AWS organization: its endpoint for AWS clients, and its state for code in the same process. */
export interface Sandbox {
  /** Such as `http://127.0.0.1:4599`. */
  readonly endpoint: string;
  readonly organizationId: string;
  readonly managementAccountId: string;
  /** The delegated administrator for IAM at the start, else the management account. */
  readonly homeAccountId: string;
  readonly clock: Clock;
  readonly organization: Organization;
  /** What CloudTrail records, and so what EventBridge gets. */
  readonly trails: Trails;
  /** Functions of Lambda and their event source mappings. A function in this process can be registered. */
  readonly functions: FunctionRegistry;
  readonly sqs: Sqs;
  readonly sns: Sns;
  readonly eventBridge: EventBridge;
  readonly faults: FaultInjector;
  readonly calls: CallLog;
  readonly settings: Settings;
  /** Puts an event on the default bus of its account, as an AWS service does. */
  emit(event: EventBridgeEvent): void;
  /** The owner of the root mailbox acts in the console. @throws Error if there is no such account */
  actAsRoot(accountId: string, action: RootAction, options?: RootActionOptions): RootActionResult;
  /** An invited account joins. */
  join(account: WorldAccountInput): JoinResult;
  close(): Promise<void>;
}

/** @throws Error when the world has issues; the error of `listen`, such as EADDRINUSE */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { host = '127.0.0.1', port = 0, clock = createClock({ mode: 'real' }), seed = 'sandbox' } = options;
  let endpoint = '';
  const parts = assembleSandbox({
    world: checkedWorld(options.world ?? DEFAULT_WORLD),
    clock,
    seed,
    endpoint: () => endpoint,
  });
  const { organization, trails, functions, sqs, sns, eventBridge, faults, calls, settings, emit, join } =
    parts;
  const server = await startServer(parts.handle, host, port);
  endpoint = server.endpoint;

  return {
    endpoint,
    organizationId: organization.id,
    managementAccountId: organization.managementAccountId,
    homeAccountId: organization.homeAccountId,
    clock,
    organization,
    trails,
    functions,
    sqs,
    sns,
    eventBridge,
    faults,
    calls,
    settings,
    emit,
    actAsRoot: (accountId, action, options) => {
      const account = organization.accounts.get(accountId);
      if (account === undefined) throw new Error(`the organization has no account ${accountId}`);
      return parts.actAsRoot(account, action, options);
    },
    join,
    close: async () => {
      await server.close();
      await parts.dynamoDb.close();
    },
  };
}

function checkedWorld(world: WorldInput): World {
  const parsed = parseWorld(world);
  if (parsed.type === 'world') return parsed.world;
  throw new Error(`The world has issues:\n${parsed.issues.map(describeIssue).join('\n')}`);
}
