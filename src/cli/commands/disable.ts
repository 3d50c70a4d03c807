import { carryOutSteps, planDisabling, readRootAccess } from '../../guardrail/operate/root-access.ts';
import { flag } from '../options/option.ts';
import { lines } from '../output/result.ts';
import { defineCommand } from '../program/command.ts';
import { confirm } from '../terminal/confirm.ts';
import { accessJson, accessRows, accessTable, describeStep, stepsResult } from '../views/root-access.ts';

const YES = flag('-y, --yes', 'do not ask');

const WHAT_STOPS = [
  'From then on nobody can open a root session in any member account:',
  '  - audits and sweeps find nothing out: every account becomes unknown',
  '  - root credentials that are created are not removed any more',
  '  - recoveries cannot be opened, and open ones cannot be closed',
  'Root sessions that are open go on for up to 15 minutes. What was removed stays removed, and exceptions, ledger and posture stay as they are.',
  'If rootguard is deployed, it tells people that the guardrail was weakened.',
];

export const disable = defineCommand({
  description: [
    "Switches the organization's features RootCredentialsManagement and RootSessions off, after saying what stops working and asking. Trusted access and the delegated administrator stay, as other things may stand on them.",
    'AWS accepts it from the management account and from the delegated administrator for IAM.',
  ],
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
      const agreed = args.yes || (await confirm(context, `Type ${organizationId} to go on:`, organizationId));
      if (!agreed) {
        return {
          exit: 'declined',
          json: { steps: [], ...accessJson(now, ports.target) },
          blocks: [lines('Nothing was changed.'), accessTable(now)],
          csv: accessRows(now),
        };
      }
    }
    const outcomes = await carryOutSteps(access, steps);
    return stepsResult(outcomes, await readRootAccess(reader), ports.target);
  },
});
