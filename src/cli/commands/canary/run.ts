import { type AccountId, isAccountId } from '../../../domain/account.ts';
import { runCanary } from '../../../guardrail/canary/run-canary.ts';
import type { OperatorPorts } from '../../../runtime/operator/ports.ts';
import { findOneAccount } from '../../operations/find-one-account.ts';
import { ONE_ACCOUNT } from '../../options/accounts.ts';
import { TIMEOUT } from '../../options/canary.ts';
import { defineCommand } from '../../program/command.ts';
import { canaryResult, stageLine } from '../../views/canary.ts';

export const canaryRun = defineCommand({
  description: [
    'Allows a root password in an account that has no root credential, and times each hop until rootguard has removed it and notified people of it: the event of CloudTrail, the queue, the audit, the removal, the outcome in the ledger and the notification. docs/canary.md says what each rests on.',
    'Choose an account with nothing in it. The run is refused where the account has a root credential, where any exception applies to it, and where that cannot be found out. Nobody can sign in with the password: it only lets the owner of the root e-mail address set one.',
    'The command never leaves the password behind. In observe mode it removes it itself once it has been found; in enforce mode only where the guardrail has not, and then the run has failed. After Ctrl-C it stops watching, and removes it.',
  ],
  options: { account: ONE_ACCOUNT, timeoutSeconds: TIMEOUT },
  examples: [
    'rootguard canary run --account 333333333333',
    'rootguard canary run --account canary --timeout 2m --output json',
  ],
  exitCodes: {
    ok: 'every stage was seen',
    failure: 'a stage was not seen, or the run was refused; code or missing says why',
  },
  onInterrupt: 'graceful',
  run: async (context, { account: named, timeoutSeconds }) => {
    const ports = await context.ports();
    const account = await accountNamed(ports, named);
    const remover = await context.remover();
    const outcome = await runCanary(
      { ...ports, remover },
      {
        account,
        by: ports.target.caller.arn,
        timeoutSeconds,
        interrupted: context.interrupted,
        onStage: (stage) => context.say(stageLine(stage)),
      },
    );
    return canaryResult(account, outcome);
  },
});

/** An id is taken as it is: the run itself says why it is none of a member. */
async function accountNamed(ports: OperatorPorts, named: string): Promise<AccountId> {
  return isAccountId(named) ? named : (await findOneAccount(ports, named)).id;
}
