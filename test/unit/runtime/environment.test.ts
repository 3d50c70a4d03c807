import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../../src/domain/errors.ts';
import { parseEnvironment, VARIABLES } from '../../../src/runtime/environment.ts';

const COMPLETE = {
  ROOTGUARD_ORGANIZATION_ID: 'o-sandbox0001',
  ROOTGUARD_MANAGEMENT_ACCOUNT_ID: '111111111111',
  ROOTGUARD_HOME_ACCOUNT_ID: '222222222222',
  ROOTGUARD_EXCEPTIONS_TABLE: 'rootguard-exceptions',
  ROOTGUARD_LEDGER_TABLE: 'rootguard-ledger',
  ROOTGUARD_POSTURE_TABLE: 'rootguard-posture',
  ROOTGUARD_SETTINGS_TABLE: 'rootguard-settings',
  ROOTGUARD_TRIGGERS_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/222222222222/rootguard-triggers',
  ROOTGUARD_LATER_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/222222222222/rootguard-later',
  ROOTGUARD_SWEEP_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/222222222222/rootguard-sweep',
  ROOTGUARD_HEARTBEATS_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/222222222222/rootguard-heartbeats',
  ROOTGUARD_ACTIVITY_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/222222222222/rootguard-activity',
  ROOTGUARD_MEMBER_ACTIVITY_QUEUE_URL:
    'https://sqs.us-east-1.amazonaws.com/222222222222/rootguard-member-activity',
  ROOTGUARD_DEAD_LETTER_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/222222222222/rootguard-dead-letters',
  ROOTGUARD_TOPIC_ARN: 'arn:aws:sns:us-east-1:222222222222:rootguard-notifications',
  AWS_REGION: 'us-east-1',
};

function issuesOf(variables: Record<string, string | undefined>): readonly string[] {
  try {
    parseEnvironment(variables);
  } catch (error) {
    if (error instanceof InvalidInputError) return error.issues;
    throw error;
  }
  return [];
}

