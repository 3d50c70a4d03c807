import { expect, it } from 'vitest';
import { allSettledInOrder, type Task, throwRejected } from '../../../src/concurrency/all-settled.ts';

const failing = (message: string) => async () => {
  throw new Error(message);
};

it('runs the tasks behind one that fails, and throws its error in the end', async () => {
  let made = 0;
  const results = await allSettledInOrder([
    failing('one'),
    async () => {
      made += 1;
    },
  ]);
  expect(made).toBe(1);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  expect(() => throwRejected(results)).toThrow(new Error('one'));
});

it('runs one task after the other', async () => {
  const steps: string[] = [];
  const slow = (name: string) => async () => {
    steps.push(`${name} starts`);
    await new Promise((resolve) => setImmediate(resolve));
    steps.push(`${name} ends`);
  };
  await allSettledInOrder([slow('one'), slow('two')]);
  expect(steps).toEqual(['one starts', 'one ends', 'two starts', 'two ends']);
});

it('throws the errors of several tasks together', async () => {
  const results = await allSettledInOrder([failing('one'), failing('two')]);
  expect(() => throwRejected(results)).toThrow(
    expect.objectContaining({
      name: 'AggregateError',
      message: '2 tasks failed',
      errors: [new Error('one'), new Error('two')],
    }),
  );
});

it('counts the failure of the iterable itself as one more', async () => {
  async function* tasks(): AsyncGenerator<Task> {
    yield failing('one');
    throw new Error('no more');
  }
  const results = await allSettledInOrder(tasks());
  expect(results.map((result) => 'reason' in result && result.reason.message)).toEqual(['one', 'no more']);
});

it('throws nothing where nothing failed', () => {
  expect(() => throwRejected([])).not.toThrow();
});
