import { REASONS } from '../../../domain/reasons.ts';
import { AUDIT_DELAY_SECONDS } from '../../../guardrail/sweep/audit-delay.ts';
import { ACCOUNTS } from '../accounts.ts';
import { check, present } from '../check.ts';
import { NO_CREDENTIALS } from '../scene.ts';
import type { Step } from '../step.ts';
import { APPROVED_DAYS } from './exception-approved.ts';

const DAY_SECONDS = 24 * 60 * 60;

export const exceptionExpires: Step = {
  name: 'exception-expires',
  title: 'The approved password stays until its exception expires',
  async run(scene, print) {
    const account = ACCOUNTS.breakGlass;
    const { stack } = scene;
    scene.actAsRoot(account, 'sign-in');
    await stack.idle();
    const operator = await stack.operator();
    const kept = present('a posture', (await operator.posture.read(account))?.posture);
    check('posture while it is approved', kept.state, 'excepted');
    for (const { credential, reason, exceptionId } of kept.credentials) {
      print(`${credential.kind}: kept. ${REASONS[reason].text} (${exceptionId})`);
    }
    check('root credentials while it is approved', scene.credentialsOf(account), {
      ...NO_CREDENTIALS,
      password: true,
      mfaDevices: 1,
    });

    await scene.advance(APPROVED_DAYS * DAY_SECONDS);
    await stack.run('watch');
    await scene.advance(AUDIT_DELAY_SECONDS);
    await stack.idle();
    check('root credentials afterwards', scene.credentialsOf(account), NO_CREDENTIALS);
    print(
      `${APPROVED_DAYS} days later the exception has expired; the next watch requested an audit, and no root credential is left.`,
    );
    return { account, kept: kept.credentials.map(({ credential, reason }) => [credential.kind, reason]) };
  },
};
