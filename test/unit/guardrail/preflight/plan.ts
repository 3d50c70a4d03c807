import { parseAccountId } from '../../../../src/domain/account.ts';
import type { PreflightPlan } from '../../../../src/guardrail/preflight/plan.ts';

/** What is to be deployed, unless a test says otherwise. */
export const PLAN: PreflightPlan = {
  partition: 'aws',
  region: 'us-east-1',
  organizationId: 'o-sandbox0001',
  managementAccountId: parseAccountId('111111111111'),
  homeAccountId: parseAccountId('222222222222'),
  stackSetsAccountId: parseAccountId('111111111111'),
  coveredUnits: ['r-sbox'],
  names: {
    dataStack: 'rootguard-data',
    homeStack: 'rootguard-home',
    tables: ['rootguard-ledger', 'rootguard-posture'],
    queues: ['rootguard-triggers'],
    bus: 'rootguard',
    managedPolicies: ['RootguardOperator'],
    chatConfigurations: ['rootguard'],
    stackSet: 'rootguard-members',
    rulePrefix: 'rootguard-',
    topic: 'rootguard-notifications',
    canaryStack: 'rootguard-canary',
    canaryRole: 'rootguard-canary',
    managementStack: 'rootguard-management',
    managementTopics: ['rootguard-notifications', 'rootguard-watchdog'],
    managementRole: 'rootguard-management-root',
  },
  namePrefix: 'rootguard',
  canaryAccountId: undefined,
  reservedConcurrency: 0,
  deployRoleArn: undefined,
  permissionsBoundary: undefined,
  keyArn: undefined,
  otherDeployers: [],
  makesKey: false,
  usesCdk: true,
};
