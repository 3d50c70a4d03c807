import type { Trail } from './trail-schema.ts';

/** What decides whether a trail records an event. */
export interface RecordedEvent {
  readonly accountId: string;
  readonly region: string;
  readonly readOnly: boolean;
}

/**
 * The trails of CloudTrail in every account. EventBridge gets an event of CloudTrail only if a trail that is logging
 * records it: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export class Trails {
  #trails: readonly Trail[];
  /** Whether some trail records every event of every account, which saves looking at each event. */
  #recordsEverything: boolean;

  /** @param trails by default, one of the organization that records everything */
  constructor(trails: readonly Trail[] | undefined, managementAccountId: string) {
    this.#trails = trails ?? [organizationTrail(managementAccountId)];
    this.#recordsEverything = this.#trails.some(recordsEverything);
  }

  list(): readonly Trail[] {
    return this.#trails;
  }

  replace(trails: readonly Trail[]): void {
    this.#trails = trails;
    this.#recordsEverything = trails.some(recordsEverything);
  }

  records(event: RecordedEvent): boolean {
    return this.#recordsEverything || this.#trails.some((trail) => records(trail, event));
  }
}

const organizationTrail = (account: string): Trail => ({
  account,
  name: 'organization-trail',
  organization: true,
  multiRegion: true,
  homeRegion: 'us-east-1',
  logging: true,
  managementEvents: true,
  readWrite: 'All',
  selectors: 'basic',
});

const isRecording = ({ logging, managementEvents }: Trail): boolean => logging && managementEvents;

const recordsEverything = (trail: Trail): boolean =>
  isRecording(trail) && trail.organization && trail.multiRegion && trail.readWrite === 'All';

function records(trail: Trail, { accountId, region, readOnly }: RecordedEvent): boolean {
  const ofAccount = trail.organization || trail.account === accountId;
  const inRegion = trail.multiRegion || trail.homeRegion === region;
  const excluded = readOnly ? 'WriteOnly' : 'ReadOnly';
  return isRecording(trail) && ofAccount && inRegion && trail.readWrite !== excluded;
}
