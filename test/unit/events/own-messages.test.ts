import { describe, expect, it } from 'vitest';
import { parseAccountId } from '../../../src/domain/account.ts';
import { SCHEMA_VERSION } from '../../../src/domain/schema-version.ts';
import { writeAuditRequest, writeSweepItem } from '../../../src/events/own-messages.ts';
import { parseMessage } from '../../../src/events/parse-message.ts';
import type { ParsedMessage } from '../../../src/events/parsed-message.ts';
import { givenAccount, givenEvent } from '../../support/builders.ts';

const SENT_AT = new Date('2026-03-02T12:00:00Z');
const CONTEXT = { managementAccountId: parseAccountId('999999999999') };

function parse(body: string, queue: 'triggers' | 'sweep' = 'triggers'): ParsedMessage {
  return parseMessage({ body, queue, sentAt: SENT_AT }, CONTEXT);
}

const REQUEST = {
  account: parseAccountId('333333333333'),
  why: 'second-look',
  requestedAt: new Date('2026-03-02T11:59:00Z'),
  event: givenEvent({ viaAssumeRoot: true, userAgent: undefined }),
} as const;

const ITEM = {
  sweepId: '01J0000000000000000000SWEEP',
  account: givenAccount({ joinedMethod: 'INVITED', organizationalUnits: ['ou-ab12-cdef3456'] }),
  queuedAt: new Date('2026-03-02T11:58:00Z'),
};

describe('an audit request', () => {
  it('is read as it was written', () => {
    const { account, why, requestedAt, event } = REQUEST;
    expect(parse(writeAuditRequest(REQUEST))).toStrictEqual({
      type: 'trigger',
      trigger: { type: 'audit-requested', account, why, at: requestedAt, event },
    });
  });

  it('names the credentials of a follow-up audit, in claims that are shortened', () => {
    const at = new Date('2026-03-02T11:59:00Z');
    const sought = [
      { kind: 'access-key', id: 'AKIAIOSFODNN7EXAMPLE', at },
      { kind: undefined, id: undefined, at },
    ] as const;
    expect(parse(writeAuditRequest({ ...REQUEST, sought }))).toMatchObject({ trigger: { sought } });
    const early = writeAuditRequest({ ...REQUEST, sought: [{ ...sought[0], at: new Date(0) }] });
    expect(parse(early)).toMatchObject({ trigger: { sought: [{ at: new Date('2026-03-01T12:00:00Z') }] } });
    const tooMany = writeAuditRequest({ ...REQUEST, sought: Array.from({ length: 101 }, () => sought[0]) });
    expect(parse(tooMany)).toMatchObject({ type: 'malformed', path: 'sought' });
  });

  it('needs no event', () => {
    expect(parse(writeAuditRequest({ ...REQUEST, why: 'operator', event: undefined }))).toMatchObject({
      trigger: { why: 'operator', event: undefined },
    });
  });

  it.each(['second-look', 'exception-changed', 'exception-ended', 'operator'] as const)(
    'may be made because of %s',
    (why) => {
      expect(parse(writeAuditRequest({ ...REQUEST, why }))).toMatchObject({ trigger: { why } });
    },
  );

  it('cannot have a time outside the 24 hours before SQS received it', () => {
    const early = writeAuditRequest({ ...REQUEST, requestedAt: new Date('2020-01-01T00:00:00Z') });
    expect(parse(early)).toMatchObject({ trigger: { at: new Date('2026-03-01T12:00:00Z') } });
    const late = writeAuditRequest({ ...REQUEST, requestedAt: new Date('2030-01-01T00:00:00Z') });
    expect(parse(late)).toMatchObject({ trigger: { at: SENT_AT } });
  });

  it.each([
    ['account', { account: '33333333333' }],
    ['why', { why: 7 }],
    ['requestedAt', { requestedAt: 'yesterday' }],
    ['event.actor.viaAssumeRoot', { event: { ...REQUEST.event, actor: {} } }],
    ['sought.0.at', { sought: [{ kind: 'access-key' }] }],
    ['sought.0.kind', { sought: [{ kind: 7, at: REQUEST.requestedAt }] }],
    ['sought.0.id', { sought: [{ id: 'an id\u0000', at: REQUEST.requestedAt }] }],
    ['sought.0.id', { sought: [{ id: 'A'.repeat(257), at: REQUEST.requestedAt }] }],
    ['rootguard', { rootguard: 'something-else' }],
  ])('names the path when %s does not fit', (path, change) => {
    const body = { ...JSON.parse(writeAuditRequest(REQUEST)), ...change };
    expect(parse(JSON.stringify(body))).toMatchObject({ type: 'malformed', path });
  });

  it('has its claims shortened and made printable', () => {
    const event = givenEvent({ userAgent: `\u001b[31m${'a'.repeat(5000)}`, principal: 'evil\u202Etxt' });
    const parsed = parse(writeAuditRequest({ ...REQUEST, event }));
    expect(parsed).toMatchObject({ trigger: { event: { actor: { principal: 'eviltxt' } } } });
    expect(JSON.stringify(parsed).length).toBeLessThan(2000);
    expect(JSON.stringify(parsed)).not.toContain('u001b');
  });
});

