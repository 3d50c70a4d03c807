import { RootSessions } from './auth/sessions.ts';
import { type Clock, createClock } from './clock.ts';
import { createConsoleEvents } from './cloudtrail/console-events.ts';
import { createServiceEvents } from './cloudtrail/service-events.ts';
import { CONTROL_PREFIX, createControl } from './control/control.ts';
import { createJoin, type JoinResult } from './control/join.ts';
import { createRootActions, type RootAction, type RootActionResult } from './control/root-actions.ts';
import { createDynamoDb } from './dynamodb/dynamodb.ts';
import type { EventBridgeEvent } from './eventbridge/event.ts';
import { createEventBridge, type EventBridge } from './eventbridge/eventbridge.ts';
import { CallLog } from './gateway/call-log.ts';
import { createGateway } from './gateway/gateway.ts';
import { startServer } from './gateway/server.ts';
import { createIam } from './iam/iam.ts';
import { createIds } from './ids.ts';
import { createOrganizations } from './organizations/organizations.ts';
import { FaultInjector } from './settings/fault-injector.ts';
import { Settings } from './settings/settings.ts';
import { createSns, type Sns } from './sns/sns.ts';
import { createSqs, type Sqs } from './sqs/sqs.ts';
import { createSts } from './sts/sts.ts';
import { DEFAULT_WORLD } from './world/default-world.ts';
import { describeIssue } from './world/issue.ts';
import { Organization } from './world/organization.ts';
import { parseWorld } from './world/parse-world.ts';
import type { WorldAccountInput, WorldInput } from './world/schema.ts';

export interface SandboxOptions {
  /** Who is in the organization; the default world without it. Read a file with `loadWorld` to hear of all faults. */
  readonly world?: WorldInput;
  /** 0, the default, lets the system choose. */
  readonly port?: number;
  readonly host?: string;
  /** Real time without it. */
  readonly clock?: Clock;
  /** Ids come out the same again for the same seed and order of calls. */
  readonly seed?: string;
}

/** A running AWS organization: its endpoint for AWS clients, and its state for tests in the same process. */
export interface Sandbox {
  /** Such as `http://127.0.0.1:4599`. */
  readonly endpoint: string;
  readonly organizationId: string;
  readonly managementAccountId: string;
  /** The delegated administrator for IAM, else the management account, as the sandbox started. */
  readonly homeAccountId: string;
  readonly clock: Clock;
  readonly organization: Organization;
  readonly sqs: Sqs;
  readonly sns: Sns;
  readonly eventBridge: EventBridge;
  readonly faults: FaultInjector;
  readonly calls: CallLog;
  readonly settings: Settings;
  /** Puts an event on the default bus of its account, as AWS itself does. */
  emit(event: EventBridgeEvent): void;
  /** The owner of the root mailbox acts in the console. @throws Error if there is no such account */
  actAsRoot(accountId: string, action: RootAction): RootActionResult;
  /** An invited account joins. */
  join(account: WorldAccountInput): JoinResult;
  close(): Promise<void>;
}

/** @throws Error when the world has faults; the error of `listen`, such as EADDRINUSE */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { host = '127.0.0.1', port = 0, clock = createClock({ mode: 'real' }), seed = 'sandbox' } = options;
  const now = () => clock.now();
  const world = checkedWorld(options.world ?? DEFAULT_WORLD);
  const organization = new Organization(world, now());
  const ids = createIds(seed);
  const sessions = new RootSessions(ids);
  const faults = new FaultInjector();
  const calls = new CallLog();

  let endpoint = '';
  const sqs = createSqs({ clock, endpoint: () => endpoint });
  const sns = createSns({ clock, sendToQueue: sqs.send });
  const dynamoDb = createDynamoDb();
  const eventBridge = createEventBridge({
    clock,
    organizationId: organization.id,
    accountExists: (accountId) => organization.accounts.has(accountId),
    deliverToQueue: sqs.send,
    publishToTopic: sns.publish,
  });
  const emit = (event: EventBridgeEvent) => eventBridge.emit(event);

  const settings = new Settings(clock, calls, eventBridge.setDeliveryFaults);
  settings.change(world.settings);
  /** What CloudTrail records, later than it happened if the settings say so. */
  const record = (event: EventBridgeEvent) => {
    const { cloudTrailLagSeconds: lag } = settings;
    if (lag === 0) emit(event);
    else clock.setTimer(new Date(clock.now().getTime() + lag * 1000), () => emit(event));
  };
  const serviceEvents = createServiceEvents(ids, organization, now);
  const consoleEvents = createConsoleEvents(ids, now);
  const actAsRoot = createRootActions({ ids, now, emit: record, consoleEvents });
  const join = createJoin({ organization, now, emit: record, serviceEvents });

  const services = [
    createSts({ organization, sessions, settings }),
    createIam({ organization, settings, ids }),
    createOrganizations({ organization, settings, clock, ids, emit: record, serviceEvents }),
    sqs.service,
    sns.service,
    eventBridge.service,
  ];
  const shared = { organization, settings, faults, calls, ids };
  const { wantsReadOnlyCalls } = eventBridge;
  const handleAws = createGateway({
    ...shared,
    services,
    sessions,
    dynamoDb,
    now,
    emit: record,
    wantsReadOnlyCalls,
  });
  const handleControl = createControl({ ...shared, emit, clock, sns, actAsRoot, join });
  const server = await startServer(
    (request, response) =>
      request.url?.startsWith(CONTROL_PREFIX)
        ? handleControl(request, response)
        : handleAws(request, response),
    host,
    port,
  );
  endpoint = server.endpoint;

  return {
    endpoint,
    organizationId: organization.id,
    managementAccountId: organization.managementAccountId,
    homeAccountId: organization.homeAccountId,
    clock,
    organization,
    sqs,
    sns,
    eventBridge,
    faults,
    calls,
    settings,
    emit,
    actAsRoot: (accountId, action) => {
      const account = organization.accounts.get(accountId);
      if (account === undefined) throw new Error(`the organization has no account ${accountId}`);
      return actAsRoot(account, action);
    },
    join,
    close: async () => {
      await server.close();
      await dynamoDb.close();
    },
  };
}

function checkedWorld(input: WorldInput) {
  const reading = parseWorld(input);
  if (reading.type === 'world') return reading.world;
  throw new Error(`The world has faults:\n${reading.issues.map(describeIssue).join('\n')}`);
}
