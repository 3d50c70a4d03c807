import { describe, expect, it } from 'vitest';
import { parseExceptionRow, splitRows } from '../../../src/domain/exception-row.ts';
import { itemBytes } from '../../../src/domain/item-size.ts';
import { SCHEMA_VERSION } from '../../../src/domain/schema-version.ts';
import { givenException, givenExceptionRow } from '../../support/builders.ts';

const EVERY_ATTRIBUTE = {
  scope: 'ou#ou-ab12-cdef3456',
  id: '01J00000000000000000000000',
  credentials: ['login-profile', 'mfa-device'],
  credentialIds: ['GAHT12345678'],
  reason: 'Recovery drill',
  approvedBy: 'security-lead',
  ticket: 'SEC-1',
  createdAt: '2026-03-01T10:00:00Z',
  expiresAt: '2026-03-08T10:00:00+02:00',
  revokedAt: '2026-03-02T10:00:00.500Z',
  revokedBy: 'on-call',
  settledAt: '2026-03-02T10:05:00Z',
  schemaVersion: SCHEMA_VERSION,
};

function issuesOf(attributes: Readonly<Record<string, unknown>>): readonly string[] {
  const parsed = parseExceptionRow(givenExceptionRow(attributes));
  return parsed.type === 'malformed' ? parsed.malformed.issues : [];
}

