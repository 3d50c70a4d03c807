import type { AccountId, MemberAccount } from '../../domain/account.ts';
import { counted } from '../../domain/counted.ts';
import { type Coverage, coverageState, formatPercent, isNothingHeard } from '../../domain/coverage.ts';
import type { Inspector } from '../ports/deployment-inspection.ts';
import { type Check, ok, problem, warning } from './check.ts';
import type { EventNames } from './event-checks.ts';
import { listedAccounts } from './listed-accounts.ts';

export interface HeardAccounts {
  readonly coverage: Coverage;
  readonly accounts: readonly MemberAccount[];
  readonly inspector: Pick<Inspector, 'readStackSet'>;
  readonly names: Pick<EventNames, 'stackSet' | 'heartbeatRule'>;
  readonly region: string;
}

/** Whether the event of an audit's own read has come back from each account that is to forward its events. */
export async function checkHeardAccounts(found: HeardAccounts): Promise<Check> {
  const id = 'heard-accounts';
  const { coverage, names, region } = found;
  const { heard, silent, awaiting, uncovered } = coverage;
  if (isNothingHeard(coverage)) {
    return problem(
      id,
      `no account at all is heard; ${counted(silent.length, 'covered account')} audited half an hour ago or earlier`,
      'Is there a trail in each account that logs read events? If so, AWS does not deliver them: see nothing-heard in the runbook.',
    );
  }
  const [first] = silent;
  if (first !== undefined) {
    return problem(
      id,
      `${counted(silent.length, 'account')} audited, and not heard within half an hour: ${await listAccounts(found)}`,
      [
        `Their events do not reach rootguard; sweeps still audit them. In each of them: does a trail log, is the rule ${names.heartbeatRule} there with its role, does a policy deny events:PutEvents? The rule and the instance of the StackSet, where the StackSet is:`,
        `aws cloudformation describe-stack-instance --stack-set-name ${names.stackSet} --stack-instance-account ${first} --stack-instance-region ${region} --call-as DELEGATED_ADMIN`,
        `aws events describe-rule --name ${names.heartbeatRule} --region ${region}  # in ${first}`,
      ].join('\n'),
    );
  }
  const notExpected = uncovered.length === 0 ? '' : `; ${counted(uncovered.length, 'account')} uncovered`;
  const detail = `${counted(heard, 'account')} heard${notExpected}`;
  if (heard === 0 && awaiting.length > 0) {
    return warning(id, detail, 'The first audit of each account shows it, half an hour later at the latest.');
  }
  return ok(
    id,
    awaiting.length === 0 ? detail : `${detail}; ${counted(awaiting.length, 'account')} not heard yet`,
  );
}

/** With the reason why the StackSet could not be deployed to it, where that can be read. */
async function listAccounts({ coverage, accounts, inspector, names }: HeardAccounts): Promise<string> {
  const { silent } = coverage;
  const reading = await inspector.readStackSet(names.stackSet);
  const failing = reading.type === 'readable' ? reading.value?.failing : undefined;
  const byId = new Map(accounts.map((account) => [account.id, account.name]));
  const described = (account: AccountId) => {
    const failure = failing?.get(account);
    return `${account} (${byId.get(account) ?? 'unknown name'}${failure === undefined ? '' : `: ${failure}`})`;
  };
  return listedAccounts(silent.map(described));
}

/** The one number. What is missing to it has a check of its own, so it alone is no problem. */
export function checkCoverage(coverage: Coverage): Check {
  const id = 'coverage';
  const { accounts, audited, auditedAndHeard, notAudited, lostEvents, maxAuditAgeHours } = coverage;
  const state = coverageState(coverage);
  if (state.type === 'not-known-yet') {
    return warning(id, 'not known yet, as no audit has been recorded', 'The first sweep shows it.');
  }
  const share =
    state.type === 'nothing-heard'
      ? `${audited} of ${accounts} audited within ${maxAuditAgeHours} hours, none heard`
      : `${formatPercent(auditedAndHeard, accounts)}: ${auditedAndHeard} of ${accounts} audited within ${maxAuditAgeHours} hours and heard`;
  const detail = lostEvents === 0 ? share : `${share}; ${counted(lostEvents, 'event')} lost in 30 days`;
  if (auditedAndHeard === accounts) return ok(id, detail);
  return warning(
    id,
    detail,
    notAudited.length === 0
      ? 'Uncovered and silent accounts are audited by sweeps only: what changes there is found up to a sweep later.'
      : `${counted(notAudited.length, 'account')} without a readable audit: rootguard report says why.`,
  );
}