describe('a sweep item', () => {
  it('is read as it was written on the sweep queue', () => {
    expect(parse(writeSweepItem(ITEM), 'sweep')).toStrictEqual({
      type: 'trigger',
      trigger: {
        type: 'swept',
        account: ITEM.account.id,
        sweepId: ITEM.sweepId,
        at: ITEM.queuedAt,
        listed: ITEM.account,
      },
    });
  });

  it('needs neither joining method nor time', () => {
    const account = givenAccount({ joinedMethod: undefined, joinedAt: undefined });
    expect(parse(writeSweepItem({ ...ITEM, account }), 'sweep')).toMatchObject({
      trigger: { listed: { joinedMethod: undefined, joinedAt: undefined } },
    });
  });

  it.each(['PENDING_ACTIVATION', 'ACTIVE', 'SUSPENDED', 'PENDING_CLOSURE', 'CLOSED', 'UNKNOWN'] as const)(
    'has the state %s',
    (state) => {
      const item = { ...ITEM, account: givenAccount({ state, joinedMethod: 'CREATED' }) };
      expect(parse(writeSweepItem(item), 'sweep')).toMatchObject({
        trigger: { listed: { state, joinedMethod: 'CREATED' } },
      });
    },
  );

  it('says nothing about its account on the triggers queue, to which others may send', () => {
    expect(parse(writeSweepItem(ITEM), 'triggers')).toMatchObject({
      trigger: { type: 'swept', account: ITEM.account.id, listed: undefined },
    });
  });

  it.each([
    ['account.id', { id: 'payments' }],
    ['account.state', { state: 7 }],
    ['account.joinedAt', { joinedAt: 'long ago' }],
    ['account.organizationalUnits.0', { organizationalUnits: ['r-ab12'] }],
  ])('names the path when %s does not fit', (path, change) => {
    const written = JSON.parse(writeSweepItem(ITEM));
    const body = JSON.stringify({ ...written, account: { ...written.account, ...change } });
    expect(parse(body, 'sweep')).toMatchObject({ type: 'malformed', path });
  });
});

