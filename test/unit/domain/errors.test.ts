import { describe, expect, it } from 'vitest';
import { assertNever, InvalidInputError, RootguardError } from '../../../src/domain/errors.ts';

describe('errors', () => {
  it('carry a code, whose fault it is and the cause', () => {
    const cause = new Error('socket hang up');
    const error = new RootguardError('aws-unavailable', 'aws', 'AWS did not answer', { cause });
    expect(error).toMatchObject({ name: 'RootguardError', code: 'aws-unavailable', fault: 'aws', cause });
  });

  it('list every fault of an input at once', () => {
    const error = new InvalidInputError('invalid-settings', 'settings', ['A is missing', 'B is no number']);
    expect(error).toBeInstanceOf(RootguardError);
    expect(error).toMatchObject({
      name: 'InvalidInputError',
      fault: 'user',
      issues: ['A is missing', 'B is no number'],
    });
    expect(error.message).toBe('settings: A is missing; B is no number');
  });

  it('tell of a variant that nobody handles', () => {
    expect(() => Reflect.apply(assertNever, undefined, [{ type: 'new-variant' }])).toThrow(
      expect.objectContaining({
        code: 'unhandled-variant',
        fault: 'tool',
        message: 'unhandled variant: {"type":"new-variant"}',
      }),
    );
  });
});
