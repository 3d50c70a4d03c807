import { describe, expect, it } from 'vitest';
import { AwsCallError } from '../../../src/domain/errors.ts';
import type { LogFields } from '../../../src/guardrail/telemetry/log-fields.ts';
import { createLogger } from '../../../src/runtime/logger.ts';
import { invalidFieldsOf } from '../../support/log-lines.ts';

function givenLogger(level: 'debug' | 'info' = 'info') {
  const lines: string[] = [];
  const logger = createLogger(level, { write: (line) => void lines.push(line) });
  /** Fields are typed; secrets that get into them nevertheless must not be logged. */
  const log = (fields: object) => logger.log('message-failed', fields as LogFields);
  return { logger, log, lines, last: (): Record<string, unknown> => JSON.parse(lines.at(-1) ?? '{}') };
}

describe('the logger', () => {
  it('writes one JSON line with the event, its level, its text and its fields', () => {
    const { logger, last } = givenLogger();
    logger.log('account-audited', {
      account: '333333333333',
      trigger: 'CreateAccessKey 1',
      state: 'compliant',
    });
    expect(last()).toMatchObject({
      level: 'info',
      event: 'account-audited',
      msg: 'The account was audited',
      account: '333333333333',
      trigger: 'CreateAccessKey 1',
      state: 'compliant',
    });
  });

  it('leaves out what is below its level', () => {
    const { logger, lines } = givenLogger('info');
    logger.log('message-irrelevant', { reason: 'not-root' });
    expect(lines).toEqual([]);
  });

  it.each([
    ['at the top', { secretAccessKey: 'SECRET-1', sessionToken: 'SECRET-2' }],
    [
      "in AWS's answer",
      { response: { Credentials: { SecretAccessKey: 'SECRET-1', SessionToken: 'SECRET-2' } } },
    ],
    ['in an SDK client', { client: { config: { credentials: { secretAccessKey: 'SECRET-1' } } } }],
    ['in a list', { sessions: [{ sessionToken: 'SECRET-1' }, { password: 'SECRET-2' }] }],
    ['in the cause of an error', { error: { cause: { input: { Password: 'SECRET-1' } } } }],
    [
      'in a request',
      { request: { headers: { Authorization: 'SECRET-1', 'X-Amz-Security-Token': 'SECRET-2' } } },
    ],
    ['very deep', { a: { b: { c: { d: { e: { f: { g: { sessionToken: 'SECRET-1' } } } } } } } }],
  ])('redacts credentials %s', (_, fields) => {
    const { log, lines } = givenLogger();
    log(fields);
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain('SECRET');
    expect(lines[0]).toContain('[redacted]');
  });

  const FAILURE = {
    reason: 'throttled',
    call: 'dynamodb:Query',
    code: 'Throttling',
    message: 'Rate exceeded',
    requestId: 'request-1',
    resource: 'table rootguard-ledger',
  } as const;

  it('logs of an SDK error only what describes it, without its request and response', () => {
    const { log, lines, last } = givenLogger();
    const cause = Object.assign(new Error('Rate exceeded'), {
      name: 'Throttling',
      $response: { headers: { authorization: 'SECRET-1' } },
      credentials: { sessionToken: 'SECRET-2' },
    });
    log({ error: new AwsCallError(FAILURE, { cause }) });
    expect(lines[0]).not.toContain('SECRET');
    expect(last().error).toMatchObject({
      name: 'AwsCallError',
      code: 'aws-call-failed',
      requestId: 'request-1',
      cause: { name: 'Throttling', message: 'Rate exceeded' },
    });
  });

  it('writes what AWS answered into a field of its own, whichever line names the error', () => {
    const { log, last } = givenLogger();
    log({ error: new AwsCallError(FAILURE) });
    expect(last().failure).toEqual(FAILURE);
    const { level, time, event, msg, ...fields } = last();
    expect(invalidFieldsOf(fields)).toEqual([]);
  });

  const SIGNATURE_ERROR = [
    'The request signature we calculated does not match the signature you provided.',
    '',
    'The Canonical String for this request should have been',
    "'POST",
    'x-amz-date:20261124T120000Z',
    'x-amz-security-token:SECRET-TOKEN',
    "'",
  ].join('\n');

  it.each([
    ['an error', { error: new Error(SIGNATURE_ERROR) }],
    ['the cause of an error', { error: new Error('outer', { cause: new Error(SIGNATURE_ERROR) }) }],
    ['one of several errors', { error: new AggregateError([new Error(SIGNATURE_ERROR)], 'several') }],
    ['a text', { why: SIGNATURE_ERROR }],
    ['a text far down', { failure: { messages: [SIGNATURE_ERROR] } }],
    ['one line', { why: 'signed x-amz-security-token:SECRET-TOKEN' }],
    ['a signed address', { url: 'https://sts.amazonaws.com/?X-Amz-Security-Token=SECRET-TOKEN&X=1' }],
    ['an error of one line', { error: new Error('GET /?X-Amz-Security-Token=SECRET-TOKEN failed') }],
  ])('leaves the signed request out of %s', (_, fields) => {
    const { log, lines } = givenLogger();
    log(fields);
    expect(lines[0]).not.toContain('SECRET');
    expect(lines[0]).toMatch(/does not match|redacted/);
  });

  it.each([
    ['a text', 'no answer', { name: 'Error', message: 'no answer' }],
    ['nothing', null, { name: 'Error', message: 'null' }],
    [
      'with a number as its code',
      new DOMException('aborted', 'AbortError'),
      { name: 'AbortError', code: '20' },
    ],
  ])('writes anything that was thrown in the same form: %s', (_, error, expected) => {
    const { log, last } = givenLogger();
    log({ error });
    expect(last().error).toMatchObject(expected);
    const { level, time, event, msg, ...fields } = last();
    expect(invalidFieldsOf(fields)).toEqual([]);
  });

  it('names the version that wrote the line', () => {
    const { log, last } = givenLogger();
    log({});
    expect(last().version).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it('can log an object that contains itself', () => {
    const { log, last } = givenLogger();
    const loop: Record<string, unknown> = {};
    loop.itself = loop;
    log({ loop });
    expect(last().loop).toEqual({ itself: '[circular]' });
  });

  it('never changes the object that was logged', () => {
    const { log } = givenLogger();
    const fields = { nested: { sessionToken: 'kept for the caller' } };
    log(fields);
    expect(fields.nested.sessionToken).toBe('kept for the caller');
  });

  it('keeps ids of access keys, which identify the caller', () => {
    const { log, last } = givenLogger();
    log({ credential: { id: 'AKIAROOT333333333333', accessKeyId: 'ASIAEXAMPLE' } });
    expect(last()).toMatchObject({ credential: { id: 'AKIAROOT333333333333', accessKeyId: 'ASIAEXAMPLE' } });
  });
});
