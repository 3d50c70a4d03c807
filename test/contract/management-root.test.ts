import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ManagementRootRecord } from '../../src/domain/management-root.ts';
import { collect, type TableBackend } from './backend.ts';
import { TABLE_BACKENDS } from './table-backends.ts';
import { givenTablesOnAws } from './tables-on-aws.ts';
import { actionsOf } from './used-actions.ts';

const RECORD: ManagementRootRecord = {
  readAt: new Date('2026-11-24T12:00:00.000Z'),
  sweepId: 'sweep-1',
  reading: { type: 'readable', present: ['login-profile', 'mfa-device'] },
};

describe.each(TABLE_BACKENDS)('the record of the management root user ($backend)', ({ open }) => {
  let tables: TableBackend;
  beforeEach(async () => {
    tables = await open();
  });
  afterEach(() => tables.close());

  it('is what was read last', async () => {
    const { managementRoot } = tables;
    expect(await managementRoot.read()).toBeUndefined();
    for (const record of [
      RECORD,
      { ...RECORD, reading: { type: 'readable', present: [] } },
      {
        ...RECORD,
        sweepId: 'sweep-2',
        reading: {
          type: 'unreadable',
          failure: { reason: 'not-authorized', call: 'sts:AssumeRole', message: 'denied' },
        },
      },
    ] satisfies readonly ManagementRootRecord[]) {
      await managementRoot.write(record);
      expect(await managementRoot.read()).toMatchObject({ type: 'record', record });
    }
  });

  it('(invariant 7) is no posture: it is in no report and in no count of accounts', async () => {
    await tables.managementRoot.write(RECORD);
    expect(await collect(tables.posture.readAll())).toEqual([]);
    expect(await collect(tables.postures.readAll())).toEqual([]);
  });
});

describe('the record of the management root user', () => {
  it.each([
    ['another version knows a further kind', { reading: { type: 'readable', present: ['passkey'] } }],
    ['it was edited by hand', { readAt: 'yesterday' }],
  ])('(invariant 16) does not parse where %s, and the next reading replaces it', async (_why, change) => {
    const tables = await givenTablesOnAws();
    const { managementRoot } = tables;
    await managementRoot.write(RECORD);
    const [item] = await tables.storedItems('posture');
    await tables.putItem('posture', { ...item, ...change });
    expect(await managementRoot.read()).toMatchObject({ type: 'malformed', issues: [expect.any(String)] });
    await managementRoot.write(RECORD);
    expect(await managementRoot.read()).toMatchObject({ type: 'record' });
    await tables.close();
  });
});

describe('the IAM permissions', () => {
  it('of that record are exactly the actions that it uses', () => {
    const { used, granted } = actionsOf('managementRootStore');
    expect(used).toEqual(granted);
  });
});
