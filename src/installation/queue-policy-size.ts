/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html */
export const MAX_QUEUE_POLICY_BYTES = 8192;

/** What all other roles and statements take with the longest names, by test/infra/queue-policy-size.test.ts. */
const OTHER_STATEMENTS_BYTES = 1_700;

/** For the roles that may send messages, which the policies of several queues name. */
export const SENDERS_BYTES = MAX_QUEUE_POLICY_BYTES - OTHER_STATEMENTS_BYTES;

/** As ARNs in a list. @param roles name patterns of roles of the home account */
export function bytesOfSenders(partition: string, roles: readonly string[]): number {
  const arns = roles.map((name) => `arn:${partition}:iam::000000000000:role/${name}`);
  return JSON.stringify(arns).length;
}
