import {
  type CallAs,
  type CloudFormationClient,
  paginateListStackInstances,
} from '@aws-sdk/client-cloudformation';
import { type AccountId, isAccountId } from '../../domain/account.ts';
import type { StackSetCoverage } from '../../guardrail/ports/deployment-inspection.ts';
import { readPages } from '../aws-call.ts';
import { hasCode } from '../failures.ts';

/** The caller may be the management account or a delegated administrator for StackSets; both are tried. */
const CALLERS: readonly CallAs[] = ['SELF', 'DELEGATED_ADMIN'];

/**
 * Undefined when the caller's account has no such StackSet.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackInstances.html
 */
export async function readStackSet(
  client: CloudFormationClient,
  name: string,
): Promise<StackSetCoverage | undefined> {
  return asEitherCaller((callAs) => readAs(client, name, callAs));
}

/**
 * Reads something of a StackSet as each caller that these credentials may be.
 * @returns undefined where none of them has the StackSet
 */
export async function asEitherCaller<Value>(
  readAsCaller: (callAs: CallAs) => Promise<Value>,
): Promise<Value | undefined> {
  for (const callAs of CALLERS) {
    try {
      return await readAsCaller(callAs);
    } catch (error) {
      // A caller that is no delegated administrator for StackSets gets a validation error.
      const isElsewhere =
        hasCode(error, 'StackSetNotFoundException') ||
        (callAs === 'DELEGATED_ADMIN' && hasCode(error, 'ValidationError'));
      if (!isElsewhere) throw error;
    }
  }
  return undefined;
}

async function readAs(client: CloudFormationClient, name: string, callAs: CallAs): Promise<StackSetCoverage> {
  const covered = new Set<AccountId>();
  const failing = new Map<AccountId, string>();
  const call = { call: 'cloudformation:ListStackInstances', resource: `StackSet ${name}` };
  const pages = paginateListStackInstances({ client }, { StackSetName: name, CallAs: callAs });
  for await (const { Summaries = [] } of readPages(call, pages)) {
    for (const { Account = '', Status, StackInstanceStatus, StatusReason } of Summaries) {
      if (!isAccountId(Account)) continue;
      const detailed = StackInstanceStatus?.DetailedStatus;
      if (Status === 'CURRENT') covered.add(Account);
      else failing.set(Account, StatusReason ?? detailed ?? Status ?? 'unknown');
    }
  }
  return { covered, failing };
}
