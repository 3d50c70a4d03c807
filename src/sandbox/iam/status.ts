import type { Call } from '../http/operation.ts';
import type { KeyStatus } from '../world/root-credentials.ts';
import { requiredText } from './context.ts';
import { validationError } from './errors.ts';

/** The member Status of a request that switches an access key or certificate on or off. */
export function statusOf(call: Call): KeyStatus {
  const status = requiredText(call, 'Status');
  if (status === 'Active' || status === 'Inactive') return status;
  throw validationError(
    `1 validation error detected: Value '${status}' at 'status' failed to satisfy constraint: Member must satisfy enum value set: [Active, Inactive]`,
  );
}
