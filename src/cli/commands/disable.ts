import { applySteps, planDisabling, readRootAccess } from '../../guardrail/operate/root-access.ts';
import { flag } from '../options/option.ts';
import { lines } from '../output/result.ts';
import { defineCommand } from '../program/command.ts';
import { confirm } from '../terminal/confirm.ts';
import { accessJson, accessRows, accessTable, describeStep, stepsResult } from '../views/root-access.ts';

const YES = flag('-y, --yes', 'proceed without asking for confirmation');

const WHAT_STOPS = [
  'Root sessions can no longer be opened in any member account:',
  '  - audits and sweeps fail: every account becomes unknown',
  '  - new root credentials are no longer removed',
  '  - recoveries cannot be opened, and open ones cannot be ended',
  'Open root sessions last for up to 15 minutes. Removed credentials stay removed; exceptions, ledger and posture are kept.',
  'If rootguard is deployed, it sends a notification that the guardrail was weakened.',
];

export const disable = defineCommand({
  description: [
    "Disables the organization's features RootCredentialsManagement and RootSessions, after showing what stops working and asking for confirmation. Trusted access and the delegated administrator stay, as other services may depend on them.",
    'AWS accepts this from the management account and from the delegated administrator for IAM.',
  ],
  credentials: 'management',
  options: { yes: YES },
  examples: ['rootguard disable'],
  exitCodes: { failure: 'something was refused' },
  async run(context, args) {
    const ports = await context.ports();
    const { createRootAccess } = await import('../../runtime/operator/root-access.ts');
    const { reader, access } = createRootAccess(ports);
    const now = await readRootAccess(reader);
    const steps = planDisabling(now);
    for (const step of steps) context.say(`about to ${describeStep(step)}`);
    if (steps.length > 0) {
      for (const line of WHAT_STOPS) context.say(line);
      const { organizationId } = ports.target;
      const agreed =
        args.yes || (await confirm(context, `Type ${organizationId} to continue:`, organizationId));
      if (!agreed) {
        return {
          exit: 'declined',
          json: { steps: [], ...accessJson(now, ports.target) },
          blocks: [lines('Nothing was changed.'), accessTable(now)],
          csv: accessRows(now),
        };
      }
    }
    const outcomes = await applySteps(access, steps);
    return stepsResult(outcomes, await readRootAccess(reader), ports.target);
  },
});
