import type { AwsCall } from '../failures.ts';

/**
 * A denied call of AWS Organizations: AWS names the action where the caller's policies lack it, and nothing where the
 * account itself may not ask.
 */
export function organizationsCall(call: string, resource?: string): AwsCall {
  return { call, denied: 'not-delegated', ...(resource !== undefined && { resource }) };
}
