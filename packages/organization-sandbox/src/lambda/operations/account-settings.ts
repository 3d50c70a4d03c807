import type { Operation } from '../../contract/operation.ts';
import { type LambdaContext, locationOf } from '../context.ts';

const GIBIBYTE = 1024 ** 3;

/** What an account may run. https://docs.aws.amazon.com/lambda/latest/api/API_GetAccountSettings.html */
export const getAccountSettings =
  ({ organization, functions }: LambdaContext): Operation =>
  (call) => {
    const settings = organization.accounts.get(call.caller.accountId)?.services.lambda;
    return {
      AccountLimit: {
        TotalCodeSize: 75 * GIBIBYTE,
        CodeSizeUnzipped: 262_144_000,
        CodeSizeZipped: 52_428_800,
        ConcurrentExecutions: settings?.concurrentExecutions,
        UnreservedConcurrentExecutions: settings?.unreservedConcurrentExecutions,
      },
      AccountUsage: { TotalCodeSize: 0, FunctionCount: functions.list(locationOf(call)).length },
    };
  };