describe('a row of the exceptions table', () => {
  it('is read with every attribute', () => {
    expect(parseExceptionRow(EVERY_ATTRIBUTE)).toStrictEqual({
      type: 'exception',
      exception: {
        scope: { type: 'organizational-unit', organizationalUnit: 'ou-ab12-cdef3456' },
        id: '01J00000000000000000000000',
        credentials: ['login-profile', 'mfa-device'],
        credentialIds: ['GAHT12345678'],
        reason: 'Recovery drill',
        approvedBy: 'security-lead',
        ticket: 'SEC-1',
        createdAt: new Date('2026-03-01T10:00:00Z'),
        expiresAt: new Date('2026-03-08T08:00:00Z'),
        revokedAt: new Date('2026-03-02T10:00:00.500Z'),
        revokedBy: 'on-call',
        settledAt: new Date('2026-03-02T10:05:00Z'),
      },
    });
  });

  it('may have string sets for lists, as the DynamoDB console creates them', () => {
    const sets = { credentials: new Set(['access-key']), credentialIds: new Set(['AKIAIOSFODNN7EXAMPLE']) };
    expect(parseExceptionRow(givenExceptionRow(sets))).toMatchObject({
      exception: { credentials: ['access-key'], credentialIds: ['AKIAIOSFODNN7EXAMPLE'] },
    });
  });

  it('has room for its end, which is noted in it, unless that is there', () => {
    const taken = itemBytes(givenExceptionRow({ notes: '' }));
    const fullest = { notes: 'n'.repeat(400_000 - taken) };
    expect(issuesOf(fullest)).toEqual([]);
    const fuller = { notes: `${fullest.notes}n` };
    expect(issuesOf(fuller)).toEqual(['row: must take at most 400000 bytes in DynamoDB, and takes 400001']);
    expect(issuesOf({ ...fuller, settledAt: '2026-03-02T10:05:00Z' })).toEqual([]);
  });

  it('may have unknown attributes, and blanks around its texts', () => {
    expect(parseExceptionRow(givenExceptionRow({ note: 1, reason: ' drill ' }))).toMatchObject({
      type: 'exception',
      exception: { reason: 'drill' },
    });
  });

  it('never expires when it is permanent', () => {
    expect(parseExceptionRow(givenExceptionRow({ permanent: true, expiresAt: undefined }))).toMatchObject({
      exception: { expiresAt: 'never' },
    });
  });

  it('counts permanent: false as not permanent', () => {
    expect(issuesOf({ permanent: false })).toEqual([]);
    expect(issuesOf({ permanent: false, expiresAt: undefined })).toEqual([
      'expiresAt: is required unless permanent is true',
    ]);
  });

  it.each([
    ['scope', { scope: 'account#1' }],
    ['scope', { scope: undefined }],
    ['id', { id: '' }],
    ['credentials', { credentials: [] }],
    ['credentials', { credentials: 'login-profile' }],
    ['credentials', { credentials: new Set() }],
    ['credentials.1', { credentials: ['access-key', 'password'] }],
    ['credentialIds', { credentialIds: [] }],
    ['credentialIds.0', { credentialIds: [' '] }],
    ['reason', { reason: '' }],
    ['approvedBy', { approvedBy: undefined }],
    ['ticket', { ticket: 7 }],
    ['createdAt', { createdAt: '2026-03-01' }],
    ['expiresAt', { expiresAt: undefined }],
    ['expiresAt', { expiresAt: '2026-03-01T10:00:00' }],
    ['expiresAt', { expiresAt: 1_772_355_600 }],
    ['expiresAt', { permanent: true }],
    ['permanent', { permanent: 'true' }],
    ['revokedAt', { revokedAt: 'yes' }],
    ['revokedBy', { revokedBy: ' ' }],
    ['settledAt', { settledAt: false }],
    ['schemaVersion', { schemaVersion: `${SCHEMA_VERSION + 1}` }],
    ['schemaVersion', { schemaVersion: 2.5 }],
  ])('names the attribute %s when it is not valid: %j', (attribute, attributes) => {
    expect(issuesOf(attributes)).toEqual([expect.stringMatching(new RegExp(`^${attribute}: `))]);
  });

  it('says what is wrong without quoting the value', () => {
    expect(
      [
        { scope: 'account#1' },
        { scope: 7 },
        { id: '' },
        { credentials: [] },
        { credentials: ['password'] },
        { credentialIds: [' '] },
        { reason: undefined },
        { expiresAt: '2026-03-01' },
        { expiresAt: '2026-02-30T10:00:00Z' },
        { expiresAt: undefined },
        { permanent: true },
        { permanent: 'true' },
        { schemaVersion: 2.5 },
      ].flatMap(issuesOf),
    ).toMatchInlineSnapshot(`
      [
        "scope: must be account#<12 digits>, ou#<organizational unit id> or organization",
        "scope: expected string, got number",
        "id: must not be empty",
        "credentials: must not be empty",
        "credentials.0: expected ("login-profile" | "access-key" | "signing-certificate" | "mfa-device"), got another string",
        "credentialIds.0: must not be empty",
        "reason: expected string, got undefined",
        "expiresAt: must be an ISO 8601 time with a zone, such as 2026-12-31T17:00:00Z",
        "expiresAt: must be an ISO 8601 time with a zone, such as 2026-12-31T17:00:00Z",
        "expiresAt: is required unless permanent is true",
        "expiresAt: must be absent when permanent is true",
        "permanent: expected boolean, got string",
        "schemaVersion: must be a whole number",
      ]
    `);
  });

  it.each([
    ['an invisible character', 'access-key', 'AKIAIOSFODNN7EXAMPLE\u200b'],
    ['small letters', 'access-key', 'akiaiosfodnn7example'],
    ['too few letters', 'access-key', 'AKIAIOSFODNN7'],
    ['the account of another device', 'mfa-device', 'arn:aws:iam::444444444444:mfa/phone'],
  ])('names an id that no credential can have, as it approves nothing: %s', (_what, kind, id) => {
    const ids = { credentials: [kind], credentialIds: [id] };
    expect(issuesOf(ids)).toEqual([expect.stringMatching(/^credentialIds\.0: cannot be the id of an /)]);
  });

  it('says which characters of an id cannot be seen, without quoting it', () => {
    const id = `AKIA\u200bIOSFODNN7\u0410EXAMPLE`;
    const ids = { credentials: ['access-key'], credentialIds: ['AKIAIOSFODNN7EXAMPLE', id] };
    expect(issuesOf(ids)).toEqual([
      'credentialIds.1: cannot be the id of an access key (AKIA and 16 letters and digits): it contains U+200B, U+0410',
    ]);
  });

  it('says that the letters of an id have to be capitals', () => {
    expect(issuesOf({ credentials: ['access-key'], credentialIds: ['akiaiosfodnn7example'] })).toEqual([
      'credentialIds.0: cannot be the id of an access key (AKIA and 16 letters and digits): it has small letters',
    ]);
  });

  it('may have ids that no credential can have once it has ended: it approves nothing then', () => {
    const now = new Date('2026-11-24T12:00:00Z');
    const ids = { credentials: ['access-key'], credentialIds: ['AKIA'] };
    const typeAt = (attributes: Readonly<Record<string, unknown>>) =>
      parseExceptionRow(givenExceptionRow({ ...ids, ...attributes }), now).type;
    expect(typeAt({ expiresAt: '2026-11-24T12:00:00Z' })).toBe('exception');
    expect(typeAt({ expiresAt: '2026-11-24T12:00:01Z' })).toBe('malformed');
    expect(typeAt({ expiresAt: '2026-12-31T00:00:00Z', revokedAt: '2026-11-24T11:00:00Z' })).toBe(
      'exception',
    );
    expect(typeAt({ expiresAt: undefined, permanent: true })).toBe('malformed');
  });

  it('names every attribute that is not valid at once, and the row by its keys', () => {
    const row = givenExceptionRow({ reason: undefined, approvedBy: undefined, id: 'broken' });
    expect(parseExceptionRow(row)).toMatchObject({
      type: 'malformed',
      malformed: {
        scope: 'account#333333333333',
        id: 'broken',
        issues: [expect.stringMatching(/^reason: /), expect.stringMatching(/^approvedBy: /)],
      },
    });
  });

  it.each([
    ['credentialIds', 'credentialids'],
    ['credentialIds', 'credentialId'],
    ['credentialIds', 'credentialIds '],
    ['credentialIds', 'credential_ids'],
    ['credentialIds', 'credentailIds'],
    ['credentialIds', 'credent\u0456alIds'],
    ['revokedAt', 'RevokedAt'],
    ['expiresAt', 'expire_at'],
    ['permanent', 'permanet'],
    ['scope', 'Scope'],
    ['id', 'ID'],
    ['schemaVersion', 'SchemaVersion'],
  ])('is malformed when it has a misspelt %s: %j', (attribute, misspelt) => {
    expect(issuesOf({ [misspelt]: 'x' })).toEqual([
      `${attribute}: is misspelt as ${JSON.stringify(misspelt)}`,
    ]);
  });

  it.each(['note', 'owner', 'ids', 'is', 'expiry', 'revoked', 'credentialsIdsOf', 'ticketUrl'])(
    'may have the unknown attribute %s, which is not a misspelling',
    (note) => {
      expect(issuesOf({ [note]: 'x' })).toEqual([]);
    },
  );

  it('names at most 20 issues, however many attributes are misspelt', () => {
    const blanks = Array.from({ length: 100 }, (_, count) => [`reason${' '.repeat(count + 1)}`, 'x']);
    expect(issuesOf(Object.fromEntries(blanks))).toHaveLength(20);
  });

  it.each([undefined, null, 'row', 7])('is malformed when it is %j', (row) => {
    expect(parseExceptionRow(row)).toMatchObject({
      malformed: { scope: '', id: '', issues: [expect.stringMatching(/^row: /)] },
    });
  });

  it('is reported with an empty key where a key is not a string', () => {
    expect(parseExceptionRow({ scope: 7, id: ['x'] })).toMatchObject({ malformed: { scope: '', id: '' } });
  });
});

