import { CreateAccountCommand, DescribeCreateAccountStatusCommand } from '@aws-sdk/client-organizations';
import { parseAccountId } from '../../../domain/account.ts';
import { check, present } from '../check.ts';
import { NO_CREDENTIALS } from '../scene.ts';
import type { Step } from '../step.ts';

export const accountCreated: Step = {
  name: 'account-created',
  title: 'An account is created in the organization',
  async run(scene, print) {
    const { organizations } = scene.administrator(scene.sandbox.managementAccountId);
    const { CreateAccountStatus } = await organizations.send(
      new CreateAccountCommand({ AccountName: 'new-venture', Email: 'aws-new-venture@example.com' }),
    );
    await scene.advance(scene.sandbox.settings.accountCreationSeconds);
    const { CreateAccountStatus: created } = await organizations.send(
      new DescribeCreateAccountStatusCommand({
        CreateAccountRequestId: present('id of the request', CreateAccountStatus?.Id),
      }),
    );
    const account = parseAccountId(present('id of the new account', created?.AccountId));
    const posture = (await (await scene.stack.operator()).posture.read(account))?.posture;
    check('posture of the new account', posture?.state, 'compliant');
    check('its root credentials', scene.credentialsOf(account), NO_CREDENTIALS);
    print(
      `${account} was audited on arrival (${posture?.foundBy}) and is compliant: AWS creates it without root credentials.`,
    );
    return { account };
  },
};
