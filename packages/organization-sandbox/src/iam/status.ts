import type { Call } from '../contract/operation.ts';
import type { KeyStatus } from '../world/root-credentials.ts';
import { requiredText } from './context.ts';

/** The member Status of a request that switches an access key or certificate on or off; no other value gets this far. */
export const statusOf = (call: Call): KeyStatus =>
  requiredText(call, 'Status') === 'Active' ? 'Active' : 'Inactive';
