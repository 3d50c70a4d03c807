import { startSandbox } from 'organization-sandbox/sandbox.ts';
import { startStack } from '../stack.ts';
import { type DemoReport, runSteps } from './runner.ts';
import { createScene } from './scene.ts';
import type { StepPrinter } from './step-printer.ts';
import { accountCreated } from './steps/account-created.ts';
import { accountInvited } from './steps/account-invited.ts';
import { attackerReverted } from './steps/attacker-reverted.ts';
import { auditAfter } from './steps/audit-after.ts';
import { auditBefore } from './steps/audit-before.ts';
import { canaryRun } from './steps/canary-run.ts';
import { exceptionApproved } from './steps/exception-approved.ts';
import { exceptionExpires } from './steps/exception-expires.ts';
import { functionChanged } from './steps/function-changed.ts';
import { hostileMessages } from './steps/hostile-messages.ts';
import { ledger } from './steps/ledger.ts';
import { modeEnforce } from './steps/mode-enforce.ts';
import { passwordReset } from './steps/password-reset.ts';
import { recovery } from './steps/recovery.ts';
import { ruleDeleted } from './steps/rule-deleted.ts';
import { secondAccessKey } from './steps/second-access-key.ts';
import { sessionAnnounced } from './steps/session-announced.ts';
import { sweepEnforce } from './steps/sweep-enforce.ts';
import { sweepObserve } from './steps/sweep-observe.ts';

export const STEPS = [
  auditBefore,
  exceptionApproved,
  sweepObserve,
  modeEnforce,
  sweepEnforce,
  attackerReverted,
  sessionAnnounced,
  secondAccessKey,
  passwordReset,
  accountCreated,
  accountInvited,
  exceptionExpires,
  recovery,
  canaryRun,
  hostileMessages,
  functionChanged,
  ruleDeleted,
  ledger,
  auditAfter,
];

/** Runs the whole demo on the default organization. */
export async function runDemo(printer: StepPrinter): Promise<DemoReport> {
  const sandbox = await startSandbox();
  // As `"allowEnforcement": true` deploys it: an operator sets the modes.
  const settings = { mode: 'observe', canEnforce: 'true', logLevel: 'silent' };
  const stack = await startStack(sandbox, { settings });
  try {
    return await runSteps(createScene(sandbox, stack), STEPS, printer);
  } finally {
    await stack.stop();
    await sandbox.close();
  }
}
