import { describe, expect, it } from 'vitest';
import { createCanaryFunction } from '../../../src/lambda/canary.ts';
import { ACCOUNT } from '../../support/builders.ts';
import { givenCanary } from '../guardrail/canary/canary-fixture.ts';

const ROLE = 'arn:aws:sts::222222222222:assumed-role/rootguard-canary/function';

const INVOCATION = { awsRequestId: 'invocation-1', getRemainingTimeInMillis: () => 600_000 };

function givenFunction(options: Parameters<typeof givenCanary>[1] = {}) {
  const given = givenCanary([], options);
  let flushed = 0;
  const invoke = createCanaryFunction({
    ...given.canary,
    canary: { account: ACCOUNT, lateAfterSeconds: 5 },
    readOwnArn: async () => ROLE,
    flushMetrics: () => {
      flushed += 1;
    },
  });
  return { ...given, invoke, flushed: () => flushed };
}

describe('the function of the canary', () => {
  it('makes a run in the account of its configuration, whatever its input names', async () => {
    const { invoke, entries, telemetry, flushed } = givenFunction();
    expect(await invoke({ account: '444444444444' }, INVOCATION)).toEqual({ type: 'completed' });
    expect(entries('canary')).toMatchObject([
      { account: ACCOUNT, result: 'started', by: ROLE },
      { account: ACCOUNT, result: 'completed', by: ROLE },
    ]);
    // It took 8 seconds.
    expect(telemetry.total('CanaryFailures')).toBe(1);
    expect(telemetry.logged.at(-1)).toMatchObject({
      event: 'canary-completed',
      fields: { account: ACCOUNT, invocationId: 'invocation-1' },
    });
    expect(flushed()).toBe(1);
  });

  it('notifies of a run that did not see every hop, and does not fail, as another try would be another run', async () => {
    const { invoke, notified, left } = givenFunction({ deaf: true });
    expect(await invoke(undefined, INVOCATION)).toEqual({ type: 'incomplete' });
    expect(notified()).toEqual(['canary-failed']);
    expect(left()).toEqual([]);
  });

  it('counts and logs what failed, and throws an error without secrets for the log of Lambda', async () => {
    const { invoke, log, telemetry, flushed } = givenFunction();
    const message = 'The signature does not match.\n\nx-amz-security-token:SECRET-TOKEN';
    log.onCall = ({ name }) => {
      if (name === 'canaryRuns.read')
        throw Object.assign(new Error(message), { name: 'SignatureDoesNotMatch' });
    };
    const thrown = await invoke({}, INVOCATION).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ name: 'SignatureDoesNotMatch', message: 'The signature does not match.' });
    expect(String((thrown as Error).stack) + JSON.stringify(thrown)).not.toContain('SECRET');
    expect((thrown as Error).cause).toBeUndefined();
    expect(telemetry.logged.at(-1)).toMatchObject({ event: 'canary-failed', fields: { account: ACCOUNT } });
    expect(telemetry.total('CanaryFailures')).toBe(1);
    expect(flushed()).toBe(1);
  });
});