describe('a message with values of another version', () => {
  const change = (written: string, fields: Readonly<Record<string, unknown>>) =>
    JSON.stringify({ ...JSON.parse(written), ...fields });

  it('has the schema version with which it was written', () => {
    expect(JSON.parse(writeAuditRequest(REQUEST))).toMatchObject({ schemaVersion: SCHEMA_VERSION });
    expect(JSON.parse(writeSweepItem(ITEM))).toMatchObject({ schemaVersion: SCHEMA_VERSION });
  });

  it('is an audit request for an unrecognized reason, with all that is known of it', () => {
    const { account, requestedAt, event } = REQUEST;
    expect(parse(change(writeAuditRequest(REQUEST), { why: 'mode-changed', urgency: 'high' }))).toStrictEqual(
      {
        type: 'trigger',
        trigger: { type: 'audit-requested', account, why: 'unrecognized', at: requestedAt, event },
        issues: ['why: is not a value that rootguard knows'],
      },
    );
  });

  it('loses only the credential of an unknown kind of those that a follow-up audit is for', () => {
    const at = '2026-03-02T11:59:00Z';
    const sought = [{ kind: 'passkey', id: 'p', at }, { kind: 'access-key', at }, { at }];
    expect(parse(change(writeAuditRequest(REQUEST), { sought }))).toMatchObject({
      trigger: {
        sought: [
          { kind: 'access-key', at: new Date(at) },
          { kind: undefined, at: new Date(at) },
        ],
      },
      issues: ['sought.0.kind: is not a value that rootguard knows'],
    });
  });

  it('names at most 20 unknown values', () => {
    const sought = Array.from({ length: 30 }, () => ({ kind: 'passkey', at: '2026-03-02T11:59:00Z' }));
    const parsed = parse(change(writeAuditRequest(REQUEST), { sought }));
    expect(parsed.type === 'trigger' && parsed.issues).toHaveLength(20);
  });

  it.each([
    ['account.state', { state: 'HIBERNATED' }],
    ['account.joinedMethod', { joinedMethod: 'MERGED' }],
  ])('is a sweep item whose account has to be looked up, for an unknown %s', (path, fields) => {
    const body = change(writeSweepItem(ITEM), { account: { ...ITEM.account, ...fields } });
    expect(parse(body, 'sweep')).toStrictEqual({
      type: 'trigger',
      trigger: {
        type: 'swept',
        account: ITEM.account.id,
        sweepId: ITEM.sweepId,
        at: ITEM.queuedAt,
        listed: undefined,
      },
      issues: [`${path}: is not a value that rootguard knows`],
    });
  });

  it.each([
    [
      'an audit request',
      'triggers',
      writeAuditRequest(REQUEST),
      { event: { anew: true } },
      'event.id: is missing',
    ],
    ['a sweep item', 'sweep', writeSweepItem(ITEM), { queuedAt: 7 }, 'queuedAt: expected string, got number'],
  ] as const)(
    'is %s of a newer version, whatever else of it does not fit',
    (_what, queue, written, fields, issue) => {
      const parsed = parse(change(written, { ...fields, schemaVersion: SCHEMA_VERSION + 1 }), queue);
      expect(parsed).toMatchObject({ type: 'trigger', trigger: { account: '333333333333', at: SENT_AT } });
      expect(parsed).toMatchObject({ issues: expect.arrayContaining([issue]) });
      const trigger = parsed.type === 'trigger' ? parsed.trigger : undefined;
      expect(trigger).toMatchObject(
        trigger?.type === 'swept'
          ? { sweepId: ITEM.sweepId, listed: undefined }
          : { why: 'unrecognized', event: undefined },
      );
      expect(parse(change(written, fields), 'sweep')).toMatchObject({ type: 'malformed' });
    },
  );

  it.each([
    ['a type', { rootguard: 'quarantine' }, 'rootguard'],
    ['a type that is no text', { rootguard: 7 }, 'rootguard'],
    [
      'a type, with its account in the form of a sweep item',
      { rootguard: 'rehearse', account: ITEM.account },
    ],
    ['a form of an audit request', { account: { id: REQUEST.account } }, 'account'],
    ['a form of a sweep item', { rootguard: 'sweep', sweepId: undefined }, 'sweepId'],
  ])(
    'requests an audit without any claim where only a newer version knows %s',
    (_what, fields, path = '') => {
      const body = change(
        writeAuditRequest({ ...REQUEST, sought: [{ kind: undefined, id: undefined, at: SENT_AT }] }),
        {
          ...fields,
          schemaVersion: SCHEMA_VERSION + 1,
        },
      );
      for (const queue of ['triggers', 'sweep'] as const) {
        const { account } = REQUEST;
        const trigger =
          queue === 'sweep'
            ? { type: 'swept', account, sweepId: 'unrecognized', at: SENT_AT, listed: undefined }
            : { type: 'audit-requested', account, why: 'unrecognized', at: SENT_AT, event: undefined };
        expect(parse(body, queue)).toStrictEqual({
          type: 'trigger',
          trigger,
          issues: expect.arrayContaining([expect.stringMatching(new RegExp(`^${path}`))]),
        });
      }
      for (const schemaVersion of [undefined, 1, SCHEMA_VERSION, `${SCHEMA_VERSION + 1}`]) {
        expect(parse(JSON.stringify({ ...JSON.parse(body), schemaVersion }))).toMatchObject({
          type: 'malformed',
        });
      }
    },
  );

  it.each([
    { account: 'payments' },
    { account: undefined },
    { account: 333_333_333_333 },
    { account: { id: 'payments' } },
    { account: { id: undefined } },
    { account: { id: undefined }, rootguard: 'quarantine' },
    { account: ['333333333333'], rootguard: 'quarantine' },
    { account: null, rootguard: 'sweep' },
  ])('is malformed without an account, whatever its version: %j', (fields) => {
    for (const schemaVersion of [SCHEMA_VERSION, SCHEMA_VERSION + 1]) {
      expect(parse(change(writeAuditRequest(REQUEST), { ...fields, schemaVersion }))).toMatchObject({
        type: 'malformed',
      });
    }
  });
});

