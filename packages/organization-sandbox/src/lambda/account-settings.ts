import type { Service } from '../contract/operation.ts';
import type { Organization } from '../world/organization.ts';

const GIBIBYTE = 1024 ** 3;

/** What an account may run. https://docs.aws.amazon.com/lambda/latest/api/API_GetAccountSettings.html */
export const createLambda = ({ accounts }: Organization): Service => ({
  name: 'lambda',
  operations: {
    GetAccountSettings: ({ caller }) => {
      const settings = accounts.get(caller.accountId)?.services.lambda;
      return {
        AccountLimit: {
          TotalCodeSize: 75 * GIBIBYTE,
          CodeSizeUnzipped: 262_144_000,
          CodeSizeZipped: 52_428_800,
          ConcurrentExecutions: settings?.concurrentExecutions,
          UnreservedConcurrentExecutions: settings?.unreservedConcurrentExecutions,
        },
        AccountUsage: { TotalCodeSize: 0, FunctionCount: 0 },
      };
    },
  },
});
