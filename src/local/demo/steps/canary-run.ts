import { EXPECTED_STAGES } from '../../../domain/canary.ts';
import { runCanary } from '../../../guardrail/canary/run-canary.ts';
import { ACCOUNTS } from '../accounts.ts';
import { check } from '../check.ts';
import { watchNotifications } from '../notifications.ts';
import { NO_CREDENTIALS } from '../scene.ts';
import type { Step } from '../step.ts';

/** Far more than the hops take on one machine. */
const TIMEOUT_SECONDS = 60;

export const canaryRun: Step = {
  name: 'canary-run',
  title: 'An operator runs the canary, which sees each hop of a removal',
  async run(scene, print) {
    const account = ACCOUNTS.buildTools;
    const notifications = watchNotifications(scene);
    const operator = await scene.stack.operator();
    const by = operator.target.caller.arn;
    const outcome = await runCanary(operator, { account, by, timeoutSeconds: TIMEOUT_SECONDS });
    check('outcome of the run', outcome.type, 'completed');
    const stages = 'stages' in outcome ? outcome.stages : [];
    const names = stages.map(({ name }) => name);
    check('the hops that it saw', names, [...EXPECTED_STAGES.enforce]);
    check('root credentials afterwards', scene.credentialsOf(account), NO_CREDENTIALS);
    print(`${by} created a root password in ${account} on purpose, an account without any root credential.`);
    print(`Seen, one after the other: ${names.join(', ')}.`);
    for (const subject of notifications()) print(subject);
    return { account, stages, notifications: notifications() };
  },
};
