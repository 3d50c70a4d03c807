import { describe, expect } from 'vitest';
import { createAwsClients } from '../../src/aws/clients.ts';
import { createBreaker } from '../../src/aws/dynamodb/breaker.ts';
import { parseAccountId } from '../../src/domain/account.ts';
import { administratorOf } from '../../src/local/clients.ts';
import { TABLES } from '../../src/runtime/resources.ts';
import { type CliOnSandbox, it } from './cli.ts';
import { ledgerOf } from './ledger.ts';

const OPERATOR = 'arn:aws:sts::222222222222:assumed-role/sandbox-admin/session';
const ACKNOWLEDGE = ['breaker', 'acknowledge', '--reason', 'planned clean-up'];

async function open({ sandbox }: CliOnSandbox): Promise<void> {
  const credentials = administratorOf(sandbox.homeAccountId);
  const clients = createAwsClients({ endpoint: sandbox.endpoint, credentials, maxAttempts: 1 });
  const breaker = createBreaker({ client: clients.documents, name: TABLES.posture.name });
  await breaker.permit(parseAccountId('333333333333'), 0, new Date('2026-11-24T12:00:00Z'));
  clients.destroy();
}

describe.concurrent('breaker', () => {
  it('is closed until too many accounts lose credentials', async ({ givenCli }) => {
    const { json } = await givenCli();
    expect(await json(['breaker', 'status'])).toMatchObject({
      code: 0,
      json: { state: 'closed', since: null, accountsThisHour: 0 },
    });
  });

  it('is reported as open, and is closed by an operator', async ({ givenCli }) => {
    const cli = await givenCli();
    await open(cli);
    expect(await cli.json(['breaker', 'status'])).toMatchObject({
      code: 3,
      json: { state: 'open', since: '2026-11-24T12:00:00.000Z' },
    });
    expect(await cli.run(ACKNOWLEDGE)).toMatchObject({ code: 5 });
    expect(await cli.json(['breaker', 'status'])).toMatchObject({ code: 3 });
    expect(await ledgerOf(cli.sandbox, 'organization')).toEqual([]);
    const { code, stdout } = await cli.run([...ACKNOWLEDGE, '--ticket', 'SEC-7', '--yes']);
    expect(code).toBe(0);
    expect(stdout).toContain(`Acknowledged by ${OPERATOR}.`);
    expect(await cli.json(['breaker', 'status'])).toMatchObject({ code: 0, json: { state: 'closed' } });
  });

  it('keeps on record who acknowledged it, why, and since when it was open', async ({ givenCli }) => {
    const cli = await givenCli();
    await open(cli);
    await cli.run([...ACKNOWLEDGE, '--ticket', 'SEC-7', '--yes']);
    const history = ['history', '--account', 'organization'];
    expect(await cli.json(history)).toMatchObject({
      json: {
        entries: [
          {
            type: 'breaker-acknowledged',
            account: 'organization',
            openSince: '2026-11-24T12:00:00.000Z',
            operator: { by: OPERATOR, reason: 'planned clean-up', ticket: 'SEC-7' },
          },
        ],
      },
    });
    expect((await cli.run(history)).stdout).toContain('breaker-acknowledged');
  });

  it('writes no ledger entry where there is nothing to acknowledge', async ({ givenCli }) => {
    const cli = await givenCli();
    expect(await cli.json([...ACKNOWLEDGE, '--yes'])).toMatchObject({ code: 0, json: { state: 'closed' } });
    expect(await ledgerOf(cli.sandbox, 'organization')).toEqual([]);
  });
});
