import type { AccountId } from '../domain/account.ts';
import { CANARY_TIMEOUT_SECONDS } from '../domain/canary.ts';
import type { CanaryDependencies, CanaryOutcome } from '../guardrail/canary/dependencies.ts';
import { runCanary } from '../guardrail/canary/run-canary.ts';
import { type Invocation, withInvocationId } from './invocation.ts';
import { withoutSecrets } from './without-secrets.ts';

export interface CanaryFunctionDependencies extends CanaryDependencies {
  readonly canary: { readonly account: AccountId; readonly lateAfterSeconds: number };
  /** The ARN of the function's role. */
  readonly readOwnArn: () => Promise<string>;
  readonly flushMetrics: () => void;
}

export type CanaryFunction = (event: unknown, context: Invocation) => Promise<Pick<CanaryOutcome, 'type'>>;

/** The function behind the schedule of the canary. Its input says nothing: the account is that of its configuration. */
export function createCanaryFunction(deps: CanaryFunctionDependencies): CanaryFunction {
  return async (_event, context) => {
    const run = withInvocationId(context, deps);
    try {
      const { type } = await runCanary(run, {
        ...deps.canary,
        by: await deps.readOwnArn(),
        timeoutSeconds: CANARY_TIMEOUT_SECONDS.default,
        notifiesFailures: true,
      });
      return { type };
    } catch (error) {
      run.telemetry.log('canary-failed', { account: deps.canary.account, error });
      run.telemetry.count('CanaryFailures', 1);
      throw withoutSecrets(error);
    } finally {
      deps.flushMetrics();
    }
  };
}
