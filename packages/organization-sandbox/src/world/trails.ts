import type { Trail } from './trail-schema.ts';

/** What decides whether a trail records an event. */
export interface RecordedEvent {
  readonly accountId: string;
  readonly region: string;
  readonly readOnly: boolean;
}

/** What can be changed of a trail once it exists. */
export type TrailChange = Partial<Omit<Trail, 'account' | 'name' | 'homeRegion'>>;

/**
 * The trails of CloudTrail in every account. EventBridge gets an event of CloudTrail only if a trail that is logging
 * records it: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export class Trails {
  #trails: readonly Trail[];

  /** @param trails by default, one of the organization that records everything */
  constructor(trails: readonly Trail[] | undefined, managementAccountId: string) {
    this.#trails = trails ?? [organizationTrail(managementAccountId)];
  }

  list(): readonly Trail[] {
    return this.#trails;
  }

  remove(trail: Trail): void {
    this.#trails = this.#trails.filter((one) => one !== trail);
  }

  replace(trails: readonly Trail[]): void {
    this.#trails = trails;
  }

  /** The trails of that name: an account has one in each Region, and every account may have one. */
  named(name: string): readonly Trail[] {
    return this.#trails.filter((trail) => trail.name === name);
  }

  /** @param trail one of `list()` @returns the trail as it is from now on */
  change(trail: Trail, change: TrailChange): Trail {
    const changed = { ...trail, ...change };
    this.#trails = this.#trails.map((one) => (one === trail ? changed : one));
    return changed;
  }

  records(event: RecordedEvent): boolean {
    return isRecordedBy(this.#trails, event);
  }
}

export const isRecordedBy = (trails: readonly Trail[], event: RecordedEvent): boolean =>
  trails.some((trail) => records(trail, event));

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

/** Whether the Region has the trail, or a shadow of it. */
export const isInRegion = (trail: Trail, region: string): boolean =>
  trail.multiRegion || trail.homeRegion === region;

function records(trail: Trail, { accountId, region, readOnly }: RecordedEvent): boolean {
  const ofAccount = trail.organization || trail.account === accountId;
  const excluded = readOnly ? 'WriteOnly' : 'ReadOnly';
  const isRecording = trail.logging && trail.managementEvents;
  return isRecording && ofAccount && isInRegion(trail, region) && trail.readWrite !== excluded;
}
