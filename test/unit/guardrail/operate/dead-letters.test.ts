import { describe, expect, it } from 'vitest';
import type { LedgerEntry, Operator } from '../../../../src/domain/ledger-entry.ts';
import { deleteDeadLetters, listDeadLetters } from '../../../../src/guardrail/operate/delete-dead-letters.ts';
import { redriveDeadLetters } from '../../../../src/guardrail/operate/redrive-dead-letters.ts';
import { walkDeadLetters } from '../../../../src/guardrail/operate/walk-dead-letters.ts';
import { createMemoryDeadLetterQueue } from '../../../support/memory/dead-letter-queue.ts';

const AT = new Date('2026-11-24T12:00:00Z');
const NEVER = new AbortController().signal;
const OPERATOR: Operator = {
  by: 'arn:aws:iam::222222222222:user/ann',
  reason: 'noise of a test',
  ticket: 'SEC-7',
};
/** 13 messages, of which every third does not parse. */
const BODIES = Array.from({ length: 13 }, (_, at) => (at % 3 === 0 ? `{"half ${at}` : `{"whole": ${at}}`));
const MALFORMED_IDS = ['m-1', 'm-4', 'm-7', 'm-10', 'm-13'];

/** Everything that is called, in its order; the call of that number fails. */
function givenDeadLetters({ bodies = BODIES, failAt = 0 } = {}) {
  const memory = createMemoryDeadLetterQueue(bodies);
  const calls: string[] = [];
  const step = async <Value>(name: string, act: () => Promise<Value> | Value): Promise<Value> => {
    calls.push(name);
    if (calls.length === failAt) throw new Error(`${name} failed`);
    return act();
  };
  const sent: string[] = [];
  const entries: LedgerEntry[] = [];
  const pauses: number[] = [];
  const putBack: string[] = [];
  let ids = 0;
  return {
    memory,
    calls,
    sent,
    entries,
    pauses,
    putBack,
    deps: {
      deadLetters: {
        hold: (seconds: number) => step('hold', () => memory.hold(seconds)),
        putBack: async (messages: Parameters<typeof memory.putBack>[0]) => {
          putBack.push(...messages.map(({ id }) => id));
          await memory.putBack(messages);
        },
        delete: (message: Parameters<typeof memory.delete>[0]) =>
          step(`delete ${message.id}`, () => memory.delete(message)),
      },
      resend: ({ body }: { readonly body: string }) => step(`send ${body}`, () => void sent.push(body)),
      issueOf: ({ body }: { readonly body: string }) =>
        body.startsWith('{"half') ? { path: 'body', message: 'expected JSON' } : undefined,
      pause: async (milliseconds: number) => void pauses.push(milliseconds),
      messagesPerSecond: 10,
      ledger: { append: (entry: LedgerEntry) => step('append', () => void entries.push(entry)) },
      clock: { now: () => AT },
      newId: () => {
        ids += 1;
        return String(ids);
      },
    },
  };
}

describe('a walk of the dead-letter queue', () => {
  /** Everything that is put back, by its receipt. */
  function givenWalk(bodies = BODIES) {
    const queue = createMemoryDeadLetterQueue(bodies);
    const putBack: string[] = [];
    const holds: number[] = [];
    return {
      queue: {
        ...queue,
        hold: async (seconds: number) => {
          holds.push(seconds);
          return queue.hold(seconds);
        },
        putBack: async (messages: Parameters<typeof queue.putBack>[0]) => {
          putBack.push(...messages.map(({ receipt }) => receipt));
        },
      },
      putBack,
      holds,
    };
  }

  it('puts back the kept messages and not the deleted ones, which SQS does not know any more', async () => {
    const { queue, putBack } = givenWalk();
    await walkDeadLetters(queue, NEVER, async ({ body }) => (body.startsWith('{"half') ? 'kept' : 'deleted'));
    expect(putBack).toEqual(MALFORMED_IDS.map((id) => `receipt of ${id}`));
  });

  it('puts back a message that could not be handled', async () => {
    const { queue, putBack } = givenWalk();
    const error = new Error('no answer');
    const end = await walkDeadLetters(queue, NEVER, async ({ id }) => {
      if (id === 'm-2') throw error;
      return 'deleted';
    });
    expect(end).toEqual({ type: 'failed', error });
    expect(putBack).toEqual(['receipt of m-2']);
  });

  it('hides each message for a quarter of an hour', async () => {
    const { queue, holds } = givenWalk([]);
    await walkDeadLetters(queue, NEVER, async () => 'kept');
    expect(holds).toEqual([900]);
  });

  it('that receives a kept message again handles it once, and puts it back by its latest receipt too', async () => {
    const { queue, putBack } = givenWalk(['one']);
    const handled: string[] = [];
    let holds = 0;
    const hold = async () => {
      holds += 1;
      const receipt = `receipt ${holds}`;
      const message = {
        id: 'm-1',
        body: 'one',
        sentAt: AT,
        receiveCount: holds,
        movedFrom: undefined,
        attributes: {},
        receipt,
      };
      return [message];
    };
    const end = await walkDeadLetters({ ...queue, hold }, NEVER, async ({ id }) => {
      handled.push(id);
      return 'kept';
    });
    expect(end).toEqual({ type: 'complete' });
    expect(handled).toEqual(['m-1']);
    expect(putBack).toEqual(['receipt 1', 'receipt 2']);
  });
});

