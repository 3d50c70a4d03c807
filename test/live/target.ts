import type { AccountId } from '../../src/domain/account.ts';

/** What the live tests know of the organization; passed in an environment variable as JSON. */
export interface LiveTarget {
  readonly callerArn: string;
  readonly partition: string;
  readonly organizationId: string;
  readonly managementAccountId: AccountId;
  /** The designated member account. */
  readonly account: AccountId;
}

export const TARGET_VARIABLE = 'LIVE_TEST_TARGET';

declare module 'vitest' {
  interface ProvidedContext {
    readonly target: LiveTarget;
  }
}
