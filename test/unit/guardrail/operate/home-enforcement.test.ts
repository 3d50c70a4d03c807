import { describe, expect, it } from 'vitest';
import { parseAccountId, parseOrganizationalUnitId } from '../../../../src/domain/account.ts';
import { appliedPolicy, type Policy } from '../../../../src/domain/policy.ts';
import { policyInForce, type SettingsReading } from '../../../../src/domain/settings.ts';
import type { CurrentPolicy } from '../../../../src/guardrail/operate/current-policy.ts';
import {
  checkHomeObserves,
  homeEnforcement,
  refusalToAddExceptions,
} from '../../../../src/guardrail/operate/home-enforcement.ts';
import { givenPolicy } from '../../../support/builders.ts';

const OBSERVING = givenPolicy({ mode: 'observe' });
const ENFORCING = givenPolicy({ mode: 'enforce' });
const UNIT = parseOrganizationalUnitId('ou-sbox-work0001');
const ACCOUNT = parseAccountId('333333333333');
const RECORDED_AT = new Date('2026-11-24T12:00:00Z');

const INITIAL: SettingsReading = { type: 'initial' };

function stored(policy: Policy): SettingsReading {
  const facts = { changedAt: undefined, changedBy: undefined, reason: undefined, ticket: undefined };
  return { type: 'stored', settings: { version: 1, policy, ...facts } };
}

function given({
  reading = INITIAL,
  initialPolicy = OBSERVING,
  canEnforce = true,
  isRecorded = true,
}: {
  reading?: SettingsReading;
  initialPolicy?: Policy;
  canEnforce?: boolean;
  isRecorded?: boolean;
}): CurrentPolicy {
  const policy = policyInForce(reading, initialPolicy);
  const recordedAt = isRecorded ? RECORDED_AT : undefined;
  return {
    reading,
    initialPolicy,
    canEnforce,
    recordedAt,
    policy,
    appliedPolicy: appliedPolicy(policy, canEnforce),
  };
}

describe('whether a home account may remove credentials', () => {
  it.each([
    ['it was deployed to observe', {}, 'none'],
    ['it was deployed to enforce', { initialPolicy: ENFORCING }, 'possible'],
    ['it was deployed to enforce and cannot', { initialPolicy: ENFORCING, canEnforce: false }, 'none'],
    ['its settings enforce', { reading: stored(ENFORCING) }, 'possible'],
    [
      'its settings enforce in one unit',
      { reading: stored({ ...OBSERVING, organizationalUnitModes: new Map([[UNIT, 'enforce']]) }) },
      'possible',
    ],
    ['its settings observe', { reading: stored(OBSERVING), initialPolicy: ENFORCING }, 'none'],
    [
      'its settings observe and nothing is recorded',
      { reading: stored(OBSERVING), isRecorded: false },
      'none',
    ],
    [
      'its settings enforce and nothing is recorded',
      { reading: stored(ENFORCING), isRecorded: false },
      'unknown',
    ],
    ['nothing is recorded', { isRecorded: false }, 'unknown'],
    [
      'its settings do not parse',
      { reading: { type: 'malformed', issues: [] }, initialPolicy: ENFORCING },
      'none',
    ],
    [
      'its settings cannot be read',
      { reading: { type: 'unreadable', failure: { reason: 'throttled', call: 'c', message: 'm' } } },
      'unknown',
    ],
  ] as const)('where %s', (_, facts, expected) => {
    const current = given(facts);
    expect(homeEnforcement(current)).toBe(expected);
    expect(refusalToAddExceptions(current) === undefined).toBe(expected === 'none');
  });

  it('names the commands that set observe mode wherever it enforces', () => {
    const policy = {
      ...ENFORCING,
      organizationalUnitModes: new Map([[UNIT, 'enforce']] as const),
      accountModes: new Map([[ACCOUNT, 'enforce']] as const),
    };
    const refusal = refusalToAddExceptions(given({ initialPolicy: policy }));
    expect(refusal).toContain('rootguard mode observe --reason TEXT;');
    expect(refusal).toContain(`rootguard mode observe --reason TEXT --ou ${UNIT} --account ${ACCOUNT})`);
    const onlyAccount = refusalToAddExceptions(given({ initialPolicy: { ...policy, mode: 'observe' } }));
    expect(onlyAccount).not.toContain('rootguard mode observe --reason TEXT;');
  });

  it('names no command for what observes already', () => {
    const commandsIn = (policy: Policy) =>
      /\(((?:rootguard [^)]*)+)\)/.exec(refusalToAddExceptions(given({ initialPolicy: policy })) ?? '')?.[1];
    const mixed = givenPolicy({
      mode: 'enforce',
      organizationalUnitModes: { [UNIT]: 'observe' },
      accountModes: { [ACCOUNT]: 'enforce', '444444444444': 'observe' },
    });
    expect(commandsIn(ENFORCING)).toBe('rootguard mode observe --reason TEXT');
    expect(commandsIn({ ...mixed, mode: 'observe' })).toBe(
      `rootguard mode observe --reason TEXT --account ${ACCOUNT}`,
    );
    expect(commandsIn(mixed)).toBe(
      `rootguard mode observe --reason TEXT; rootguard mode observe --reason TEXT --account ${ACCOUNT}`,
    );
  });

  it.each([
    [5, /--account 333333333304\)/],
    [6, /--ou … --account … for all that rootguard mode show lists as enforce\)/],
  ])('names %i accounts by their ids, and more by what lists them', (count, commands) => {
    const ids = Array.from({ length: count }, (_, at) => String(333_333_333_300 + at));
    const accountModes = Object.fromEntries(ids.map((id) => [id, 'enforce'] as const));
    const initialPolicy = givenPolicy({ mode: 'observe', accountModes });
    expect(refusalToAddExceptions(given({ initialPolicy }))).toMatch(commands);
  });

  it('is an error of the user where it may', () => {
    expect(() => checkHomeObserves(given({ initialPolicy: ENFORCING }))).toThrow(
      expect.objectContaining({ code: 'home-may-enforce' }),
    );
    expect(() => checkHomeObserves(given({}))).not.toThrow();
  });
});
