import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../../../src/domain/errors.ts';
import { parseConfiguration } from '../../../../src/installation/configuration.ts';
import { parseOperatorEnvironment } from '../../../../src/runtime/operator/environment.ts';

function issuesOf(variables: Record<string, string>): readonly string[] {
  try {
    parseOperatorEnvironment(variables);
  } catch (error) {
    if (error instanceof InvalidInputError) return error.issues;
    throw error;
  }
  return [];
}

describe("the environment of an operator's command", () => {
  it('may be empty: what is missing is looked up, or has the name of the deployed resource', () => {
    expect(parseOperatorEnvironment({})).toMatchObject({
      organizationId: undefined,
      managementAccountId: undefined,
      homeAccountId: undefined,
      partition: undefined,
      concurrency: 8,
      tables: {
        exceptions: 'rootguard-exceptions',
        ledger: 'rootguard-ledger',
        posture: 'rootguard-posture',
      },
      queueUrls: { triggers: undefined, later: undefined, sweep: undefined, deadLetters: undefined },
      queueNames: { triggers: 'rootguard-triggers', deadLetters: 'rootguard-dead-letters' },
      topicArn: undefined,
      logLevel: 'silent',
      maxRecoverySeconds: 86_400,
      assumedPolicy: { mode: 'observe', maxAccountsPerHour: 10, invitedGraceSeconds: 0 },
    });
  });

  it('accepts the variables of the functions', () => {
    expect(
      parseOperatorEnvironment({
        ROOTGUARD_HOME_ACCOUNT_ID: '222222222222',
        ROOTGUARD_LEDGER_TABLE: 'evidence',
        ROOTGUARD_SWEEP_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/222222222222/sweep',
        ROOTGUARD_CONCURRENCY: '4',
        ROOTGUARD_MODE: 'enforce',
      }),
    ).toMatchObject({
      homeAccountId: '222222222222',
      tables: { ledger: 'evidence' },
      queueUrls: { sweep: 'https://sqs.us-east-1.amazonaws.com/222222222222/sweep' },
      concurrency: 4,
      assumedPolicy: { mode: 'enforce' },
    });
  });

  it('has the names of the installation that the file configures', () => {
    const configuration = parseConfiguration({
      organizationId: 'o-exampleorgid',
      managementAccountId: '111111111111',
      homeAccountId: '222222222222',
      coveredOrganizationalUnits: ['r-ab12'],
      namePrefix: 'acme',
    });
    const file = { path: 'rootguard.json', configuration };
    expect(parseOperatorEnvironment({ ROOTGUARD_LEDGER_TABLE: 'evidence' }, file)).toMatchObject({
      tables: { exceptions: 'acme-exceptions', ledger: 'evidence', posture: 'acme-posture' },
      queueNames: { triggers: 'acme-triggers', later: 'acme-later', sweep: 'acme-sweep' },
      topicName: 'acme-notifications',
      names: { bus: 'acme', membersStackSet: 'acme-members', stacks: { home: 'acme-home' } },
    });
  });

  it('names every issue, and every unknown variable', () => {
    const issues = issuesOf({
      ROOTGUARD_CONCURRENCY: '65',
      ROOTGUARD_LEGER_TABLE: 'evidence',
      ROOTGUARD_MAX_RECOVERY_SECONDS: '3000000',
    });
    expect(issues).toHaveLength(3);
    for (const name of ['ROOTGUARD_CONCURRENCY', 'ROOTGUARD_LEGER_TABLE', 'ROOTGUARD_MAX_RECOVERY_SECONDS']) {
      expect(issues.join('\n')).toContain(name);
    }
  });
});
