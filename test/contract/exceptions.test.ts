import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Exception, formatScope } from '../../src/domain/exception.ts';
import { itemBytes } from '../../src/domain/item-size.ts';
import { ACCOUNT, givenAccount, givenException, givenExceptionRow } from '../support/builders.ts';
import { collect, type TableBackend } from './backend.ts';
import { TABLE_BACKENDS } from './table-backends.ts';
import { actionsOf } from './used-actions.ts';

const NOON = new Date('2026-11-24T12:00:00.000Z');
const ONE = new Date('2026-11-24T13:00:00.000Z');
const PERSON = 'arn:aws:sts::222222222222:assumed-role/ops/a';
const PARENT = 'ou-sbox-work0001';
const CHILD = 'ou-sbox-prod0001';
const MEMBER = givenAccount({ organizationalUnits: [PARENT, CHILD] });

const FULL = givenException({
  id: 'full',
  credentials: ['access-key', 'mfa-device'],
  credentialIds: ['AKIAIOSFODNN7EXAMPLE'],
  ticket: 'T-1',
  createdAt: '2026-11-01T00:00:00Z',
});

const PERMANENT = givenException({ id: 'permanent', expiresAt: undefined, permanent: true });

describe.each(TABLE_BACKENDS)('the exceptions ($backend)', ({ open }) => {
  let tables: TableBackend;
  beforeEach(async () => {
    tables = await open();
  });
  afterEach(() => tables.close());

  const read = async (account = MEMBER, now = NOON) => {
    const reading = await tables.exceptionReader.readFor(account, now);
    if (reading.type === 'unreadable') throw new Error(reading.failure.message);
    return reading;
  };

  it('are read back as they were added', async () => {
    await tables.exceptionEditor.add(FULL);
    await tables.exceptionEditor.add(PERMANENT);
    expect(await read()).toEqual({ type: 'readable', exceptions: [FULL, PERMANENT], malformed: [] });
  });

  it('are read for the account, each organizational unit above it and the organization', async () => {
    const scopes = [`account#${ACCOUNT}`, `ou#${PARENT}`, `ou#${CHILD}`, 'organization'];
    for (const scope of [...scopes, 'account#444444444444', 'ou#ou-sbox-other001']) {
      await tables.exceptionEditor.add(givenException({ scope }));
    }
    const { exceptions } = await read();
    expect(exceptions.map(({ scope }) => formatScope(scope)).toSorted()).toEqual(scopes.toSorted());
    const inRoot = await read(givenAccount());
    expect(inRoot.exceptions).toHaveLength(2);
  });

  it('are read consistently right after a write', async () => {
    for (let index = 0; index < 5; index += 1) {
      await tables.exceptionEditor.add(givenException({ id: `${index}` }));
      expect((await read()).exceptions).toHaveLength(index + 1);
    }
  });

  it('include a malformed row as such, beside the valid ones', async () => {
    await tables.exceptionEditor.add(FULL);
    await tables.putRow(givenExceptionRow({ id: 'by-hand', scope: `ou#${CHILD}`, expiresAt: 'tomorrow' }));
    const { exceptions, malformed } = await read();
    expect(exceptions).toEqual([FULL]);
    expect(malformed).toEqual([
      { scope: `ou#${CHILD}`, id: 'by-hand', issues: [expect.stringContaining('expiresAt')] },
    ]);
  });

  it('are malformed with an id that no credential can have, until they have ended', async () => {
    const typed = { credentials: ['access-key'], credentialIds: ['AKIAIOSFODNN7EXAMPLE\u200b'] };
    await tables.putRow(givenExceptionRow({ id: 'active', ...typed }));
    await tables.putRow(givenExceptionRow({ id: 'ended', ...typed, expiresAt: '2026-11-24T12:00:00Z' }));
    const { exceptions, malformed } = await read();
    expect(malformed).toMatchObject([{ id: 'active', issues: [expect.stringContaining('U+200B')] }]);
    expect(exceptions).toMatchObject([{ id: 'ended' }]);
    const before = await read(MEMBER, new Date(NOON.getTime() - 1));
    expect(before.malformed.map(({ id }) => id)).toEqual(['active', 'ended']);
    const rows = await collect(tables.exceptionWatch.scan());
    expect(rows.map(({ type }) => type).toSorted()).toEqual(['exception', 'malformed']);
  });

  it('are not overwritten by another exception with the same id', async () => {
    await tables.exceptionEditor.add(FULL);
    const other: Exception = { ...FULL, reason: 'another reason' };
    await expect(tables.exceptionEditor.add(other)).rejects.toMatchObject({ code: 'exception-exists' });
    expect((await read()).exceptions).toEqual([FULL]);
  });

  it('accept the same exception again as a retry', async () => {
    await tables.exceptionEditor.add(FULL);
    await tables.exceptionEditor.add(FULL);
    expect((await read()).exceptions).toEqual([FULL]);
  });

  it('keep the row of a revoked exception with its first revocation', async () => {
    const { exceptionEditor } = tables;
    await exceptionEditor.add(PERMANENT);
    const { scope, id } = PERMANENT;
    expect(await exceptionEditor.revoke(scope, id, PERSON, NOON)).toBe('revoked');
    expect(await exceptionEditor.revoke(scope, id, PERSON, NOON)).toBe('revoked');
    expect((await read()).exceptions).toEqual([{ ...PERMANENT, revokedAt: NOON, revokedBy: PERSON }]);
    expect(await exceptionEditor.revoke(scope, id, 'another operator', ONE)).toBe('already-ended');
    expect((await read()).exceptions).toEqual([{ ...PERMANENT, revokedAt: NOON, revokedBy: PERSON }]);
  });

  it('are added and revoked once when a response is lost', async () => {
    const { exceptionEditor } = tables;
    await tables.dropResponse('PutItem');
    await exceptionEditor.add(PERMANENT);
    await tables.dropResponse('UpdateItem');
    expect(await exceptionEditor.revoke(PERMANENT.scope, PERMANENT.id, PERSON, NOON)).toBe('revoked');
    expect((await read()).exceptions).toEqual([{ ...PERMANENT, revokedAt: NOON, revokedBy: PERSON }]);
  });

  it('can be revoked now although a revocation is planned for later', async () => {
    const planned = givenException({ revokedAt: '2026-12-01T00:00:00Z', revokedBy: 'security-lead' });
    await tables.exceptionEditor.add(planned);
    expect(await tables.exceptionEditor.revoke(planned.scope, planned.id, PERSON, NOON)).toBe('revoked');
    expect((await read()).exceptions).toMatchObject([{ revokedAt: NOON, revokedBy: PERSON }]);
  });

  it('cannot be revoked if expired, missing or malformed', async () => {
    const { exceptionEditor } = tables;
    const expired = givenException({ id: 'expired', expiresAt: '2026-11-24T12:00:00Z' });
    await exceptionEditor.add(expired);
    expect(await exceptionEditor.revoke(expired.scope, expired.id, PERSON, NOON)).toBe('already-ended');
    expect(await exceptionEditor.revoke(FULL.scope, FULL.id, PERSON, NOON)).toBe('not-found');
    await tables.putRow(givenExceptionRow({ id: FULL.id, reason: undefined }));
    await expect(exceptionEditor.revoke(FULL.scope, FULL.id, PERSON, NOON)).rejects.toMatchObject({
      code: 'exception-malformed',
    });
  });

  it('are all scanned, malformed rows included', async () => {
    await tables.exceptionEditor.add(FULL);
    await tables.putRow(givenExceptionRow({ scope: 'everything', id: 'by-hand' }));
    const rows = await collect(tables.exceptionWatch.scan());
    expect(rows).toHaveLength(2);
    expect(rows).toContainEqual({ type: 'exception', exception: FULL });
    expect(rows).toContainEqual({
      type: 'malformed',
      malformed: { scope: 'everything', id: 'by-hand', issues: [expect.stringContaining('scope')] },
    });
  });

  it('can be marked as processed, which does not recreate a deleted row', async () => {
    await tables.exceptionEditor.add(FULL);
    expect(await tables.exceptionWatch.markProcessed(FULL.scope, FULL.id, ONE)).toBe(true);
    expect(await tables.exceptionWatch.markProcessed(PERMANENT.scope, PERMANENT.id, ONE)).toBe(false);
    expect((await read()).exceptions).toEqual([{ ...FULL, settledAt: ONE }]);
  });
});

