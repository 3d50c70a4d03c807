import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { createAwsClients } from '../../src/aws/clients.ts';
import { confirm } from '../../src/cli/terminal/confirm.ts';
import { createTerminal } from '../../src/cli/terminal/terminal.ts';
import { type AccountId, parseAccountId } from '../../src/domain/account.ts';
import { FailedCommand, runCommand } from '../../src/local/command-line.ts';
import { checkEligibility, NotEligible } from './check-eligibility.ts';
import { portsOn } from './connect.ts';
import { type Restoration, restoreAccount } from './restore-account.ts';
import { type LiveTarget, TARGET_VARIABLE } from './target.ts';

/*
 * Checks on a real organization what the tests expect of the sandbox: npm run test:live -- --account ID
 */

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const command = new Command('test:live')
  .description(
    'Asks AWS what the sandbox is held to, in a member account set aside for it. See docs/live-test.md.',
  )
  .requiredOption('--account <id>', 'a member account without root credentials, set aside for tests')
  .option('--yes', 'do not ask')
  .action(async ({ account, yes = false }: { account: string; yes?: boolean }) => {
    await testLive(parseAccountId(account), yes).catch(refuseAsUsage);
  });

/** Exit code 2, as for other input that is refused. */
function refuseAsUsage(error: unknown): never {
  if (error instanceof NotEligible) command.error(`error: ${error.message}`);
  throw error;
}

/** @throws NotEligible before any change; FailedCommand when an expectation failed */
async function testLive(account: AccountId, yes: boolean): Promise<void> {
  const interrupted = new AbortController();
  const clients = createAwsClients();
  try {
    const target = await checkEligibility(clients, account);
    say(intention(target));
    if (!yes && !(await agreed(account, interrupted.signal))) {
      throw new NotEligible('Not confirmed; nothing was done.');
    }
    // From here on the account has to be restored.
    for (const signal of SIGNALS) process.on(signal, () => interrupted.abort());
    const passed = await runTests(target, interrupted.signal).catch((error: unknown) => {
      say(`The tests could not be run: ${String(error)}`);
      return false;
    });
    const isRestored = reportRestoration(account, await restoreAccount(portsOn(clients, target)));
    if (interrupted.signal.aborted) say('Interrupted.');
    if (!passed || !isRestored) throw new FailedCommand();
  } finally {
    clients.destroy();
  }
}

function reportRestoration(account: AccountId, result: Restoration): boolean {
  if (result.type === 'not-compliant') {
    say(
      `${account} is NOT as it was found: ${result.why}. See "If the account is not restored" in docs/live-test.md.`,
    );
    return false;
  }
  if (result.hadPassword) say(`The password that was left behind in ${account} is deleted.`);
  say(`${account} is without root credentials, as it was found.`);
  return true;
}

function intention({ callerArn, organizationId, account }: LiveTarget): string {
  return [
    `As ${callerArn}, in organization ${organizationId}:`,
    `- opens root sessions in ${account}, and asks for some that AWS refuses;`,
    `- twice allows a root password in ${account} (CreateLoginProfile) and deletes it again at once;`,
    '- reads the organization: its features and the first page of its accounts;',
    '- makes an SQS queue in the account of the caller, and deletes it again.',
    `Nothing stays behind but CloudTrail events. Nobody should use the root user of ${account} meanwhile.`,
  ].join('\n');
}

function agreed(account: AccountId, interrupted: AbortSignal): Promise<boolean> {
  const terminal = createTerminal(process, false);
  return confirm({ terminal, interrupted, say }, 'Type the account id to continue:', account);
}

/** In a process group of its own, so that Ctrl-C ends it by way of this process, which then puts things back. */
async function runTests(target: LiveTarget, interrupted: AbortSignal): Promise<boolean> {
  const vitest = join(fileURLToPath(import.meta.resolve('vitest/package.json')), '../vitest.mjs');
  const child = spawn(process.execPath, [vitest, 'run', '--config', 'vitest.live.config.ts'], {
    cwd: ROOT,
    env: { ...process.env, [TARGET_VARIABLE]: JSON.stringify(target) },
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
  });
  interrupted.addEventListener('abort', () => child.kill('SIGTERM'));
  const [exitCode] = await once(child, 'close');
  return exitCode === 0 && !interrupted.aborted;
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

process.exitCode = await runCommand(command, process.argv.slice(2));
