import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { policyFacts } from '../../src/domain/settings.ts';
import type { DeploymentFacts } from '../../src/guardrail/ports/deployment-record.ts';
import { givenPolicy } from '../support/builders.ts';
import type { TableBackend } from './backend.ts';
import { TABLE_BACKENDS } from './table-backends.ts';
import { givenTablesOnAws } from './tables-on-aws.ts';
import { actionsOf } from './used-actions.ts';

const FACTS: DeploymentFacts = {
  recordedAt: new Date('2026-11-24T12:00:00.000Z'),
  initialPolicy: givenPolicy({
    organizationalUnitModes: { 'ou-ab12-cdef3456': 'observe' },
    accountModes: { '333333333333': 'observe' },
    invitedGraceSeconds: 90,
  }),
  canEnforce: true,
  seenSettings: 'settings#4#digest',
  highestVersion: 4,
};

describe.each(TABLE_BACKENDS)('the record of the deployment ($backend)', ({ open }) => {
  let tables: TableBackend;
  beforeEach(async () => {
    tables = await open();
  });
  afterEach(() => tables.close());

  it('is what the latest watch wrote', async () => {
    const { deploymentRecord } = tables;
    expect(await deploymentRecord.read()).toBeUndefined();
    await deploymentRecord.write(FACTS);
    expect(await deploymentRecord.read()).toEqual(FACTS);
    const observing = { ...FACTS, canEnforce: false, seenSettings: undefined, highestVersion: 0 };
    await deploymentRecord.write(observing);
    expect(await deploymentRecord.read()).toEqual(observing);
    const unusable = { ...FACTS, wereUnusable: true };
    await deploymentRecord.write(unusable);
    expect(await deploymentRecord.read()).toEqual(unusable);
    const coverage = { units: ['r-ab12'], sweepEveryHours: 12 };
    await deploymentRecord.write({ ...FACTS, coverage });
    expect(await deploymentRecord.read()).toEqual({ ...FACTS, coverage });
    const after = policyFacts(FACTS.initialPolicy);
    const unnotified = { fingerprint: 'settings#0#digest#found#2026-11-24', version: 0, after };
    await deploymentRecord.write({ ...FACTS, unnotified });
    expect(await deploymentRecord.read()).toEqual({ ...FACTS, unnotified });
  });
});

it('what is to be covered is left out where it does not parse, and the rest is read', async () => {
  const tables = await givenTablesOnAws();
  await tables.deploymentRecord.write({ ...FACTS, coverage: { units: undefined, sweepEveryHours: 24 } });
  const [item] = await tables.storedItems('posture');
  await tables.putItem('posture', { ...item, coverage: 'all' });
  expect(await tables.deploymentRecord.read()).toEqual(FACTS);
  await tables.close();
});

it('a record of the deployment that does not parse is none, and the next watch replaces it', async () => {
  const tables = await givenTablesOnAws();
  const { deploymentRecord } = tables;
  await tables.putItem('posture', { account: '#deployment', canEnforce: 'yes' });
  expect(await deploymentRecord.read()).toBeUndefined();
  await deploymentRecord.write(FACTS);
  expect(await deploymentRecord.read()).toEqual(FACTS);
  await tables.close();
});

describe('the IAM permissions', () => {
  it('of the record of the deployment are exactly the actions that it uses', () => {
    const { used, granted } = actionsOf('deploymentRecord');
    expect(used).toEqual(granted);
  });
});
