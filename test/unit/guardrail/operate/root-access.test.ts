import { describe, expect, it } from 'vitest';
import { parseAccountId } from '../../../../src/domain/account.ts';
import {
  applySteps,
  planDisabling,
  planEnabling,
  type RootAccess,
  readRootAccess,
} from '../../../../src/guardrail/operate/root-access.ts';
import type { RootAccessSwitch } from '../../../../src/guardrail/ports/root-access.ts';
import { failure, unreadable } from '../doctor/readings.ts';

const HOME = parseAccountId('222222222222');

const allOn: RootAccess = {
  trustedAccess: { type: 'readable', value: true },
  features: { type: 'readable', enabled: ['RootCredentialsManagement', 'RootSessions'] },
  delegatedAdministrators: { type: 'readable', value: [HOME] },
};
const unknown: RootAccess = {
  trustedAccess: unreadable,
  features: unreadable,
  delegatedAdministrators: unreadable,
};

const names = (steps: ReturnType<typeof planEnabling>) =>
  steps.map((step) => ('feature' in step ? `${step.type} ${step.feature}` : step.type));

describe('enabling', () => {
  it('changes nothing that is on', () => {
    expect(planEnabling(allOn, HOME)).toEqual([]);
    expect(planEnabling(allOn, undefined)).toEqual([]);
  });

  it('enables everything where nothing could be read, as enabling twice changes nothing', () => {
    expect(names(planEnabling(unknown, HOME))).toEqual([
      'enable-trusted-access',
      'enable-feature RootCredentialsManagement',
      'enable-feature RootSessions',
      'register-delegated-administrator',
    ]);
  });

  it('enables what is off', () => {
    const partly: RootAccess = { ...allOn, features: { type: 'readable', enabled: ['RootSessions'] } };
    expect(names(planEnabling(partly, parseAccountId('333333333333')))).toEqual([
      'enable-feature RootCredentialsManagement',
      'register-delegated-administrator',
    ]);
  });
});

describe('disabling', () => {
  it('switches off the features only', () => {
    expect(names(planDisabling(allOn))).toEqual([
      'disable-feature RootCredentialsManagement',
      'disable-feature RootSessions',
    ]);
    expect(planDisabling(unknown)).toHaveLength(2);
    expect(planDisabling({ ...allOn, features: { type: 'readable', enabled: [] } })).toEqual([]);
  });
});

describe('applying the plan', () => {
  it('stops at the first refusal, and reports what was skipped', async () => {
    const calls: string[] = [];
    const answer =
      (name: string, refused = false) =>
      async () => {
        calls.push(name);
        return refused ? ({ type: 'refused', failure } as const) : ({ type: 'changed' } as const);
      };
    const access: RootAccessSwitch = {
      enableTrustedAccess: answer('trust'),
      enableFeature: answer('feature', true),
      disableFeature: answer('off'),
      registerDelegatedAdministrator: answer('delegate'),
    };
    const outcomes = await applySteps(access, planEnabling(unknown, HOME));
    expect(outcomes.map(({ result }) => result)).toEqual(['changed', 'refused', 'skipped', 'skipped']);
    expect(outcomes[1]?.failure).toBe(failure);
    expect(calls).toEqual(['trust', 'feature']);
  });
});

describe('each step', () => {
  it('is one call, with what it is about', async () => {
    const calls: unknown[][] = [];
    const change =
      (name: string) =>
      async (...args: unknown[]) => {
        calls.push([name, ...args]);
        return { type: 'changed' } as const;
      };
    const access: RootAccessSwitch = {
      enableTrustedAccess: change('trust'),
      enableFeature: change('on'),
      disableFeature: change('off'),
      registerDelegatedAdministrator: change('delegate'),
    };
    const steps = [...planEnabling(unknown, HOME), ...planDisabling(allOn)];
    const outcomes = await applySteps(access, steps);
    expect(outcomes).toEqual(steps.map((step) => ({ step, result: 'changed', failure: undefined })));
    expect(calls).toEqual([
      ['trust'],
      ['on', 'RootCredentialsManagement'],
      ['on', 'RootSessions'],
      ['delegate', HOME],
      ['off', 'RootCredentialsManagement'],
      ['off', 'RootSessions'],
    ]);
  });

  it('is planned where its setting is read to be off', () => {
    const trustedAccess = { type: 'readable', value: false } as const;
    expect(names(planEnabling({ ...allOn, trustedAccess }, HOME))).toEqual(['enable-trusted-access']);
    const delegatedAdministrators = { type: 'readable', value: [] } as const;
    expect(names(planEnabling({ ...allOn, delegatedAdministrators }, HOME))).toEqual([
      'register-delegated-administrator',
    ]);
  });
});

it('three readings show what is on', async () => {
  const { trustedAccess, features, delegatedAdministrators } = allOn;
  const read = await readRootAccess({
    readTrustedAccess: async () => trustedAccess,
    readFeatures: async () => features,
    readDelegatedAdministrators: async () => delegatedAdministrators,
  });
  expect(read).toEqual(allOn);
});