describe('a row of the exceptions table of another schema version', () => {
  const newer = { schemaVersion: SCHEMA_VERSION + 1 };

  it('is malformed when a newer version wrote it and it has attributes that may narrow it in a way not known', () => {
    expect(issuesOf({ ...newer, untilTicketCloses: 'SEC-1', accessKeyIds: new Set(['AKIA']) })).toEqual([
      'untilTicketCloses: is not an attribute that this version of rootguard knows, and a newer one wrote the row',
      'accessKeyIds: is not an attribute that this version of rootguard knows, and a newer one wrote the row',
    ]);
  });

  it('is malformed also when it has ended, as the attribute may have extended it', () => {
    const ended = { expiresAt: '2020-01-01T00:00:00Z', revokedAt: '2019-01-01T00:00:00Z' };
    expect(issuesOf({ ...newer, ...ended, extendedUntil: '2030-01-01T00:00:00Z' })).toHaveLength(1);
  });

  it('is read as usual when it has only attributes that are known', () => {
    const exception = givenException(EVERY_ATTRIBUTE);
    expect(parseExceptionRow({ ...EVERY_ATTRIBUTE, ...newer })).toStrictEqual({
      type: 'exception',
      exception,
    });
  });

  it.each([undefined, 0, 1, SCHEMA_VERSION])(
    'may have unknown attributes where its version is %s',
    (schemaVersion) => {
      expect(issuesOf({ schemaVersion, untilTicketCloses: 'SEC-1', accessKeyIds: ['AKIA'] })).toEqual([]);
    },
  );

  it('is reported with each attribute once, short and printable, beside those that are not valid', () => {
    const issues = issuesOf({
      ...newer,
      credentialids: ['AKIA'],
      [`narrow\u202e\n${'x'.repeat(100)}`]: true,
      constructor: true,
      reason: '',
    });
    expect(issues.map((issue) => issue.split(': ')[0])).toEqual([
      'credentialIds',
      `narrow ${'x'.repeat(32)}`,
      'constructor',
      'reason',
    ]);
    const many = Array.from({ length: 100 }, (_, at) => [`narrowing${at}`, true]);
    expect(issuesOf({ ...newer, ...Object.fromEntries(many) })).toHaveLength(20);
  });
});

describe('splitting rows', () => {
  it('keeps those that parse and those that do not, each in the order of the rows', async () => {
    const rows = ['a', 'b'].flatMap((id) => [
      { type: 'malformed', malformed: { scope: 'organization', id, issues: [] } } as const,
      { type: 'exception', exception: givenException({ id }) } as const,
    ]);
    const { exceptions, malformed } = await splitRows(rows);
    expect(exceptions.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(malformed.map(({ id }) => id)).toEqual(['a', 'b']);
  });
});
