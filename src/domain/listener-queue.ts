/** The queues of the listener: what needs no audit, so that a revert never waits for it. */
export type ListenerQueueName = 'heartbeats' | 'activity';
