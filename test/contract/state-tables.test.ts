import { NumberValue } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseAccountId } from '../../src/domain/account.ts';
import type { Policy } from '../../src/domain/policy.ts';
import { chainLine, NO_PREVIOUS } from '../../src/guardrail/evidence/chain.ts';
import { stateItems, verifyState, writeState } from '../../src/guardrail/evidence/state-file.ts';
import type { CurrentPolicy } from '../../src/guardrail/operate/current-policy.ts';
import { importState, planImport } from '../../src/guardrail/operate/import-state.ts';
import { givenPolicy } from '../support/builders.ts';
import { createMemoryClock } from '../support/memory/clock.ts';
import { collect } from './backend.ts';
import { type AwsTableBackend, givenTablesOnAws } from './tables-on-aws.ts';
import { actionsOf } from './used-actions.ts';

const NOON = new Date('2026-11-24T12:00:00.000Z');

const HEADER = {
  organizationId: 'o-sandbox0001',
  homeAccountId: parseAccountId('222222222222'),
  createdAt: NOON,
  createdBy: 'arn:aws:sts::222222222222:assumed-role/operator/session',
};

const OPERATOR = {
  by: 'arn:aws:sts::444444444444:assumed-role/operator/session',
  reason: 'move',
  ticket: undefined,
};

const OBSERVING = givenPolicy({ mode: 'observe' });

const ENFORCING = givenPolicy({ mode: 'enforce' });

/** Of a deployment that can delete, without settings. */
function currentPolicyOf(policy: Policy): CurrentPolicy {
  const reading = { type: 'initial' } as const;
  return {
    reading,
    canEnforce: true,
    recordedAt: NOON,
    initialPolicy: policy,
    policy,
    appliedPolicy: policy,
  };
}

const ROW = { scope: 'account#333333333333', id: 'x', credentials: new Set(['access-key']), reason: 'r' };

const name = fc.stringMatching(/^[a-zA-Z0-9_. ]{1,12}$/);

const number = fc.constantFrom(
  '0',
  '-1',
  '1.5',
  '12345678901234567890123456789012345678',
  '0.00000000000000000001',
);

/** Any value that DynamoDB stores, also of types and digits that no version of rootguard writes. */
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.string({ unit: 'binary' }),
    number.map((text) => NumberValue.from(text)),
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array({ minLength: 1, maxLength: 20 }),
    fc.uniqueArray(name, { minLength: 1, maxLength: 4 }).map((texts) => new Set(texts)),
    fc.uniqueArray(fc.integer(), { minLength: 1, maxLength: 4 }).map((numbers) => new Set(numbers)),
    fc.uint8Array({ minLength: 1, maxLength: 9 }).map((bytes) => new Set([bytes])),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(name, tie('value'), { maxKeys: 3 }),
  ),
}));

const attributes = fc.dictionary(name, value, { maxKeys: 6 });

