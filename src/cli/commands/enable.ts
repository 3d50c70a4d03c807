import { parseAccountId } from '../../domain/account.ts';
import { RootguardError } from '../../domain/errors.ts';
import { applySteps, planEnabling, readRootAccess } from '../../guardrail/operate/root-access.ts';
import type { OperatorTarget } from '../../runtime/operator/ports.ts';
import { optional } from '../options/option.ts';
import { defineCommand } from '../program/command.ts';
import { describeStep, stepsResult } from '../views/root-access.ts';

const DELEGATE = optional(
  '--delegate <account>',
  'also register this account, by its id, in which rootguard is to run, as delegated administrator for IAM',
  parseAccountId,
);

export const enable = defineCommand({
  description: [
    'Enables the central management of root users in member accounts: trusted access for IAM, the features RootCredentialsManagement and RootSessions, and the delegated administrator if one is given. It shows the changes first and leaves what is enabled already unchanged.',
    'AWS accepts this only from the management account. It deletes nothing; it makes audits and removals possible.',
  ],
  credentials: 'management',
  options: { delegate: DELEGATE },
  examples: ['rootguard enable', 'rootguard enable --delegate 222222222222 --profile management'],
  exitCodes: { failure: 'something was refused' },
  async run(context, args) {
    const ports = await context.ports();
    const { createRootAccess } = await import('../../runtime/operator/root-access.ts');
    requireManagementAccount(ports.target);
    const { reader, access } = createRootAccess(ports);
    const steps = planEnabling(await readRootAccess(reader), args.delegate);
    for (const step of steps) context.say(`about to ${describeStep(step)}`);
    const outcomes = await applySteps(access, steps);
    return stepsResult(outcomes, await readRootAccess(reader), ports.target);
  },
});

/** Checked before any change, as AWS would refuse only a later step. */
function requireManagementAccount({ caller, managementAccountId }: OperatorTarget): void {
  if (caller.account === managementAccountId) return;
  throw new RootguardError(
    'not-management-account',
    `the features can be enabled from the management account ${managementAccountId} only; these credentials are of ${caller.account}`,
  );
}
