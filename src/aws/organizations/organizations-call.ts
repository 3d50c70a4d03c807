import type { AwsCall } from '../failures.ts';

/**
 * A call of AWS Organizations. If it is denied and the message names no action, the account itself may not make the call:
 * it is neither the management account nor a delegated administrator.
 */
export function organizationsCall(call: string, resource?: string): AwsCall {
  return { call, denied: 'not-delegated', ...(resource !== undefined && { resource }) };
}
