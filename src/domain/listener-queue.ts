/**
 * The queues of the listener: what needs no audit, so that a revert never waits for it. What the home account and the management account
 * log is in `activity`, alone: the administrator of a member account can make any number of events.
 */
export const LISTENER_QUEUES = ['heartbeats', 'activity', 'memberActivity'] as const;

export type ListenerQueueName = (typeof LISTENER_QUEUES)[number];
