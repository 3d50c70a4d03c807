import type { AwsFailure } from '../../domain/aws-failure.ts';
import type { ExceptionReader } from '../../guardrail/ports/exceptions.ts';
import type { OperatorPorts } from '../../runtime/operator/ports.ts';
import { type CallerIdentity, describeCallerIdentity } from '../caller-identity.ts';
import type { CliContext } from '../context.ts';
import type { ExceptionsSource } from '../views/accounts/account-json.ts';

/** As if there were no rows. Only for commands that remove nothing. */
export const NO_EXCEPTIONS: ExceptionReader = {
  readFor: async () => ({ type: 'readable', exceptions: [], malformed: [] }),
};

/**
 * Finds out whether rootguard is deployed here, and says it once on stderr if not. The table may also be missing because the
 * credentials are of another account than home. So it has to be missing in an account that may be home, and the line that is
 * printed says whose credentials these are. A table that exists and cannot be read is no table that is missing.
 */
export async function findExceptionsSource(
  context: CliContext,
  ports: OperatorPorts,
): Promise<Exclude<ExceptionsSource, 'ignored'>> {
  const probed = await ports.exceptionsTable.probe();
  if (probed.type === 'readable') return 'read';
  if (probed.failure.reason !== 'resource-missing') return 'unreadable';
  // A name that was given is of a table that exists.
  if ((await context.settings()).isExceptionsTableNamed) return 'unreadable';
  const identity = await context.identity();
  if (identity === undefined || !mayBeHome(identity)) return 'unreadable';
  for (const line of explainNotDeployed(probed.failure, identity)) context.say(line);
  return 'not-deployed';
}

/** rootguard runs in the account that is configured, or else in a delegated administrator for IAM or the management account. */
function mayBeHome({ target, configuredHome, delegatedAdministrators }: CallerIdentity): boolean {
  const { account } = target.caller;
  if (configuredHome !== undefined) return configuredHome === account;
  return account === target.managementAccountId || delegatedAdministrators.includes(account);
}

function explainNotDeployed({ resource = 'table' }: AwsFailure, identity: CallerIdentity): readonly string[] {
  const { account } = identity.target.caller;
  const isCertain = identity.configuredHome === account || identity.delegatedAdministrators.includes(account);
  return [
    `rootguard is not deployed in account ${account}: it has no ${resource}. So there are no exceptions, and every root credential counts as unapproved.`,
    ...(isCertain
      ? []
      : [
          `  credentials:  ${describeCallerIdentity(identity)}`,
          '  next step:    If rootguard is deployed in another account, use credentials of that one: its exceptions are not known here.',
        ]),
  ];
}
