import type { WatchedEvent } from './watched-event.ts';

const WEAKENED = { type: 'event-announced', topic: 'trail-weakened', by: 'anyone' } as const;

/**
 * Without a trail EventBridge gets no event of CloudTrail. Logged in the Region of the call: for a trail of several Regions its home
 * Region.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export const TRAIL_EVENTS: readonly WatchedEvent[] = [
  {
    /** @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_StopLogging.html */
    id: 'trail-stopped',
    source: 'aws.cloudtrail',
    eventNames: ['StopLogging', 'DeleteTrail'],
    loggedIn: ['member', 'management'],
    regional: true,
    meaning: { ...WEAKENED, details: { trail: 'detail.requestParameters.name' } },
    description: 'A trail was stopped or deleted',
  },
  {
    /** @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_UpdateTrail.html */
    id: 'trail-narrowed',
    source: 'aws.cloudtrail',
    eventNames: ['UpdateTrail'],
    loggedIn: ['member', 'management'],
    regional: true,
    meaning: {
      ...WEAKENED,
      details: { trail: 'detail.requestParameters.name' },
      only: { type: 'narrows-trail' },
    },
    description: 'A trail was limited to one Region or one account, or no longer logs global services',
  },
  {
    /** @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutEventSelectors.html */
    id: 'trail-selectors-narrowed',
    source: 'aws.cloudtrail',
    eventNames: ['PutEventSelectors'],
    loggedIn: ['member', 'management'],
    regional: true,
    meaning: {
      ...WEAKENED,
      details: { trail: 'detail.requestParameters.trailName' },
      only: { type: 'narrows-trail' },
    },
    description: 'A trail was set not to log all management events',
  },
];
