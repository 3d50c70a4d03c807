import type { IncomingMessage, ServerResponse } from 'node:http';
import { createAccountManagement } from './account/account.ts';
import { roleMay } from './auth/role-access.ts';
import { Sessions } from './auth/sessions.ts';
import type { Clock } from './clock.ts';
import { createCloudControl } from './cloudcontrol/cloudcontrol.ts';
import { createCloudFormation } from './cloudformation/cloudformation.ts';
import { createCloudTrail } from './cloudtrail/cloudtrail.ts';
import { createConsoleEvents } from './cloudtrail/console-events.ts';
import { createServiceEvents } from './cloudtrail/service-events.ts';
import type { Service } from './contract/operation.ts';
import { CONTROL_PREFIX, createControl } from './control/control.ts';
import { createJoin } from './control/join.ts';
import { createRootActions } from './control/root-actions.ts';
import { createDynamoDb } from './dynamodb/dynamodb.ts';
import type { EventBridgeEvent } from './eventbridge/event.ts';
import { createEventBridge } from './eventbridge/eventbridge.ts';
import { CallLog } from './gateway/call-log.ts';
import { createGateway } from './gateway/gateway.ts';
import type { Handler } from './gateway/server.ts';
import { createGuardDuty } from './guardduty/guardduty.ts';
import { createIam } from './iam/iam.ts';
import { createIds, type Ids } from './ids.ts';
import { FunctionRegistry } from './lambda/function-registry.ts';
import { createLambda } from './lambda/lambda.ts';
import { createLogs } from './logs/logs.ts';
import { createOrganizations } from './organizations/organizations.ts';
import { FaultInjector } from './settings/fault-injector.ts';
import { Settings } from './settings/settings.ts';
import { createSns } from './sns/sns.ts';
import { createSqs } from './sqs/sqs.ts';
import { createSts } from './sts/sts.ts';
import { Organization } from './world/organization.ts';
import type { World } from './world/schema.ts';
import { isRecordedBy, Trails } from './world/trails.ts';

export interface AssemblyOptions {
  readonly world: World;
  readonly clock: Clock;
  readonly seed: string;
  /** Known once the server listens; queue URLs begin with it. */
  readonly endpoint: () => string;
}

/** What all parts of one sandbox share. */
interface Shared {
  readonly clock: Clock;
  readonly now: () => Date;
  readonly organization: Organization;
  readonly trails: Trails;
  readonly functions: FunctionRegistry;
  readonly ids: Ids;
  readonly faults: FaultInjector;
  readonly calls: CallLog;
}

/** Builds the parts of a sandbox and connects them. Nothing listens yet. */
export function assembleSandbox({ world, clock, seed, endpoint }: AssemblyOptions) {
  const now = () => clock.now();
  const organization = new Organization(world, now());
  const shared: Shared = {
    clock,
    now,
    organization,
    trails: new Trails(world.trails, organization.managementAccountId),
    functions: new FunctionRegistry(now),
    ids: createIds(seed),
    faults: new FaultInjector(),
    calls: new CallLog(),
  };
  const sessions = new Sessions(shared.ids);
  const messaging = createMessaging(shared, endpoint);
  const { eventBridge } = messaging;
  const dynamoDb = createDynamoDb();
  const settings = new Settings({
    clock,
    setCallLogSize: (size) => shared.calls.resize(size),
    setEventDelivery: eventBridge.setDeliveryFaults,
  });
  settings.change(world.settings);

  const emit = (event: EventBridgeEvent) => eventBridge.emit(event);
  const startRecording = recordByTrails(shared.trails, delayByCloudTrail(clock, settings, emit));
  const record: Emit = (event) => startRecording()(event);
  const actors = createActors(shared, record);
  const services = createServices({ shared, sessions, settings, record, messaging });
  const handleControl = createControl({ ...shared, ...actors, settings, emit, sns: messaging.sns });
  const handleAws = createGateway({
    ...shared,
    settings,
    services,
    sessions,
    dynamoDb,
    startRecording,
    wantsReadOnlyCalls: eventBridge.wantsReadOnlyCalls,
  });
  return {
    ...shared,
    ...messaging,
    ...actors,
    settings,
    dynamoDb,
    emit,
    handle: route(handleControl, handleAws),
  };
}

type Messaging = ReturnType<typeof createMessaging>;

/** The services that pass messages on, connected with each other. */
function createMessaging({ clock, organization }: Shared, endpoint: () => string) {
  const sqs = createSqs({ clock, endpoint });
  const sns = createSns({ clock, sendToQueue: sqs.send });
  const eventBridge = createEventBridge({
    clock,
    organizationId: organization.id,
    accountExists: (accountId) => organization.accounts.has(accountId),
    roleMayPutEvents: (roleArn, busArn) => roleMay(organization, roleArn, 'events:PutEvents', busArn),
    deliverToQueue: sqs.send,
    publishToTopic: sns.publish,
  });
  return { sqs, sns, eventBridge };
}

type Emit = (event: EventBridgeEvent) => void;

/**
 * An event that no trail records gets to no bus. The trails are those of the time before the call, so that a call which
 * stops a trail is the last one that the trail records.
 */
const recordByTrails = (trails: Trails, emit: Emit) => (): Emit => {
  const recording = trails.list();
  return (event) => {
    const { account: accountId, region, detail } = event;
    if (isRecordedBy(recording, { accountId, region, readOnly: detail.readOnly === true })) emit(event);
  };
};

/** CloudTrail delivers an event some time after the call, if the settings say so. */
const delayByCloudTrail =
  (clock: Clock, settings: Settings, emit: Emit): Emit =>
  (event) => {
    const { cloudTrailDelaySeconds } = settings;
    if (cloudTrailDelaySeconds === 0) emit(event);
    else clock.setTimer(new Date(clock.now().getTime() + cloudTrailDelaySeconds * 1000), () => emit(event));
  };

/** Those who act without the AWS API: root users in the console, and accounts that join by invitation. */
function createActors({ ids, now, organization }: Shared, emit: Emit) {
  const consoleEvents = createConsoleEvents(ids, now);
  const serviceEvents = createServiceEvents(ids, organization, now);
  return {
    actAsRoot: createRootActions({ ids, now, emit, consoleEvents }),
    join: createJoin({ organization, now, emit, serviceEvents }),
  };
}

interface ServiceParts {
  readonly shared: Shared;
  readonly sessions: Sessions;
  readonly settings: Settings;
  readonly record: Emit;
  readonly messaging: Messaging;
}

function createServices({ shared, sessions, settings, record, messaging }: ServiceParts): readonly Service[] {
  const { organization, trails, functions, clock, ids, now } = shared;
  const serviceEvents = createServiceEvents(ids, organization, now);
  return [
    createSts({ organization, sessions, settings }, ids),
    createIam({ organization, settings, ids }),
    createOrganizations({ organization, settings, clock, ids, emit: record, serviceEvents }),
    createAccountManagement(organization),
    createCloudControl(organization),
    createCloudFormation(organization, now),
    createGuardDuty(organization),
    createLambda({ organization, functions }),
    createLogs(organization),
    createCloudTrail({ organization, trails }),
    messaging.sqs.service,
    messaging.sns.service,
    messaging.eventBridge.service,
  ];
}

/** The control plane and the AWS APIs share one port. */
const route =
  (handleControl: Handler, handleAws: Handler): Handler =>
  (request: IncomingMessage, response: ServerResponse) =>
    request.url?.startsWith(CONTROL_PREFIX) ? handleControl(request, response) : handleAws(request, response);
