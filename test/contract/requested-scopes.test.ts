import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseOrganizationalUnitId } from '../../src/domain/account.ts';
import { formatScope, parseScope, type WideScope } from '../../src/domain/exception.ts';
import type { RequestedScope, RequestedScopes } from '../../src/guardrail/ports/requested-scopes.ts';
import type { TableBackend } from './backend.ts';
import { TABLE_BACKENDS } from './table-backends.ts';
import { type AwsTableBackend, givenTablesOnAws } from './tables-on-aws.ts';
import { actionsOf } from './used-actions.ts';

const NOON = new Date('2026-11-24T12:00:00.000Z');
const ONE = new Date('2026-11-24T13:00:00.000Z');

const UNIT: WideScope = {
  type: 'organizational-unit',
  organizationalUnit: parseOrganizationalUnitId('ou-sbox-work0001'),
};

function requestOf(scope: WideScope, requests: Awaited<ReturnType<RequestedScopes['read']>>): RequestedScope {
  for (const one of requests) {
    if (one.type === 'requested' && formatScope(one.scope) === formatScope(scope)) return one;
  }
  throw new Error(`${formatScope(scope)} is not requested`);
}

describe.each(TABLE_BACKENDS)('the requested scopes ($backend)', ({ open }) => {
  let tables: TableBackend;
  beforeEach(async () => {
    tables = await open();
  });
  afterEach(() => tables.close());

  it('stores each requested scope until it is cleared', async () => {
    const { requestedScopes } = tables;
    expect(await requestedScopes.read()).toEqual([]);
    await requestedScopes.request({ type: 'organization' }, NOON);
    await requestedScopes.request(UNIT, NOON);
    const requested = await requestedScopes.read();
    expect(requested).toHaveLength(2);
    const unit = requestOf(UNIT, requested);
    expect(unit).toMatchObject({ requestedAt: NOON });
    await requestedScopes.clear(unit);
    await requestedScopes.clear(unit);
    expect(await requestedScopes.read()).toMatchObject([
      { scope: { type: 'organization' }, requestedAt: NOON },
    ]);
  });

  it('keeps a newer request when an older one is written or cleared', async () => {
    const { requestedScopes } = tables;
    await requestedScopes.request(UNIT, ONE);
    const newer = requestOf(UNIT, await requestedScopes.read());
    await requestedScopes.request(UNIT, NOON);
    const timestamp = new Date(ONE.getTime() + 1);
    expect(await requestedScopes.read()).toMatchObject([{ scope: UNIT, requestedAt: timestamp }]);
    await requestedScopes.clear(newer);
    expect(await requestedScopes.read()).toMatchObject([{ scope: UNIT, requestedAt: timestamp }]);
  });

  it('loses no concurrent requests', async () => {
    const { requestedScopes } = tables;
    await Promise.all(Array.from({ length: 6 }, () => requestedScopes.request(UNIT, NOON)));
    expect(await requestedScopes.read()).toMatchObject([
      { scope: UNIT, requestedAt: new Date(NOON.getTime() + 5) },
    ]);
  });

  it('keeps a scope that was requested again while it was audited', async () => {
    const { requestedScopes } = tables;
    await requestedScopes.request(UNIT, NOON);
    const requested = requestOf(UNIT, await requestedScopes.read());
    await requestedScopes.request(UNIT, ONE);
    await requestedScopes.clear(requested);
    expect(await requestedScopes.read()).toMatchObject([{ scope: UNIT, requestedAt: ONE }]);
  });
});

describe('a malformed row of the requested scopes', () => {
  let tables: AwsTableBackend;
  beforeEach(async () => {
    tables = await givenTablesOnAws();
  });
  afterEach(() => tables.close());
  const requests = (attributes: object) =>
    tables.putItem('posture', { account: '#requested', ...attributes });

  it('is reported for a request, whose scope can be requested again, and hides no other request', async () => {
    const { requestedScopes } = tables;
    await requests({
      organization: 'yesterday',
      'ou#ou-sbox-work0001': NOON.toISOString(),
      'ou#ou-sbox-work0002': 7,
      'acount#333333333333': NOON.toISOString(),
    });
    expect(await requestedScopes.read()).toEqual(
      expect.arrayContaining([
        {
          type: 'malformed',
          key: 'organization',
          scope: { type: 'organization' },
          issue: 'organization: must be an ISO 8601 time in UTC',
        },
        expect.objectContaining({ scope: UNIT, requestedAt: NOON }),
        {
          type: 'malformed',
          key: 'ou#ou-sbox-work0002',
          scope: { type: 'organizational-unit', organizationalUnit: 'ou-sbox-work0002' },
          issue: 'ou#ou-sbox-work0002: expected string, got number',
        },
        {
          type: 'malformed',
          key: 'acount#333333333333',
          scope: undefined,
          issue: 'must be ou#<organizational unit id> or organization',
        },
      ]),
    );
    for (const key of ['organization', 'ou#ou-sbox-work0002']) {
      const scope = parseScope(key);
      if (scope?.type === 'account' || scope === undefined) throw new Error('no wide scope');
      await requestedScopes.request(scope, ONE);
      expect(await requestedScopes.read()).toContainEqual(
        expect.objectContaining({ scope, requestedAt: ONE }),
      );
    }
  });
});

describe('a request that was typed by hand', () => {
  let tables: AwsTableBackend;
  beforeEach(async () => {
    tables = await givenTablesOnAws();
    await tables.putItem('posture', { account: '#requested', 'ou#ou-sbox-work0001': '2026-11-24T12:00:00Z' });
  });
  afterEach(() => tables.close());

  it('is cleared although its time has no milliseconds', async () => {
    const { requestedScopes } = tables;
    const request = requestOf(UNIT, await requestedScopes.read());
    expect(request.requestedAt).toEqual(NOON);
    await requestedScopes.clear(request);
    expect(await requestedScopes.read()).toEqual([]);
  });

  it('is kept when it was made again at the same time while it was audited', async () => {
    const { requestedScopes } = tables;
    const request = requestOf(UNIT, await requestedScopes.read());
    await requestedScopes.request(UNIT, NOON);
    await requestedScopes.clear(request);
    expect(await requestedScopes.read()).toMatchObject([{ scope: UNIT }]);
  });
});

describe('the IAM permissions', () => {
  it('of the requested scopes are exactly the actions that it uses', () => {
    const { used, granted } = actionsOf('requestedScopes');
    expect(used).toEqual(granted);
  });
});
