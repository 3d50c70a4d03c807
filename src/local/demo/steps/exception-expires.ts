import { REASONS } from '../../../domain/reasons.ts';
import { ACCOUNTS } from '../accounts.ts';
import { claim, present } from '../claim.ts';
import { NO_CREDENTIALS } from '../scene.ts';
import type { Step } from '../step.ts';
import { APPROVED_DAYS } from './exception-approved.ts';

const DAY_SECONDS = 24 * 60 * 60;

/** The watch requests the audit a minute later. */
const AUDITED_AFTER_SECONDS = 60;

export const exceptionExpires: Step = {
  name: 'exception-expires',
  title: 'The approved exception keeps its password, until it ends',
  async run(scene, tell) {
    const account = ACCOUNTS.breakGlass;
    const { stack } = scene;
    scene.actAsRoot(account, 'sign-in');
    await stack.idle();
    const operator = await stack.operator();
    const kept = present('a posture', (await operator.posture.read(account))?.posture);
    claim('posture while it is approved', kept.state, 'excepted');
    for (const { credential, reason, exceptionId } of kept.credentials) {
      tell(`${credential.kind}: kept. ${REASONS[reason].text} (${exceptionId})`);
    }
    claim('root credentials while it is approved', scene.credentialsOf(account), {
      ...NO_CREDENTIALS,
      password: true,
      mfaDevices: 1,
    });

    await scene.pass(APPROVED_DAYS * DAY_SECONDS);
    await stack.run('watch');
    await scene.pass(AUDITED_AFTER_SECONDS);
    await stack.idle();
    claim('root credentials afterwards', scene.credentialsOf(account), NO_CREDENTIALS);
    tell(
      `${APPROVED_DAYS} days later the exception has ended; the next watch had the account audited a minute later: nothing is left.`,
    );
    return { account, kept: kept.credentials.map(({ credential, reason }) => [credential.kind, reason]) };
  },
};
