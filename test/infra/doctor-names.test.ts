import { describe, expect, it } from 'vitest';
import { parseAccountId } from '../../src/domain/account.ts';
import { parseConfiguration } from '../../src/installation/configuration.ts';
import { doctorNames, doctorSources } from '../../src/runtime/operator/doctor-names.ts';
import { parseOperatorEnvironment } from '../../src/runtime/operator/environment.ts';
import { CONFIGURATIONS, EXAMPLE, resourcesOf, synthesizeRootguard, templateOf } from './synthesis.ts';

function givenHome(settings: object) {
  const configuration = parseConfiguration({ ...EXAMPLE, ...settings });
  const file = { path: 'rootguard.json', configuration };
  const template = templateOf(synthesizeRootguard(settings).home);
  const rules = resourcesOf(template, 'AWS::Events::Rule').map(({ Properties }) => Properties);
  return {
    template,
    operator: parseOperatorEnvironment({}, file),
    accounts: {
      homeAccountId: parseAccountId(configuration.homeAccountId),
      managementAccountId: parseAccountId(configuration.managementAccountId),
    },
    onBus: (isOwn: boolean): string[] =>
      rules.flatMap(({ Name, EventBusName }) => ((EventBusName === undefined) === isOwn ? [Name] : [])),
  };
}

describe.each(Object.entries(CONFIGURATIONS))('doctor, with the configuration %s', (_name, settings) => {
  const { template, operator, accounts, onBus } = givenHome(settings);
  const names = doctorNames(operator, accounts);

  it('requires every rule that is deployed, and no other', () => {
    expect([...names.homeRules].sort()).toEqual(onBus(false).sort());
    const required = names.requiredOwnRules.map(({ name }) => name);
    const optional = onBus(true).filter((rule) => rule.endsWith('-control-tower-accounts'));
    expect([...required, ...optional].sort()).toEqual(onBus(true).sort());
    expect(names.ownRules).toEqual(expect.arrayContaining(onBus(true)));
  });

  it('expects each event source mapping that is deployed, with its batch size', () => {
    const deployed = resourcesOf(template, 'AWS::Lambda::EventSourceMapping').map(({ Properties }) => {
      const { EventSourceArn, BatchSize } = Properties;
      return EventSourceArn['Fn::GetAtt'] ? BatchSize : undefined;
    });
    const expected = doctorSources(operator).map(({ batchSize }) => batchSize);
    expect(expected.sort()).toEqual(deployed.sort());
  });
});
