import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exceptionItem } from '../../../../src/aws/dynamodb/exception-item.ts';
import { CREDENTIAL_KINDS } from '../../../../src/domain/credentials.ts';
import type { Exception } from '../../../../src/domain/exception.ts';
import { parseExceptionRow } from '../../../../src/domain/exception-row.ts';
import { givenException } from '../../../support/builders.ts';

const text = fc.string({ minLength: 1 }).filter((value) => value.trim() === value && value !== '');
const timestamp = fc.date({
  min: new Date('2000-01-01T00:00:00Z'),
  max: new Date('2100-01-01T00:00:00Z'),
  noInvalidDate: true,
});
/** Each can be the id of an access key, of a certificate and of a device. */
const credentialId = fc.stringMatching(/^[B-Z0-9]{24,40}$/);
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });

const exceptions: fc.Arbitrary<Exception> = fc
  .record({
    id: fc.string({ minLength: 1 }),
    credentials: fc.uniqueArray(fc.constantFrom(...CREDENTIAL_KINDS), { minLength: 1 }),
    credentialIds: maybe(fc.uniqueArray(credentialId, { minLength: 1 })),
    reason: text,
    approvedBy: text,
    ticket: maybe(text),
    createdAt: maybe(timestamp),
    expiresAt: fc.oneof(timestamp, fc.constant('never' as const)),
    revokedAt: maybe(timestamp),
    revokedBy: maybe(text),
    settledAt: maybe(timestamp),
  })
  .map(({ id, ...fields }) => ({ ...givenException({ id }), ...fields }));

describe('a row of the exceptions table', () => {
  it('is not written with an id that no credential can have', () => {
    const exception = { ...givenException({ credentials: ['access-key'] }), credentialIds: ['AKIA'] };
    expect(() => exceptionItem(exception)).toThrow(expect.objectContaining({ code: 'exception-malformed' }));
  });

  it('reads back as the exception that was written, whatever it is', () => {
    fc.assert(
      fc.property(exceptions, (exception) => {
        expect(parseExceptionRow(exceptionItem(exception))).toEqual({ type: 'exception', exception });
      }),
    );
  });

  it('is not written when it would not parse', () => {
    const blank = { ...givenException(), reason: ' ' };
    expect(() => exceptionItem(blank)).toThrow(expect.objectContaining({ code: 'exception-malformed' }));
  });
});
