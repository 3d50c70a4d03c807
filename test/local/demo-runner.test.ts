import { startSandbox } from 'organization-sandbox/sandbox.ts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { check } from '../../src/local/demo/check.ts';
import { runSteps } from '../../src/local/demo/runner.ts';
import { createScene } from '../../src/local/demo/scene.ts';
import type { Step } from '../../src/local/demo/step.ts';
import { silentStepPrinter } from '../../src/local/demo/step-printer.ts';
import { attackerReverted } from '../../src/local/demo/steps/attacker-reverted.ts';
import { startStack } from '../../src/local/stack.ts';

async function givenScene(mode: 'observe' | 'enforce') {
  const sandbox = await startSandbox();
  const stack = await startStack(sandbox, { settings: { mode, logLevel: 'silent' } });
  onTestFinished(async () => {
    await stack.stop();
    await sandbox.close();
  });
  return createScene(sandbox, stack);
}

const step = (name: string, run: Step['run']): Step => ({ name, title: name, run });

describe('the demo', () => {
  it('fails a step whose results differ from the state of the sandbox', async () => {
    // In observe mode nothing is reverted, so this step must fail.
    const report = await runSteps(await givenScene('observe'), [attackerReverted], silentStepPrinter);
    expect(report).toMatchObject({ ok: false, steps: [{ name: 'attacker-reverted', ok: false }] });
    expect(report.steps[0]?.details.error).toContain('expected {"password":false');
    expect(report.steps[0]?.details.error).toContain('saw {"password":true');
  });

  it('ends with the first step that fails', async () => {
    const steps = [
      step('one', async () => ({})),
      step('two', async () => {
        check('answer', 41, 42);
        return {};
      }),
      step('three', async () => ({})),
    ];
    const report = await runSteps(await givenScene('observe'), steps, silentStepPrinter);
    expect(report.ok).toBe(false);
    expect(report.steps.map(({ name, ok }) => [name, ok])).toEqual([
      ['one', true],
      ['two', false],
    ]);
  });
});