describe('a message of rootguard that does not parse', () => {
  const messagesOf = (written: string, changes: readonly Readonly<Record<string, unknown>>[]) =>
    changes.map((change) => {
      const parsed = parse(JSON.stringify({ ...JSON.parse(written), ...change }), 'sweep');
      return parsed.type === 'malformed' ? `${parsed.path}: ${parsed.message}` : parsed.type;
    });

  it('is reported without quoting the value', () => {
    expect(
      messagesOf(writeAuditRequest(REQUEST), [
        { account: '33333333333' },
        { account: undefined },
        { why: 7 },
        { requestedAt: 'yesterday' },
        { requestedAt: 7 },
        { event: [] },
        { event: { ...REQUEST.event, id: '' } },
        { rootguard: 'something-else' },
        { rootguard: null },
        { sought: [{ id: 'an id', at: REQUEST.requestedAt }] },
        { sought: Array.from({ length: 101 }, () => ({ at: REQUEST.requestedAt })) },
      ]),
    ).toMatchInlineSnapshot(`
      [
        "account: must be 12 digits",
        "account: is missing",
        "why: expected ("second-look" | "exception-changed" | "exception-ended" | "grace-ended" | "operator" | "unrecognized"), got number",
        "requestedAt: expected an ISO 8601 time",
        "requestedAt: expected string, got number",
        "event: expected an object",
        "event.id: must not be empty",
        "rootguard: expected ("audit-request" | "sweep"), got another string",
        "rootguard: expected ("audit-request" | "sweep"), got null",
        "sought.0.id: expected the id of a credential",
        "sought: must have at most 100",
      ]
    `);
    expect(
      messagesOf(writeSweepItem(ITEM), [
        { sweepId: '' },
        { account: 'payments' },
        { account: { ...ITEM.account, organizationalUnits: ['r-ab12'] } },
        { account: { ...ITEM.account, joinedMethod: 7 } },
      ]),
    ).toMatchInlineSnapshot(`
      [
        "sweepId: must not be empty",
        "account: expected an object",
        "account.organizationalUnits.0: must be an organizational unit",
        "account.joinedMethod: expected ("INVITED" | "CREATED"), got number",
      ]
    `);
  });
});
