import { describe, expect, it } from 'vitest';
import { exceptionsAdd } from '../../../../src/cli/commands/exceptions/add.ts';
import { exceptionsRevoke } from '../../../../src/cli/commands/exceptions/revoke.ts';
import type { Command } from '../../../../src/cli/program/command.ts';
import { ACCOUNT, givenAccount, givenException } from '../../../support/builders.ts';
import { createMemoryWorld } from '../../../support/memory/world.ts';
import { runCommandLine } from '../command-line.ts';
import { givenContext } from '../terminal-double.ts';

const NOW = new Date('2026-11-24T12:00:00Z');

/** A command on a terminal, over tables in memory. */
function givenCommand(command: Command, argv: readonly string[]) {
  const world = createMemoryWorld(NOW);
  world.organization.setAccount(givenAccount(), []);
  const terminal = givenContext({ columns: 400 });
  const ports = {
    ...world,
    managementAccountId: world.organization.managementAccountId,
    editor: world.exceptions,
    exceptionWatch: world.exceptions,
    target: { caller: { arn: 'arn:aws:iam::222222222222:role/ops' } },
  };
  return {
    ...world,
    ...terminal,
    run: () => runCommandLine(command, argv, { ...terminal.context, ports: async () => ports as never }),
  };
}

const KEY = ['--credential', 'access-key', '--reason', 'migration'];

describe('approving an exception', () => {
  const FOR_A_DAY = [...KEY, '--for', '1d'];
  it.each([
    ['without an end', [...KEY, '--account', ACCOUNT, '--permanent'], 'permanent'],
    ['in the whole organization', [...FOR_A_DAY, '--organization'], 'organization'],
    ['both', [...KEY, '--organization', '--permanent'], 'permanent organization'],
  ])('%s shows the exception and asks for its extent to be typed', async (_what, argv, expected) => {
    const agreed = givenCommand(exceptionsAdd, argv);
    agreed.type(`${expected}\n`);
    expect(await agreed.run()).toMatchObject({ exit: 'ok' });
    expect(agreed.exceptions.rows).toHaveLength(1);
    expect(agreed.seen.stderr).toContain('migration');
    expect(agreed.seen.stderr).toContain(`Type "${expected}" to approve it:`);

    const declined = givenCommand(exceptionsAdd, argv);
    declined.type('yes\n');
    expect(await declined.run()).toMatchObject({ exit: 'declined', json: { result: 'declined' } });
    expect(declined.exceptions.rows).toEqual([]);
    expect(declined.ledger.entries).toEqual([]);
  });

  it('in one account for a limited time needs no confirmation, nor does anything with --yes', async () => {
    for (const argv of [
      [...FOR_A_DAY, '--account', ACCOUNT],
      [...KEY, '--organization', '--permanent', '--yes'],
    ]) {
      const command = givenCommand(exceptionsAdd, argv);
      expect(await command.run()).toMatchObject({ exit: 'ok' });
      expect(command.seen.stderr).toBe('');
    }
  });
});

describe('revoking an exception', () => {
  const argv = [`account#${ACCOUNT}`, 'break-glass'];

  it('shows the exception and asks for its id', async () => {
    const command = givenCommand(exceptionsRevoke, argv);
    command.exceptions.put(givenException());
    command.type('break-glass\n');
    expect(await command.run()).toMatchObject({ exit: 'ok', json: { result: 'revoked' } });
    expect(command.seen.stderr).toContain('Break-glass access');
  });

  it('keeps the exception active when something else is typed', async () => {
    const command = givenCommand(exceptionsRevoke, argv);
    command.exceptions.put(givenException());
    command.type('y\n');
    expect(await command.run()).toMatchObject({ exit: 'declined', json: { result: 'declined' } });
    expect(command.exceptions.rows).toMatchObject([{ exception: { revokedAt: undefined } }]);
    expect(command.ledger.entries).toEqual([]);
  });

  it.each([
    ['has ended', givenException({ expiresAt: '2026-11-01T00:00:00Z' }), 'already-ended'],
    ['is not there', givenException({ id: 'another' }), 'not-found'],
  ])('does not ask about an exception that %s', async (_what, exception, result) => {
    const command = givenCommand(exceptionsRevoke, argv);
    command.exceptions.put(exception);
    expect(await command.run()).toMatchObject({ json: { result } });
    expect(command.seen.stderr).toBe('');
  });
});
