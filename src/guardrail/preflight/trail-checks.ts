import type { AccountInspector, RecordedEvents, TrailDetails } from '../ports/account-inspection.ts';
import { type Check, notDetermined, ok, problem, refused, warning } from './check.ts';

/*
 * Without a trail that records management events, EventBridge gets no event of CloudTrail.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */

export interface TrailDependencies {
  readonly inspector: AccountInspector;
  /** Whether these are credentials of the management account, which sees everything about an organization trail. */
  readonly isManagement: boolean;
  readonly region: string;
}

const ASK_MANAGEMENT = 'Give credentials of the management account: --profile NAME.';

/** The checks of the trail that fits best. */
export async function checkTrails({
  inspector,
  isManagement,
  region,
}: TrailDependencies): Promise<readonly Check[]> {
  const reading = await inspector.readTrails();
  if (reading.type === 'unreadable') {
    return [refused('trail', reading.failure, 'Allow cloudtrail:DescribeTrails, or use other credentials.')];
  }
  const ofOrganization = reading.value.filter((trail) => trail.ofOrganization);
  const [first, ...others] = ofOrganization;
  if (first === undefined) return [withoutOrganizationTrail(reading.value, isManagement, region)];
  const best = others.reduce(
    (one, other) => (shortcomings(other, region) < shortcomings(one, region) ? other : one),
    first,
  );
  return [
    ok('trail', `${best.name} is of the organization`),
    checkRegion(best, region),
    checkLogging(best),
    checkEvents('trail-write-events', best, ({ writes }) => writes),
    checkReadEvents(best),
  ];
}

/** A trail in each account is as good, but only the account itself sees it. */
function withoutOrganizationTrail(
  trails: readonly TrailDetails[],
  isManagement: boolean,
  region: string,
): Check {
  const own = trails.map(({ name }) => name).join(', ');
  if (!isManagement) return notDetermined('trail', 'this account sees no organization trail', ASK_MANAGEMENT);
  return notDetermined(
    'trail',
    `there is no organization trail; of the accounts' own trails only those of this account can be seen: ${own === '' ? 'none' : own}`,
    [
      'Create an organization trail, or make sure that every account has one of its own that logs management events in all Regions:',
      `aws cloudtrail create-trail --name organization --s3-bucket-name BUCKET --is-organization-trail --is-multi-region-trail --region ${region}`,
      `aws cloudtrail start-logging --name organization --region ${region}`,
    ].join('\n'),
  );
}

function shortcomings(trail: TrailDetails, region: string): number {
  return [
    isInRegion(trail, region),
    trail.logging.type === 'readable' && trail.logging.value,
    trail.events.type === 'readable' && trail.events.value.writes,
    trail.events.type === 'readable' && trail.events.value.reads,
  ].filter((holds) => !holds).length;
}

function isInRegion({ multiRegion, homeRegion, globalServices }: TrailDetails, region: string): boolean {
  return globalServices && (multiRegion || homeRegion === region);
}

/** IAM's events are recorded in one Region. @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html */
function checkRegion(trail: TrailDetails, region: string): Check {
  const { name, multiRegion, homeRegion, globalServices } = trail;
  const found = `${name} is of ${multiRegion ? 'all Regions' : homeRegion}${globalServices ? '' : ', without global services'}`;
  return isInRegion(trail, region)
    ? ok('trail-region', found)
    : problem(
        'trail-region',
        found,
        `IAM's events are recorded in ${region}:\naws cloudtrail update-trail --name ${name} --is-multi-region-trail --include-global-service-events --region ${homeRegion}`,
      );
}

function checkLogging({ name, homeRegion, logging }: TrailDetails): Check {
  const id = 'trail-logging';
  if (logging.type === 'unreadable') return refused(id, logging.failure, ASK_MANAGEMENT);
  return logging.value
    ? ok(id, `${name} is logging`)
    : problem(
        id,
        `${name} is not logging`,
        `Start it:\naws cloudtrail start-logging --name ${name} --region ${homeRegion}`,
      );
}

/** @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html */
function checkEvents(
  id: 'trail-write-events' | 'trail-read-events',
  { name, homeRegion, events }: TrailDetails,
  records: (events: RecordedEvents) => boolean,
): Check {
  if (events.type === 'unreadable') return refused(id, events.failure, ASK_MANAGEMENT);
  const { reads, writes } = events.value;
  const found = `${name} records ${reads && writes ? 'all management events' : reads ? 'only reading management events' : writes ? 'only writing management events' : 'no management events'}`;
  return records(events.value)
    ? ok(id, found)
    : problem(
        id,
        found,
        [
          'Add management events to its event selectors. The second command replaces all that it has: put those that the first one shows beside it.',
          `aws cloudtrail get-event-selectors --trail-name ${name} --region ${homeRegion}`,
          `aws cloudtrail put-event-selectors --trail-name ${name} --region ${homeRegion} \\`,
          `  --event-selectors '[{"ReadWriteType": "All", "IncludeManagementEvents": true}]'`,
        ].join('\n'),
      );
}

/** Sign-ins and root sessions are writing events; only what reads the root user's credentials is missing without these. */
function checkReadEvents(trail: TrailDetails): Check {
  const check = checkEvents('trail-read-events', trail, ({ reads }) => reads);
  if (check.status !== 'problem') return check;
  return warning('trail-read-events', check.detail, `rootguard needs only those that write. ${check.advice}`);
}
