import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { TABLES } from '../../../runtime/resources.ts';
import { ACCOUNTS } from '../accounts.ts';
import { auditAll } from '../audits.ts';
import { check } from '../check.ts';
import type { Step } from '../step.ts';

export const APPROVED_DAYS = 7;

const DAY_MS = 24 * 60 * 60 * 1000;

export const exceptionApproved: Step = {
  name: 'exception-approved',
  title: 'The security team approves the root password of the break-glass account for a week',
  async run(scene, print) {
    const { sandbox, administrator } = scene;
    const expiresAt = new Date(sandbox.clock.now().getTime() + APPROVED_DAYS * DAY_MS).toISOString();
    await administrator(sandbox.homeAccountId).dynamodb.send(
      new PutItemCommand({
        TableName: TABLES.exceptions.name,
        Item: {
          scope: { S: `account#${ACCOUNTS.breakGlass}` },
          id: { S: 'break-glass' },
          credentials: { SS: ['login-profile'] },
          reason: { S: 'Break-glass access until the new runbook is signed off' },
          approvedBy: { S: 'security-lead' },
          ticket: { S: 'SEC-1042' },
          expiresAt: { S: expiresAt },
        },
      }),
    );
    const audit = (await auditAll(scene)).find(({ account }) => account.id === ACCOUNTS.breakGlass);
    check('state of the break-glass account', audit?.state, 'excepted');
    print(
      `A row in the table ${TABLES.exceptions.name}, as the DynamoDB console would write it; expires ${expiresAt}.`,
    );
    print(
      'The audit now reports the account as excepted; its MFA device stays too, because it protects that password.',
    );
    return { account: ACCOUNTS.breakGlass, expiresAt };
  },
};
