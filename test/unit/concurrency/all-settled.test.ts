import { expect, it } from 'vitest';
import { Attempts } from '../../../src/concurrency/all-settled.ts';

const failing = (message: string) => async () => {
  throw new Error(message);
};

it('an attempt that fails does not stop those behind it, and is thrown in the end', async () => {
  const attempts = new Attempts();
  let made = 0;
  await attempts.make(failing('one'));
  await attempts.make(async () => {
    made += 1;
  });
  expect(made).toBe(1);
  expect(() => attempts.throwWhatFailed()).toThrow(new Error('one'));
});

it('several that fail are thrown together', async () => {
  const attempts = new Attempts();
  await attempts.make(failing('one'));
  await attempts.make(failing('two'));
  expect(() => attempts.throwWhatFailed()).toThrow(
    expect.objectContaining({
      name: 'AggregateError',
      message: 'several attempts failed',
      errors: [new Error('one'), new Error('two')],
    }),
  );
});

it('nothing is thrown where nothing failed', () => {
  expect(() => new Attempts().throwWhatFailed()).not.toThrow();
});