describe('the environment', () => {
  it('sets observe mode without grace by default', () => {
    const configuration = parseEnvironment(COMPLETE);
    expect(configuration.initialPolicy).toEqual({
      mode: 'observe',
      organizationalUnitModes: new Map(),
      accountModes: new Map(),
      invitedGraceSeconds: 0,
      maxAccountsPerHour: 10,
    });
    expect(configuration).toMatchObject({
      partition: 'aws',
      concurrency: 8,
      logLevel: 'info',
      insideLambda: false,
    });
  });

  it('needs no queue of the listener, as other functions have none', () => {
    const {
      ROOTGUARD_HEARTBEATS_QUEUE_URL,
      ROOTGUARD_ACTIVITY_QUEUE_URL,
      ROOTGUARD_MEMBER_ACTIVITY_QUEUE_URL,
      ...others
    } = COMPLETE;
    expect(parseEnvironment(others).listenerQueueUrls).toEqual({});
    expect(parseEnvironment(COMPLETE).listenerQueueUrls).toEqual({
      heartbeats: ROOTGUARD_HEARTBEATS_QUEUE_URL,
      activity: ROOTGUARD_ACTIVITY_QUEUE_URL,
      memberActivity: ROOTGUARD_MEMBER_ACTIVITY_QUEUE_URL,
    });
  });

  it('names the role of the management account by the prefix, which is the namespace of the metrics', () => {
    expect(parseEnvironment(COMPLETE).managementRoleArn).toBe(
      'arn:aws:iam::111111111111:role/rootguard/rootguard-management-root',
    );
    const ofAnother = {
      ...COMPLETE,
      ROOTGUARD_METRICS_NAMESPACE: 'acme-roots',
      ROOTGUARD_PARTITION: 'aws-us-gov',
    };
    expect(parseEnvironment(ofAnother).managementRoleArn).toBe(
      'arn:aws-us-gov:iam::111111111111:role/acme-roots/acme-roots-management-root',
    );
  });

  it('reads modes per organizational unit and account', () => {
    const { initialPolicy: policy } = parseEnvironment({
      ...COMPLETE,
      ROOTGUARD_MODE: 'enforce',
      ROOTGUARD_MODE_OVERRIDES:
        '{"organizationalUnits": {"ou-sbox-work0001": "observe"}, "accounts": {"333333333333": "enforce"}}',
    });
    expect([...policy.organizationalUnitModes]).toEqual([['ou-sbox-work0001', 'observe']]);
    expect([...policy.accountModes]).toEqual([['333333333333', 'enforce']]);
  });

  it.each([
    ['nothing, in observe mode', {}, false],
    ['nothing, in enforce mode', { ROOTGUARD_MODE: 'enforce' }, true],
    ['true, in observe mode', { ROOTGUARD_CAN_ENFORCE: 'true' }, true],
    ['false, in enforce mode', { ROOTGUARD_MODE: 'enforce', ROOTGUARD_CAN_ENFORCE: 'false' }, false],
  ])('says whether anything can be deleted: %s', (_what, variables, canEnforce) => {
    expect(parseEnvironment({ ...COMPLETE, ...variables }).canEnforce).toBe(canEnforce);
  });

  it('refuses another answer to whether anything can be deleted', () => {
    expect(issuesOf({ ...COMPLETE, ROOTGUARD_CAN_ENFORCE: 'yes' })).toEqual([
      'ROOTGUARD_CAN_ENFORCE: must be true or false, got "yes"',
    ]);
  });

  it('reads which units are covered, and assumes nothing where it is not told', () => {
    expect(parseEnvironment(COMPLETE).deployedCoverage).toEqual({ units: undefined, sweepEveryHours: 24 });
    expect(
      parseEnvironment({
        ...COMPLETE,
        ROOTGUARD_COVERED_UNITS: 'ou-ab12-cdef3456,r-ab12',
        ROOTGUARD_SWEEP_EVERY_HOURS: '12',
      }).deployedCoverage,
    ).toEqual({ units: ['ou-ab12-cdef3456', 'r-ab12'], sweepEveryHours: 12 });
    expect(issuesOf({ ...COMPLETE, ROOTGUARD_COVERED_UNITS: 'workloads' })).toHaveLength(1);
  });

  it('knows that it runs inside Lambda by the name of the function', () => {
    const { insideLambda } = parseEnvironment({ ...COMPLETE, AWS_LAMBDA_FUNCTION_NAME: 'consumer' });
    expect(insideLambda).toBe(true);
  });

  it('lists every issue together', () => {
    const issues = issuesOf({
      ...COMPLETE,
      ROOTGUARD_MODE: 'delete-everything',
      ROOTGUARD_HOME_ACCOUNT_ID: '2222',
      ROOTGUARD_LEDGER_TABLE: undefined,
      ROOTGUARD_CONCURRENCY: '0',
    });
    expect(issues).toHaveLength(4);
    for (const name of ['MODE', 'HOME_ACCOUNT_ID', 'LEDGER_TABLE', 'CONCURRENCY']) {
      expect(issues.filter((issue) => issue.startsWith(`ROOTGUARD_${name}:`))).toHaveLength(1);
    }
  });

  it('names for each issue the expected and the actual value', () => {
    expect(
      issuesOf({
        ...COMPLETE,
        ROOTGUARD_MODE: 'on',
        ROOTGUARD_CONCURRENCY: '65',
        ROOTGUARD_LEDGER_TABLE: '',
      }),
    ).toEqual([
      'ROOTGUARD_MODE: must be observe or enforce, got "on"',
      'ROOTGUARD_CONCURRENCY: must be a whole number from 1 to 64, got "65"',
      'ROOTGUARD_LEDGER_TABLE: is missing',
    ]);
  });

  it.each(['1.5', 'x', '1e400', '-1', '65'])('rejects %s as a number of accounts at a time', (text) => {
    expect(issuesOf({ ...COMPLETE, ROOTGUARD_CONCURRENCY: text })).toHaveLength(1);
  });

  it('counts an empty variable as missing', () => {
    expect(issuesOf({ ...COMPLETE, ROOTGUARD_TOPIC_ARN: '' })).toEqual(['ROOTGUARD_TOPIC_ARN: is missing']);
  });

  it('refuses a misspelt variable of its own and leaves others alone', () => {
    expect(issuesOf({ ...COMPLETE, ROOTGUARD_MODUS: 'enforce', PATH: '/bin' })).toEqual([
      'ROOTGUARD_MODUS: is not a variable of rootguard',
    ]);
  });

  it.each([
    ['not JSON', '{"accounts"'],
    ['an unknown key', '{"account": {"333333333333": "observe"}}'],
    ['an account id that is none', '{"accounts": {"prod": "observe"}}'],
    ['an organizational unit id that is none', '{"organizationalUnits": {"prod": "observe"}}'],
    ['a mode that is none', '{"accounts": {"333333333333": "off"}}'],
    ['a list', '[]'],
    ['a list of accounts', '{"accounts": []}'],
    ['a key of the prototype for an account', '{"accounts": {"constructor": "enforce"}}'],
    ['the prototype for an account', '{"accounts": {"__proto__": "enforce"}}'],
    ['the prototype for all of them', '{"__proto__": {"accounts": {}}}'],
  ])('refuses overrides with %s', (_, json) => {
    const issues = issuesOf({ ...COMPLETE, [VARIABLES.modeOverrides]: json });
    expect(issues).toHaveLength(1);
    expect(issues[0]).toContain('ROOTGUARD_MODE_OVERRIDES');
    expect(issues[0]).toContain(JSON.stringify(json));
  });
});
