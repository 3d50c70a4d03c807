import { describe, expect, it } from 'vitest';
import { confirm } from '../../../../src/cli/terminal/confirm.ts';
import { startProgress } from '../../../../src/cli/terminal/progress.ts';
import { createMemoryClock } from '../../../support/memory/clock.ts';
import { givenContext, givenTerminal } from '../terminal-double.ts';

describe('a confirmation', () => {
  it.each([
    ['given', 'the text that was asked for', '12\n', true],
    ['given', 'that text with blanks around it', ' 12 \n', true],
    ['declined', 'another number', '13\n', false],
    ['declined', 'yes', 'yes\n', false],
    ['declined', 'an empty line', '\n', false],
  ])('is %s by typing %s', async (_answer, _what, typed, confirmed) => {
    const { context, seen, type } = givenContext();
    const asked = confirm(context, 'Type the number of accounts (12):', '12');
    type(typed);
    expect(await asked).toBe(confirmed);
    expect(seen.stderr).toContain('Type the number of accounts (12):');
    expect(seen.stdout).toBe('');
  });

  it('is declined when the input is closed', async () => {
    const { context, hangUp } = givenContext();
    const asked = confirm(context, 'Sure?', '1');
    hangUp();
    expect(await asked).toBe(false);
  });

  it('is declined by Ctrl-C', async () => {
    const controller = new AbortController();
    const { context } = givenContext({}, controller.signal);
    const asked = confirm(context, 'Sure?', '1');
    controller.abort();
    expect(await asked).toBe(false);
  });

  it('is declined without a question where there is no terminal', async () => {
    const { context, said, type } = givenContext({ isTTY: false });
    type('1\n');
    expect(await confirm(context, 'Sure?', '1')).toBe(false);
    expect(said).toEqual(['There is no terminal to ask on: give --yes to continue without being asked.']);
  });
});

describe('progress', () => {
  it('shows count, rate and time left on stderr, once it has taken a second', async () => {
    const { terminal, seen } = givenTerminal();
    const clock = createMemoryClock();
    const progress = await startProgress(terminal, clock, 'accounts');
    progress.setTotal(10);
    progress.step();
    expect(seen.stderr).toBe('');
    clock.advance(2);
    progress.step();
    expect(seen.stderr).toContain('2/10 accounts  1.0/s');
    expect(seen.stderr).toContain('left');
    progress.stop();
    expect(seen.stdout).toBe('');
  });

  it('shows count and rate while the total is not known, and the bar once it is', async () => {
    const { terminal, seen } = givenTerminal();
    const clock = createMemoryClock();
    const progress = await startProgress(terminal, clock, 'accounts');
    clock.advance(2);
    progress.step();
    expect(seen.stderr).toContain('1 accounts  0.5/s');
    expect(seen.stderr).not.toContain('left');
    progress.askTotal(async () => 10);
    await Promise.resolve();
    progress.step();
    progress.stop();
    expect(seen.stderr).toContain('2/10 accounts  1.0/s');
  });

  it('is shown before the first item where the command waits for it', async () => {
    const { terminal, seen } = givenTerminal();
    const clock = createMemoryClock();
    const progress = await startProgress(terminal, clock, 'accounts');
    progress.setTotal(3);
    progress.show();
    expect(seen.stderr).toContain('0/3 accounts  waiting');
    clock.advance(2);
    progress.step();
    progress.stop();
    expect(seen.stderr).toContain('1/3 accounts  0.5/s');
  });

  it('continues without a total when the counting fails', async () => {
    const { terminal, seen } = givenTerminal();
    const clock = createMemoryClock();
    const progress = await startProgress(terminal, clock, 'accounts');
    progress.askTotal(() => Promise.reject(new Error('throttled')));
    clock.advance(2);
    progress.step();
    progress.stop();
    expect(seen.stderr).toContain('1 accounts');
  });

  it('does not count where stderr is not a terminal', async () => {
    const { terminal } = givenTerminal({ isTTY: false });
    const progress = await startProgress(terminal, createMemoryClock(), 'accounts');
    progress.askTotal(() => expect.unreachable());
  });

  it('shows nothing where stderr is not a terminal', async () => {
    const { terminal, seen } = givenTerminal({ isTTY: false });
    const clock = createMemoryClock();
    const progress = await startProgress(terminal, clock, 'accounts');
    progress.setTotal(10);
    clock.advance(60);
    progress.step();
    progress.stop();
    expect(seen).toEqual({ stdout: '', stderr: '' });
  });
});
