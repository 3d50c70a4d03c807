import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { abortable, unlessAborted } from '../../../src/concurrency/abortable.ts';

const never = () => new Promise<never>(() => undefined);

describe('abortable', () => {
  it('answers as the call does while nothing is aborted', async () => {
    const { signal } = new AbortController();
    await expect(abortable(signal, async () => 'answer')).resolves.toBe('answer');
    await expect(abortable(undefined, async () => 'answer')).resolves.toBe('answer');
    const failure = new Error('failed');
    await expect(abortable(signal, () => Promise.reject(failure))).rejects.toBe(failure);
  });

  it('throws the reason at once when the signal is aborted during the call', async () => {
    const controller = new AbortController();
    const waiting = abortable(controller.signal, never);
    const reason = new Error('out of time');
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
  });

  it('makes no call when the signal is aborted before', async () => {
    const reason = new Error('out of time');
    let calls = 0;
    const call = async () => {
      calls += 1;
    };
    await expect(abortable(AbortSignal.abort(reason), call)).rejects.toBe(reason);
    expect(calls).toBe(0);
  });

  it('leaves no listener on a signal that lives longer than the call', async () => {
    const controller = new AbortController();
    await abortable(controller.signal, async () => 'answer');
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  });
});

describe('unlessAborted', () => {
  it('answers with the result of the call while nothing is aborted', async () => {
    const { signal } = new AbortController();
    await expect(unlessAborted(signal, async () => 7)).resolves.toEqual({ type: 'done', result: 7 });
    await expect(unlessAborted(undefined, async () => 7)).resolves.toEqual({ type: 'done', result: 7 });
  });

  it('answers that it was aborted, before the call and during it', async () => {
    const controller = new AbortController();
    const waiting = unlessAborted(controller.signal, never);
    controller.abort();
    await expect(waiting).resolves.toEqual({ type: 'aborted' });
    await expect(unlessAborted(controller.signal, never)).resolves.toEqual({ type: 'aborted' });
  });

  it('throws what the call fails with, also when the signal is aborted at the same time', async () => {
    const controller = new AbortController();
    const failure = new Error('failed');
    const call = async () => {
      controller.abort();
      throw failure;
    };
    const failing = unlessAborted(new AbortController().signal, () => Promise.reject(failure));
    await expect(failing).rejects.toBe(failure);
    await expect(unlessAborted(controller.signal, call)).rejects.toBe(failure);
  });
});
