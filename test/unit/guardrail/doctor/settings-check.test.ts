import { describe, expect, it } from 'vitest';
import { checkSettings } from '../../../../src/guardrail/doctor/settings-check.ts';
import { givenPolicy } from '../../../support/builders.ts';
import { createMemoryWorld } from '../../../support/memory/world.ts';
import { NOW } from '../guard-fixture.ts';

const ENFORCING = givenPolicy({ mode: 'enforce', accountModes: { '333333333333': 'observe' } });

async function givenDeployment(canEnforce = true) {
  const world = createMemoryWorld(NOW);
  const initialPolicy = givenPolicy({ mode: 'observe' });
  const seen = { seenSettings: undefined, highestVersion: 0 };
  await world.deploymentRecord.write({ recordedAt: NOW, initialPolicy, canEnforce, ...seen });
  return { ...world, initialPolicy, assumedCanEnforce: false };
}

describe('the check of the settings', () => {
  it('says which modes apply where there are none', async () => {
    expect(await checkSettings(await givenDeployment())).toMatchObject({
      status: 'ok',
      detail: 'those of the deployment: observe',
    });
  });

  it('says which version applies', async () => {
    const deps = await givenDeployment();
    deps.settings.put(ENFORCING);
    expect(await checkSettings(deps)).toMatchObject({
      status: 'ok',
      detail: 'version 1: enforce, with 1 override',
    });
  });

  it('finds a mode that the deployment cannot apply', async () => {
    const deps = await givenDeployment(false);
    deps.settings.put(ENFORCING);
    expect(await checkSettings(deps)).toMatchObject({
      status: 'warning',
      detail: expect.stringContaining('the deployment cannot delete'),
      advice: expect.stringContaining('allowEnforcement'),
    });
  });

  it('says nothing of what a deployment can do that no watch has recorded yet', async () => {
    const world = createMemoryWorld(NOW);
    world.settings.put(ENFORCING);
    const deps = { ...world, initialPolicy: givenPolicy({ mode: 'observe' }), assumedCanEnforce: false };
    expect(await checkSettings(deps)).toMatchObject({ status: 'ok' });
  });

  it('names each attribute that is wrong', async () => {
    const deps = await givenDeployment();
    deps.settings.putItem({ version: 1, mode: 'enforced', overrides: {}, invitedGraceHours: 0 });
    expect(await checkSettings(deps)).toMatchObject({
      status: 'problem',
      detail: expect.stringContaining('mode: must be observe or enforce; maxAccountsPerHour: is missing'),
    });
  });

  it('is not determined where they cannot be read', async () => {
    const deps = await givenDeployment();
    deps.log.fail({ call: 'dynamodb:GetItem' });
    expect(await checkSettings(deps)).toMatchObject({ status: 'unknown' });
  });
});
