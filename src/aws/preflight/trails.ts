import {
  type AdvancedEventSelector,
  type CloudTrailClient,
  type EventSelector,
  GetEventSelectorsCommand,
  type Trail,
} from '@aws-sdk/client-cloudtrail';
import type { ValueReading } from '../../domain/reading.ts';
import type { LogGroup, RecordedEvents, TrailDetails } from '../../guardrail/ports/account-inspection.ts';
import { callAws, valueReading } from '../aws-call.ts';
import { describeTrails, readTrailFacts } from '../inspection/trails.ts';
import type { PreflightClients } from './clients.ts';

/** The account of the credentials, and the Region that is asked first. */
export interface OwnAccount {
  readonly account: string;
  readonly region: string;
}

/**
 * The trails of the account and, in a member account, those of the organization. The status of a trail is known in its home Region.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetEventSelectors.html
 */
export async function readTrailDetails(
  cloudTrailIn: PreflightClients['cloudTrailIn'],
  own: OwnAccount,
): Promise<readonly TrailDetails[]> {
  const { region } = own;
  const trails = await describeTrails(cloudTrailIn(region));
  return Promise.all(
    trails.map((trail) => readDetails(cloudTrailIn(trail.HomeRegion ?? region), trail, own)),
  );
}

async function readDetails(client: CloudTrailClient, trail: Trail, own: OwnAccount): Promise<TrailDetails> {
  const [facts, events] = await Promise.all([
    readTrailFacts(client, trail),
    readEvents(client, trail.TrailARN),
  ]);
  return {
    ...facts,
    homeRegion: trail.HomeRegion ?? own.region,
    events,
    logGroup: logGroupOf(trail.CloudWatchLogsLogGroupArn, own),
  };
}

function readEvents(
  client: CloudTrailClient,
  arn: string | undefined,
): Promise<ValueReading<RecordedEvents>> {
  const call = { call: 'cloudtrail:GetEventSelectors', resource: `trail ${arn}` };
  return valueReading(async () => {
    const answer = await callAws(call, client.send(new GetEventSelectorsCommand({ TrailName: arn })));
    return recordedEvents(answer.EventSelectors ?? [], answer.AdvancedEventSelectors ?? []);
  });
}

/** An event that any of the selectors matches is recorded. */
export function recordedEvents(
  basic: readonly EventSelector[],
  advanced: readonly AdvancedEventSelector[],
): RecordedEvents {
  const all = [...basic.map(recordedByBasic), ...advanced.map(recordedByAdvanced)];
  return { reads: all.some(({ reads }) => reads), writes: all.some(({ writes }) => writes) };
}

/** By default it includes management events, of both kinds. */
function recordedByBasic({
  IncludeManagementEvents = true,
  ReadWriteType = 'All',
}: EventSelector): RecordedEvents {
  return {
    reads: IncludeManagementEvents && ReadWriteType !== 'WriteOnly',
    writes: IncludeManagementEvents && ReadWriteType !== 'ReadOnly',
  };
}

/** @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html */
function recordedByAdvanced({ FieldSelectors = [] }: AdvancedEventSelector): RecordedEvents {
  const equalsOf = (field: string) => FieldSelectors.find(({ Field }) => Field === field)?.Equals;
  const isManagement = equalsOf('eventCategory')?.includes('Management') ?? false;
  const readOnly = equalsOf('readOnly') ?? ['true', 'false'];
  return {
    reads: isManagement && readOnly.includes('true'),
    writes: isManagement && readOnly.includes('false'),
  };
}

/** `arn:…:logs:us-east-1:111111111111:log-group:NAME:*`; that of an organization trail is in another account, for a member. */
export function logGroupOf(
  arn: string | undefined,
  { account }: Pick<OwnAccount, 'account'>,
): LogGroup | undefined {
  const [, region, owner, name] = /^arn:[^:]+:logs:([^:]+):(\d{12}):log-group:([^:]+)/.exec(arn ?? '') ?? [];
  return region === undefined || name === undefined || owner !== account ? undefined : { name, region };
}
