import { describe, expect, it } from 'vitest';
import { parseAccountId, parseOrganizationalUnitId } from '../../../../src/domain/account.ts';
import type { Scope } from '../../../../src/domain/exception.ts';
import { modesById } from '../../../../src/domain/mode-overrides.ts';
import { policyFacts } from '../../../../src/domain/settings.ts';
import { changeSettings } from '../../../../src/guardrail/operate/change-settings.ts';
import { withMode, withoutModes } from '../../../../src/guardrail/operate/edit-policy.ts';
import type { SettingsToReplace } from '../../../../src/guardrail/ports/settings.ts';
import { givenPolicy } from '../../../support/builders.ts';
import { accountsWithModes } from '../../../support/many-modes.ts';
import { givenGuard, OPERATOR } from '../guard-fixture.ts';

const OBSERVING = givenPolicy({ mode: 'observe' });
const ENFORCING = givenPolicy({ mode: 'enforce' });

function givenChange() {
  const guarded = givenGuard();
  const { deps, settings, requestedScopes, deploymentRecord } = guarded;
  const ports = { ...deps, settingsEditor: settings, requestedScopes, deploymentRecord };
  return {
    ...guarded,
    ports,
    change: async (reauditScopes: readonly Scope[] = [], shown?: SettingsToReplace) =>
      changeSettings(ports, {
        shown: shown ?? (await settings.readToReplace()),
        before: OBSERVING,
        after: ENFORCING,
        reauditScopes,
        operator: OPERATOR,
      }),
    results: () => guarded.entries('settings-change').map(({ result, version }) => [result, version]),
  };
}

describe('changing the settings', () => {
  it('is on record before it is done, and again after it', async () => {
    const { change, results, calls, entries, settings } = givenChange();
    expect(await change()).toMatchObject({ type: 'changed', version: 1 });
    expect(results()).toEqual([
      ['started', 1],
      ['changed', 1],
    ]);
    expect(calls().indexOf('ledger.append')).toBeLessThan(calls().indexOf('settings.write'));
    expect(entries('settings-change')[0]).toMatchObject({
      account: 'organization',
      before: { mode: 'observe' },
      after: { mode: 'enforce' },
      operator: OPERATOR,
    });
    expect(settings.item).toMatchObject({ version: 1, mode: 'enforce', changedBy: OPERATOR.by });
  });

  it('notifies who changed what, and why', async () => {
    const { change, notifier } = givenChange();
    await change();
    expect(notifier.published).toMatchObject([
      {
        key: 'settings-changed',
        account: 'organization',
        lines: [
          'Version 1 of the settings applies.',
          `By ${OPERATOR.by}: ${OPERATOR.reason} (${OPERATOR.ticket})`,
          'mode: observe -> enforce',
        ],
      },
    ]);
  });

  it('writes nothing where the change could be stored but not recorded', async () => {
    const { calls, settings, ports } = givenChange();
    const after = { ...ENFORCING, ...modesById(accountsWithModes(9_001)) };
    const shown = await settings.readToReplace();
    const request = { shown, before: OBSERVING, after, reauditScopes: [], operator: OPERATOR };
    const changing = changeSettings(ports, request);
    await expect(changing).rejects.toMatchObject({ code: 'settings-too-large' });
    expect(calls()).toEqual(['settings.readToReplace']);
  });

  it('changes nothing where somebody else was faster, and says so in the ledger', async () => {
    const { change, results, settings, notified } = givenChange();
    const shown = await settings.readToReplace();
    settings.put(OBSERVING);
    expect(await change([{ type: 'organization' }], shown)).toEqual({ type: 'conflict' });
    expect(results()).toEqual([
      ['started', 1],
      ['conflict', 1],
    ]);
    expect([settings.item?.mode, notified()]).toEqual(['observe', []]);
  });

  it('requests audits of what it concerns, also where nobody could be notified', async () => {
    const { change, log, triggerQueue, requestedScopes } = givenChange();
    log.onCall = ({ name }) => {
      if (name === 'notifier.publish') throw new Error('no topic');
    };
    const account = parseAccountId('333333333333');
    const changed = await change([{ type: 'account', account }, { type: 'organization' }]);
    expect(changed).toMatchObject({ notified: { status: 'rejected' }, reaudit: { status: 'fulfilled' } });
    expect(triggerQueue.receiveDue()).toMatchObject([{ account, why: 'operator' }]);
    expect(await requestedScopes.read()).toMatchObject([{ scope: { type: 'organization' } }]);
  });

  it('is done even if no audit could be requested, which the outcome says', async () => {
    const { change, log, settings } = givenChange();
    log.onCall = ({ name }) => {
      if (name === 'requestedScopes.request') throw new Error('no table');
    };
    expect(await change([{ type: 'organization' }])).toMatchObject({ reaudit: { status: 'rejected' } });
    expect(settings.item).toMatchObject({ mode: 'enforce' });
  });

  it.each([
    [{ version: 7, mode: 'enforce' }, 8],
    [{ version: 'seven' }, 1],
    [{ version: -3 }, 1],
    [{ version: 1.5 }, 1],
    [{ version: 2 ** 52 }, 1],
    [{ version: 2 ** 52 + 1, ...policyFacts(ENFORCING) }, 1],
    [{ version: 2 ** 52, ...policyFacts(ENFORCING) }, 1],
    [{}, 1],
  ])('counts on from the version of settings that do not parse: %o', async (item, version) => {
    const { change, settings } = givenChange();
    settings.putItem(item);
    expect(await change()).toMatchObject({ type: 'changed', version });
  });
});

describe('editing a policy', () => {
  const UNIT = parseOrganizationalUnitId('ou-ab12-cdef3456');
  const ACCOUNT = parseAccountId('333333333333');
  const OTHER = parseAccountId('444444444444');
  const policy = givenPolicy({ mode: 'observe', accountModes: { [OTHER]: 'enforce' } });

  it('sets the mode of the organization, and keeps those of units and accounts', () => {
    const edited = withMode(policy, { organizationalUnits: [], accounts: [] }, 'enforce');
    expect(edited).toEqual({ ...policy, mode: 'enforce' });
  });

  it('sets the mode of units and accounts, and takes it out again', () => {
    const scope = { organizationalUnits: [UNIT], accounts: [ACCOUNT] };
    const edited = withMode(policy, scope, 'enforce');
    expect(edited).toMatchObject({
      mode: 'observe',
      organizationalUnitModes: new Map([[UNIT, 'enforce']]),
      accountModes: new Map([
        [OTHER, 'enforce'],
        [ACCOUNT, 'enforce'],
      ]),
    });
    expect(withoutModes(edited, scope)).toEqual(policy);
  });
});
