import type { AwsFailure } from '../../domain/aws-failure.ts';
import type { AccountInspector } from '../ports/account-inspection.ts';
import { type Check, notDetermined, ok, problem, refused } from './check.ts';
import type { UnseenAccount } from './missing-credentials.ts';
import type { PreflightPlan } from './plan.ts';

const ID = 'session-regions';

interface Refusal {
  readonly account: string;
  readonly region: string;
  readonly failure: AwsFailure;
}

/**
 * Asks for a stack in each further Region: in one that is not enabled for the account AWS knows no credentials of it, and a policy
 * that denies the Region denies this call.
 * @see https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
 */
export async function checkSessionRegions(
  { sessionRegions, names }: Pick<PreflightPlan, 'sessionRegions' | 'names'>,
  accounts: readonly { readonly account: string; readonly inspector: Pick<AccountInspector, 'readStack'> }[],
  unseen: readonly UnseenAccount[],
): Promise<Check> {
  if (sessionRegions.length === 0) return ok(ID, 'none are configured');
  const places = accounts.flatMap((one) => sessionRegions.map((region) => ({ ...one, region })));
  const readings = await Promise.all(
    places.map(async ({ account, inspector, region }): Promise<readonly Refusal[]> => {
      const reading = await inspector.readStack(`${names.sessionsStack}-${region}`, region);
      return reading.type === 'unreadable' ? [{ account, region, failure: reading.failure }] : [];
    }),
  );
  const refusals = readings.flat();
  const notEnabled = refusals.filter(({ failure }) => failure.reason === 'credentials-invalid');
  if (notEnabled.length > 0) {
    return problem(
      ID,
      `not enabled: ${notEnabled.map(({ region, account }) => `${region} in ${account}`).join(', ')}`,
      notEnabled
        .map(
          ({ region, account }) =>
            `aws account enable-region --region-name ${region} --account-id ${account}`,
        )
        .concat('Or take the Region out of sessionRegions: nobody can open a root session in it.')
        .join('\n'),
    );
  }
  const [first] = refusals;
  if (first !== undefined) {
    return refused(
      ID,
      first.failure,
      `If a policy denies ${first.region} in ${first.account}, exempt whoever deploys there and the path of rootguard's roles.`,
    );
  }
  const seen = `${sessionRegions.join(', ')} in ${accounts.map(({ account }) => account).join(' and ')}`;
  const [missing] = unseen;
  return missing === undefined
    ? ok(ID, `${seen}; in member accounts the StackSet leaves out those that have not enabled them`)
    : notDetermined(ID, `${seen}; ${missing.account} is not known: ${missing.detail}`, missing.advice);
}