/** In bytes of DynamoDB. */
const MAX_ITEM = 409_600;

describe.each(TABLE_BACKENDS)('a row as large as DynamoDB takes it ($backend)', ({ open }) => {
  let tables: TableBackend;
  beforeEach(async () => {
    tables = await open();
  });
  afterEach(() => tables.close());

  const putFull = (id: string, attributes: Readonly<Record<string, unknown>> = {}) => {
    const row = givenExceptionRow({ id, ...attributes });
    const notes = 'n'.repeat(MAX_ITEM - itemBytes(row) - 'notes'.length);
    return tables.putRow({ ...row, notes });
  };

  it('is malformed, and hides no other: nobody could note in it that its end was processed', async () => {
    await putFull('large');
    await tables.exceptionEditor.add(FULL);
    const rows = await collect(tables.exceptionWatch.scan());
    expect(rows).toContainEqual({
      type: 'malformed',
      malformed: {
        scope: `account#${ACCOUNT}`,
        id: 'large',
        issues: ['row: must take at most 400000 bytes in DynamoDB, and takes 409600'],
      },
    });
    expect(rows).toContainEqual({ type: 'exception', exception: FULL });
  });

  it('is read as usual once its end was noted', async () => {
    await putFull('processed', { expiresAt: '2026-11-01T00:00:00Z', settledAt: '2026-11-01T00:05:00.000Z' });
    const [row] = await collect(tables.exceptionWatch.scan());
    if (row?.type !== 'exception') throw new Error('malformed');
    const { scope, id } = row.exception;
    expect(await tables.exceptionWatch.markProcessed(scope, id, ONE)).toBe(true);
  });
});

describe('the IAM permissions', () => {
  it.each(['exceptionReader', 'exceptionWatch', 'exceptionEditor'] as const)(
    '%s: the adapter uses exactly the actions that it is granted',
    (adapter) => {
      const { used, granted } = actionsOf(adapter);
      expect(used).toEqual(granted);
    },
  );
});
