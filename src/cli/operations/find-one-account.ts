import type { MemberAccount } from '../../domain/account.ts';
import { type AwsFailure, describeWithRequestId } from '../../domain/aws-failure.ts';
import { AwsCallError, InvalidInputError } from '../../domain/errors.ts';
import type { Ineligible } from '../../guardrail/account/check-eligibility.ts';
import { type SelectDependencies, selectAccounts } from '../../guardrail/operate/select-accounts.ts';
import { explainFailure } from '../errors.ts';
import { lines, type Result } from '../output/result.ts';

/** @throws InvalidInputError `unknown-account`; AwsCallError where AWS Organizations does not answer whether it is a member */
export async function findOneAccount(deps: SelectDependencies, account: string): Promise<MemberAccount> {
  const { members, unreadable } = await selectAccounts(deps, {
    accounts: [account],
    organizationalUnits: [],
  });
  const [member] = members;
  if (member !== undefined) return member;
  const [unknown] = unreadable;
  if (unknown !== undefined) throw new AwsCallError(unknown.failure);
  throw new InvalidInputError('unknown-account', 'account', [
    `--account: ${account} is the management account, in which AWS opens no root sessions`,
  ]);
}

/** The lines for an account whose exceptions AWS did not answer with. */
export function explainUnreadableExceptions(
  { id, name }: MemberAccount,
  failure: AwsFailure,
): readonly string[] {
  return [
    `The exceptions of account ${id} (${name}) could not be read, so nothing was changed.`,
    ...explainFailure(failure),
  ];
}

/** The account is not eligible for root sessions, or has changed since it was looked up. */
export function notEligibleResult(account: MemberAccount, eligibility: Ineligible): Result {
  const { id, name } = account;
  const reason = eligibility.type === 'rejected' ? eligibility.reason : eligibility.type;
  const failure = 'failure' in eligibility ? eligibility.failure : undefined;
  return {
    exit: 'failure',
    json: {
      accountId: id,
      name,
      result: 'not-eligible',
      reason,
      ...(failure !== undefined && { failure }),
    },
    blocks: [lines(...explainIneligible(account, eligibility))],
    csv: {
      columns: ['accountId', 'name', 'result', 'reason', 'failure'],
      rows: [[id, name, 'not-eligible', reason, failure && describeWithRequestId(failure)]],
    },
  };
}

function explainIneligible({ id, name }: MemberAccount, eligibility: Ineligible): readonly string[] {
  const account = `account ${id} (${name})`;
  if ('failure' in eligibility) return explainFailure(eligibility.failure, account);
  return eligibility.type === 'not-active'
    ? [
        `Account ${id} (${name}) is ${eligibility.account.state}: AWS opens root sessions in ACTIVE accounts only.`,
      ]
    : [`Account ${id} (${name}) cannot be processed: ${eligibility.reason}.`];
}
