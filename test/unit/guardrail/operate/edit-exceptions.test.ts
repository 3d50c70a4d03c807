import { describe, expect, it } from 'vitest';
import { newExceptionId, parseScope, type Scope } from '../../../../src/domain/exception.ts';
import { addException, revokeException } from '../../../../src/guardrail/operate/edit-exceptions.ts';
import { ACCOUNT, givenException } from '../../../support/builders.ts';
import { createMemoryWorld } from '../../../support/memory/world.ts';
import { NOW, OPERATOR } from '../guard-fixture.ts';

const WIDER = ['ou#ou-ab12-cdef3456', 'organization'];

function scopeOf(text: string): Scope {
  const scope = parseScope(text);
  if (scope === undefined) throw new Error(`not a scope: ${text}`);
  return scope;
}

function givenEditing() {
  const world = createMemoryWorld(NOW);
  const deps = { ...world, editor: world.exceptions };
  return {
    ...world,
    add: (exception = givenException()) => addException(deps, exception, OPERATOR),
    revoke: (scope: string, id: string) =>
      revokeException(deps, scopeOf(scope), newExceptionId(id), OPERATOR),
    changes: () => world.ledger.entries.filter(({ type }) => type === 'exception-change'),
  };
}

describe('adding an exception', () => {
  it('writes it, then a ledger entry, then requests an audit of the account', async () => {
    const { add, exceptions, changes, triggerQueue } = givenEditing();
    const exception = givenException({ id: 'break-glass' });
    expect(await add(exception)).toEqual({ reaudit: { status: 'fulfilled', value: undefined } });
    expect(exceptions.rows).toEqual([{ type: 'exception', exception }]);
    expect(changes()).toMatchObject([
      {
        account: ACCOUNT,
        scope: `account#${ACCOUNT}`,
        exceptionId: 'break-glass',
        change: 'added',
        operator: OPERATOR,
      },
    ]);
    expect(triggerQueue.sent).toMatchObject([
      { account: ACCOUNT, why: 'exception-changed', requestedAt: NOW },
    ]);
  });

  it.each(WIDER)('of the scope %s leaves the re-audit to the sweeper', async (scope) => {
    const { add, changes, triggerQueue, requestedScopes } = givenEditing();
    await add(givenException({ scope }));
    expect(changes()).toMatchObject([{ account: 'organization', scope }]);
    expect(triggerQueue.sent).toEqual([]);
    expect(await requestedScopes.read()).toMatchObject([{ scope: scopeOf(scope), requestedAt: NOW }]);
  });

  it('that exists already changes nothing', async () => {
    const { add, exceptions, changes, triggerQueue } = givenEditing();
    exceptions.put(givenException({ reason: 'another' }));
    await expect(add()).rejects.toMatchObject({ code: 'exception-exists' });
    expect(changes()).toEqual([]);
    expect(triggerQueue.sent).toEqual([]);
  });

  it('succeeds also when the re-audit cannot be requested, and reports that', async () => {
    const { add, log, changes } = givenEditing();
    log.onCall = ({ name }) => {
      if (name === 'triggerQueue.requestAudit') throw new Error('no permission');
    };
    expect(await add()).toMatchObject({ reaudit: { status: 'rejected' } });
    expect(changes()).toHaveLength(1);
  });
});

describe('revoking an exception', () => {
  it('ends it, records that and requests the re-audit', async () => {
    const { add, revoke, exceptions, changes, triggerQueue } = givenEditing();
    await add(givenException({ id: 'one' }));
    expect(await revoke(`account#${ACCOUNT}`, 'one')).toMatchObject({
      type: 'revoked',
      reaudit: { status: 'fulfilled' },
    });
    expect(exceptions.rows).toMatchObject([{ exception: { revokedAt: NOW, revokedBy: OPERATOR.by } }]);
    expect(changes()).toMatchObject([{ change: 'added' }, { change: 'revoked', operator: OPERATOR }]);
    expect(triggerQueue.sent.slice(1)).toMatchObject([
      { account: ACCOUNT, why: 'exception-changed', requestedAt: NOW },
    ]);
  });

  it.each([
    ['has ended already', 'already-ended', { expiresAt: NOW.toISOString() }],
    ['is not there', 'not-found', undefined],
  ])('that %s changes nothing', async (_what, type, attributes) => {
    const { revoke, exceptions, changes, triggerQueue } = givenEditing();
    if (attributes) exceptions.put(givenException({ id: 'one', ...attributes }));
    expect(await revoke(`account#${ACCOUNT}`, 'one')).toEqual({ type });
    expect(changes()).toEqual([]);
    expect(triggerQueue.sent).toEqual([]);
  });
});