const key = fc.stringMatching(/^[a-z0-9#:.-]{1,20}$/);

const rows = fc.uniqueArray(fc.tuple(key, key, attributes), {
  maxLength: 6,
  selector: ([partition, sort]) => `${partition} ${sort}`,
});

async function* each<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}

describe('the state of an installation', () => {
  let home: AwsTableBackend;
  let newHome: AwsTableBackend;
  beforeEach(async () => {
    [home, newHome] = await Promise.all([givenTablesOnAws(), givenTablesOnAws()]);
  });
  afterEach(async () => {
    await Promise.all([home.close(), newHome.close()]);
  });

  const exportHome = async (since?: Date) => {
    const lines = await collect(writeState(HEADER, home.stateReader, since));
    return { texts: lines.map(({ text }) => text), digest: lines.at(-1)?.hash ?? '' };
  };

  const importInto = (
    { texts, digest }: Awaited<ReturnType<typeof exportHome>>,
    {
      target = newHome,
      signal,
      policies = [OBSERVING],
    }: { target?: AwsTableBackend; signal?: AbortSignal; policies?: readonly Policy[] } = {},
  ) => {
    let reads = 0;
    const readPolicy = async () => {
      const policy = policies[Math.min(reads, policies.length - 1)] ?? OBSERVING;
      reads += 1;
      return currentPolicyOf(policy);
    };
    let ids = 0;
    const newId = () => {
      ids += 1;
      return String(ids);
    };
    return importState(
      {
        stateWriter: target.stateWriter,
        ledger: target.ledger,
        clock: createMemoryClock(),
        newId,
        readPolicy,
      },
      {
        readItems: () => stateItems(each(texts), digest),
        header: HEADER,
        digest,
        operator: OPERATOR,
        addsExceptions: true,
        pace: { concurrency: 4, signal },
      },
    );
  };

  const contentsOf = async (tables: AwsTableBackend) => {
    const contents = await Promise.all(
      (['exceptions', 'ledger', 'settings'] as const).map((table) =>
        collect(tables.stateReader.readAll(table)),
      ),
    );
    const texts = contents.flat().map((item) => JSON.stringify(item));
    return texts.filter((text) => !text.includes('state-import')).toSorted();
  };

  it('is the same in another home account, whatever the items are', async () => {
    await fc.assert(
      fc.asyncProperty(rows, rows, attributes, async (exceptions, entries, settings) => {
        const [from, to] = await Promise.all([givenTablesOnAws(), givenTablesOnAws()]);
        try {
          for (const [scope, id, more] of exceptions)
            await from.putItem('exceptions', { ...more, scope, id });
          for (const [account, at, more] of entries) await from.putItem('ledger', { ...more, account, at });
          await from.putItem('settings', { ...settings, name: 'policy' });
          const lines = await collect(writeState(HEADER, from.stateReader, undefined));
          const texts = lines.map(({ text }) => text);
          expect(await verifyState(each(texts))).toMatchObject({ type: 'intact' });
          const file = { texts, digest: lines.at(-1)?.hash ?? '' };
          const { counts } = await importInto(file, { target: to });
          expect(counts.added).toEqual({
            exceptions: exceptions.length,
            ledger: entries.length,
            settings: 1,
          });
          expect(await contentsOf(to)).toEqual(await contentsOf(from));
          const again = await planImport(to.stateWriter, () => stateItems(each(texts), file.digest), {
            concurrency: 4,
          });
          expect(again.counts).toMatchObject({
            same: counts.added,
            different: { exceptions: 0, ledger: 0, settings: 0 },
          });
        } finally {
          await Promise.all([from.close(), to.close()]);
        }
      }),
      { numRuns: 15, seed: 20261124 },
    );
  });

  it('has every page of a table, and of the ledger what is as new as asked', async () => {
    const padding = 'x'.repeat(350_000);
    for (const day of [21, 22, 23, 24]) {
      await home.putItem('ledger', {
        account: '333333333333',
        at: `2026-11-${day}T12:00:00.000Z#1`,
        padding,
      });
    }
    await home.putItem('exceptions', ROW);
    expect(await collect(home.stateReader.readAll('ledger'))).toHaveLength(4);
    const { texts } = await exportHome(new Date('2026-11-23T00:00:00.000Z'));
    expect(texts.map((text) => JSON.parse(text).type)).toEqual([
      'header',
      'exceptions',
      'ledger',
      'ledger',
      'footer',
    ]);
  });

  it('never overwrites what is there, and tells what differs', async () => {
    await home.putItem('exceptions', ROW);
    await home.putItem('ledger', { account: '333333333333', at: 'a', n: 1 });
    await newHome.putItem('ledger', { account: '333333333333', at: 'a', n: 2 });
    const file = await exportHome();
    const done = await importInto(file);
    expect(done).toMatchObject({
      mayHaveEnforced: false,
      counts: { added: { exceptions: 1, ledger: 0 }, different: { exceptions: 0, ledger: 1 } },
      differing: [{ table: 'ledger', key: '333333333333 a' }],
    });
    expect(await newHome.storedItems('ledger')).toContainEqual({ account: '333333333333', at: 'a', n: 2 });
  });

  it('is not written where the new home account may remove what an exception approves that is not there yet', async () => {
    await home.putItem('exceptions', ROW);
    const file = await exportHome();
    await expect(importInto(file, { policies: [ENFORCING] })).rejects.toMatchObject({
      code: 'home-may-enforce',
    });
    expect(await newHome.storedItems('exceptions')).toEqual([]);
    expect(await newHome.storedItems('ledger')).toEqual([]);
  });

  it('is written to the end where somebody sets enforce mode meanwhile, and tells that', async () => {
    await home.putItem('exceptions', ROW);
    await home.putItem('settings', { name: 'policy', mode: 'enforce' });
    const file = await exportHome();
    expect(await importInto(file, { policies: [OBSERVING, ENFORCING] })).toMatchObject({
      isComplete: true,
      mayHaveEnforced: true,
      counts: { added: { exceptions: 1, settings: 1 } },
    });
  });

  it('leaves the settings out where an exception differs, as it may keep less than was approved', async () => {
    await home.putItem('exceptions', ROW);
    await home.putItem('settings', { name: 'policy', mode: 'enforce' });
    await newHome.putItem('exceptions', { ...ROW, credentials: new Set(['mfa-device']) });
    const done = await importInto(await exportHome());
    expect(done.counts).toMatchObject({ added: { settings: 0 }, different: { exceptions: 1 } });
    expect(await newHome.storedItems('settings')).toEqual([]);
  });

  it('compares an exception without the note that its end was processed, which each home account makes itself', async () => {
    await home.putItem('exceptions', ROW);
    await newHome.putItem('exceptions', { ...ROW, settledAt: NOON.toISOString() });
    expect((await importInto(await exportHome())).counts.same.exceptions).toBe(1);
  });

  it('writes no settings when an exception could not be written', async () => {
    await home.putItem('exceptions', ROW);
    await home.putItem('settings', { name: 'policy', mode: 'enforce' });
    const file = await exportHome();
    await newHome.deleteTable('exceptions');
    await expect(importInto(file)).rejects.toMatchObject({ code: 'aws-call-failed' });
    expect(await newHome.storedItems('settings')).toEqual([]);
    expect(await newHome.storedItems('ledger')).toMatchObject([{ type: 'state-import', result: 'started' }]);
  });

  it('is written as far as it goes when it is interrupted, and continued by the next import', async () => {
    await home.putItem('exceptions', ROW);
    await home.putItem('settings', { name: 'policy', mode: 'observe' });
    const file = await exportHome();
    expect(await importInto(file, { signal: AbortSignal.abort() })).toMatchObject({ isComplete: false });
    expect(await newHome.storedItems('settings')).toEqual([]);
    expect(await importInto({ ...file })).toMatchObject({
      isComplete: true,
      counts: { added: { exceptions: 1 } },
    });
  });

  it('counts an item as the same whose answer was lost', async () => {
    await home.putItem('settings', { name: 'policy', mode: 'observe' });
    const file = await exportHome();
    const [item] = await collect(stateItems(each(file.texts), file.digest));
    if (item === undefined) throw new Error('no item');
    await newHome.dropResponse('PutItem');
    expect(await newHome.stateWriter.add(item.table, item.item)).toBe('same');
  });

  it('is not written of a file that was changed since it was checked', async () => {
    await home.putItem('exceptions', ROW);
    const { texts, digest } = await exportHome();
    const changed = texts.map((text) => text.replace('access-key', 'mfa-device'));
    await expect(importInto({ texts: changed, digest })).rejects.toMatchObject({ code: 'invalid-file' });
    const other = chainLine({ type: 'header' }, 1, NO_PREVIOUS).text;
    await expect(importInto({ texts: [other, ...texts.slice(1)], digest })).rejects.toMatchObject({
      code: 'invalid-file',
    });
    expect(await newHome.storedItems('exceptions')).toEqual([]);
  });

  it('is not written any further when the end of the file is another one', async () => {
    await home.putItem('exceptions', ROW);
    await home.putItem('settings', { name: 'policy', mode: 'enforce' });
    const { texts, digest } = await exportHome();
    await expect(importInto({ texts: texts.slice(0, -1), digest })).rejects.toMatchObject({
      code: 'invalid-file',
    });
    expect(await newHome.storedItems('settings')).toEqual([]);
  });

  it('needs no other actions than it is granted', async () => {
    await home.putItem('exceptions', ROW);
    await importInto(await exportHome(), { target: home });
    for (const adapter of ['stateReader', 'stateWriter'] as const) {
      const { used, granted } = actionsOf(adapter);
      expect(used).toEqual(granted);
    }
  });
});
