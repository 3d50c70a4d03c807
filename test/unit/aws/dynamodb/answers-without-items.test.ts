import { afterEach, describe, expect, it, vi } from 'vitest';
import { createAwsClients } from '../../../../src/aws/clients.ts';
import { createExceptionReader } from '../../../../src/aws/dynamodb/exception-reader.ts';
import { scanItems } from '../../../../src/aws/dynamodb/table.ts';
import { givenAccount } from '../../../support/builders.ts';

const NOW = new Date('2026-11-24T12:00:00Z');

const CREDENTIALS = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };

/** A table behind something that answers every call with this body and status 200. */
function givenTable(body: string) {
  const { documents } = createAwsClients({ maxAttempts: 1, credentials: CREDENTIALS });
  vi.spyOn(documents.config.requestHandler, 'handle').mockImplementation(async () => {
    const response = { statusCode: 200, headers: {}, body: new TextEncoder().encode(body) };
    return { response } as never;
  });
  return { client: documents, name: 'rootguard-exceptions' };
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('an answer of DynamoDB without items', () => {
  it.each(['{}', '', '{"Count":0}'])('is no answer that there are no exceptions: %j', async (body) => {
    const reading = await createExceptionReader(givenTable(body)).readFor(givenAccount(), NOW);
    expect(reading).toMatchObject({
      type: 'unreadable',
      failure: {
        call: 'dynamodb:Query',
        resource: 'table rootguard-exceptions',
        message: 'the answer has no Items',
      },
    });
  });

  it('ends a scan with a failure', async () => {
    await expect(scanItems(givenTable('{}')).next()).rejects.toThrow('the answer has no Items');
  });

  it('is other than an answer with an empty list', async () => {
    const reading = await createExceptionReader(givenTable('{"Items":[]}')).readFor(givenAccount(), NOW);
    expect(reading).toEqual({ type: 'readable', exceptions: [], malformed: [] });
  });
});