describe('a redrive', () => {
  it('sends the messages that parse, keeps the others, and lists them', async () => {
    const { deps, memory, sent, pauses, putBack } = givenDeadLetters();
    const redriven = await redriveDeadLetters(deps, NEVER);
    expect(redriven).toMatchObject({ end: { type: 'complete' }, moved: 8 });
    expect(redriven.malformed.map(({ id }) => id)).toEqual(MALFORMED_IDS);
    expect(redriven.malformed[0]).toMatchObject({ issue: { path: 'body', message: 'expected JSON' } });
    expect(sent).toEqual(BODIES.filter((body) => !body.startsWith('{"half')));
    expect(memory.visible()).toEqual(MALFORMED_IDS);
    expect(pauses).toEqual([1_000, 300]);
    expect(putBack).toEqual(MALFORMED_IDS);
  });

  it('sends each message before it deletes it', async () => {
    const { deps, calls } = givenDeadLetters({ bodies: ['{"whole": 1}'] });
    await redriveDeadLetters(deps, NEVER);
    expect(calls).toEqual(['hold', 'send {"whole": 1}', 'delete m-1', 'hold']);
  });

  it('loses no message, whichever call fails', async () => {
    const { calls, deps } = givenDeadLetters();
    await redriveDeadLetters(deps, NEVER);
    for (let failAt = 1; failAt <= calls.length; failAt += 1) {
      const broken = givenDeadLetters({ failAt });
      const { end } = await redriveDeadLetters(broken.deps, NEVER);
      expect(end.type, `call ${failAt}`).toBe('failed');
      const { memory, sent } = broken;
      BODIES.forEach((body, at) => {
        const isThere = memory.visible().includes(`m-${at + 1}`);
        expect(isThere || sent.includes(body), `call ${failAt}, ${body}`).toBe(true);
        if (body.startsWith('{"half')) expect(isThere).toBe(true);
      });
      // No message is left invisible for the next attempt.
      expect(memory.visible()).toEqual(memory.all());
    }
  });

  it('starts nothing new once it is interrupted', async () => {
    const interrupted = new AbortController();
    const { deps, memory, sent } = givenDeadLetters();
    const redriven = await redriveDeadLetters(
      { ...deps, pause: async () => interrupted.abort() },
      interrupted.signal,
    );
    expect(redriven.end).toEqual({ type: 'interrupted' });
    expect(sent).toHaveLength(6);
    expect(memory.visible()).toHaveLength(7);
  });

  it('ends where SQS returns kept messages again', async () => {
    const { deps, memory } = givenDeadLetters();
    const shown = await memory.hold(0);
    let holds = 0;
    const hold = async () => {
      holds += 1;
      return shown;
    };
    const redriven = await redriveDeadLetters(
      {
        ...deps,
        deadLetters: { ...deps.deadLetters, hold },
        issueOf: () => ({ path: 'body', message: 'expected JSON' }),
      },
      NEVER,
    );
    expect(redriven).toMatchObject({ end: { type: 'complete' }, moved: 0 });
    expect(redriven.malformed).toHaveLength(10);
    expect(holds).toBe(2);
  });
});

describe('deleting dead letters', () => {
  it('lists all of them first, and keeps them', async () => {
    const { deps, memory } = givenDeadLetters();
    const { messages, end } = await listDeadLetters(deps, NEVER);
    expect(end).toEqual({ type: 'complete' });
    expect(messages.map(({ body }) => body)).toEqual(BODIES);
    expect(memory.visible()).toEqual(memory.all());
  });

  it('deletes the named messages and no other, each recorded before it is deleted', async () => {
    const { deps, memory, entries, calls, putBack } = givenDeadLetters();
    const { deleted } = await deleteDeadLetters(deps, new Set(['m-4', 'm-13']), OPERATOR, NEVER);
    expect(deleted).toEqual(['m-4', 'm-13']);
    expect(putBack).toEqual(memory.all());
    expect(memory.visible()).toEqual(memory.all());
    expect(memory.all()).toHaveLength(11);
    expect(entries).toMatchObject([
      {
        type: 'dead-letter-deleted',
        account: 'organization',
        at: AT,
        operator: OPERATOR,
        messageId: 'm-4',
        body: '{"half 3',
        bodyLength: 8,
      },
      { messageId: 'm-13' },
    ]);
    expect(calls).toEqual(['hold', 'append', 'delete m-4', 'hold', 'append', 'delete m-13', 'hold']);
  });

  it('deletes nothing that is not recorded, whichever call fails', async () => {
    const all = new Set(BODIES.map((_, at) => `m-${at + 1}`));
    const { calls, deps } = givenDeadLetters();
    await deleteDeadLetters(deps, all, OPERATOR, NEVER);
    for (let failAt = 1; failAt <= calls.length; failAt += 1) {
      const { memory, entries, ...broken } = givenDeadLetters({ failAt });
      const { end } = await deleteDeadLetters(broken.deps, all, OPERATOR, NEVER);
      expect(end.type).toBe('failed');
      const recorded = entries.flatMap((entry) =>
        entry.type === 'dead-letter-deleted' ? [entry.messageId] : [],
      );
      for (const id of all) {
        expect(memory.visible().includes(id) || recorded.includes(id), `call ${failAt}, ${id}`).toBe(true);
      }
    }
  });

  it('records the start of a long body, and its length', async () => {
    const { deps, entries } = givenDeadLetters({ bodies: ['x'.repeat(200_000)] });
    await deleteDeadLetters(deps, new Set(['m-1']), OPERATOR, NEVER);
    expect(entries).toMatchObject([{ body: 'x'.repeat(65_536), bodyLength: 200_000 }]);
  });
});
