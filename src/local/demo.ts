import { Command } from 'commander';
import { startSandbox } from '../sandbox/sandbox.ts';
import { runCommand } from './command-line.ts';
import { createNarrator, type Narrator, silentNarrator } from './demo/narrator.ts';
import { type DemoReport, runSteps } from './demo/runner.ts';
import { createScene } from './demo/scene.ts';
import { accountCreated } from './demo/steps/account-created.ts';
import { accountInvited } from './demo/steps/account-invited.ts';
import { attackerReverted } from './demo/steps/attacker-reverted.ts';
import { auditAfter } from './demo/steps/audit-after.ts';
import { auditBefore } from './demo/steps/audit-before.ts';
import { exceptionApproved } from './demo/steps/exception-approved.ts';
import { exceptionExpires } from './demo/steps/exception-expires.ts';
import { hostileMessages } from './demo/steps/hostile-messages.ts';
import { ledger } from './demo/steps/ledger.ts';
import { passwordReset } from './demo/steps/password-reset.ts';
import { recovery } from './demo/steps/recovery.ts';
import { secondAccessKey } from './demo/steps/second-access-key.ts';
import { sweepEnforce } from './demo/steps/sweep-enforce.ts';
import { sweepObserve } from './demo/steps/sweep-observe.ts';
import { startStack } from './stack.ts';

const STEPS = [
  auditBefore,
  exceptionApproved,
  sweepObserve,
  sweepEnforce,
  attackerReverted,
  secondAccessKey,
  passwordReset,
  accountCreated,
  accountInvited,
  exceptionExpires,
  recovery,
  hostileMessages,
  ledger,
  auditAfter,
];

const command = new Command('demo')
  .description('rootguard at work on a sandbox organization, step by step; each step checks what it tells.')
  .option('--json', 'one JSON document instead of the story')
  .action(async ({ json = false }: { json?: boolean }) => {
    const report = await play(json ? silentNarrator : createNarrator(process.stdout));
    if (json) process.stdout.write(`${JSON.stringify(report)}\n`);
    else process.stdout.write(`\n${closingLine(report)}\n`);
    if (!report.ok) process.exitCode = 1;
  });

async function play(narrator: Narrator): Promise<DemoReport> {
  const sandbox = await startSandbox();
  const stack = await startStack(sandbox, { settings: { mode: 'observe', logLevel: 'silent' } });
  try {
    return await runSteps(createScene(sandbox, stack), STEPS, narrator);
  } finally {
    await stack.stop();
    await sandbox.close();
  }
}

function closingLine({ ok, steps }: DemoReport): string {
  const seconds = (steps.reduce((sum, { ms }) => sum + ms, 0) / 1000).toFixed(1);
  return ok
    ? `All ${steps.length} steps hold (${seconds} s).`
    : `Step ${steps.length} of ${STEPS.length} does not hold.`;
}

const exitCode = await runCommand(command, process.argv.slice(2));
process.exitCode ??= exitCode;
