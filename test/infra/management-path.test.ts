import { matches, parsePattern } from 'organization-sandbox/eventbridge/pattern/pattern.ts';
import { describe, expect, it } from 'vitest';
import {
  HOME,
  MANAGEMENT,
  type Resource,
  resourcesOf,
  synthesizeRootguard,
  templateOf,
} from './synthesis.ts';

const homeOf = (settings: object = {}) => templateOf(synthesizeRootguard(settings).home);

const rulesOf = (settings: object = {}) =>
  resourcesOf(homeOf(settings), 'AWS::Events::Rule')
    .map(({ Properties }) => Properties)
    .filter(({ Targets }) => Targets.some(({ Id }: Resource) => Id === 'management'));

describe('the rules that tell the management account of changes of rootguard', () => {
  const rules = rulesOf();

  const tells = (event: object, some = rules) =>
    some.filter(({ EventPattern }) => {
      const pattern = parsePattern(EventPattern);
      return pattern.type === 'pattern' && matches(pattern, event);
    }).length;

  const call = (source: string, eventName: string, requestParameters: object, identity: object = {}) => ({
    source,
    account: HOME,
    detail: { eventName, requestParameters, userIdentity: { type: 'AssumedRole', ...identity } },
  });

  it.each(rulesOf({ customerManagedKey: true }))('$Name is valid for EventBridge', ({ EventPattern }) => {
    expect(parsePattern(EventPattern)).toMatchObject({ type: 'pattern' });
    expect(JSON.stringify(EventPattern).length).toBeLessThanOrEqual(2048);
  });

  it('publish to its topic without the home bus, and keep what cannot be delivered', () => {
    expect(rules.map(({ Name }) => Name)).toEqual([
      'rootguard-home-management-own-forwarding',
      'rootguard-home-management-own-service',
      'rootguard-home-management-own-alarms',
    ]);
    for (const { EventBusName, State, Targets } of rules) {
      expect(EventBusName).toBeUndefined();
      expect(State).toBe('ENABLED');
      expect(Targets).toHaveLength(1);
      expect(JSON.stringify(Targets[0].Arn)).toContain(
        `:sns:us-east-1:${MANAGEMENT}:rootguard-notifications`,
      );
      expect(JSON.stringify(Targets[0].RoleArn)).toContain('ManagementPathRole');
      expect(JSON.stringify(Targets[0].DeadLetterConfig)).toContain('QueuesUndelivered');
    }
  });

  it('make one quoted line of each sentence, from fields of the event', () => {
    for (const { Targets } of rules) {
      const { InputPathsMap, InputTemplate } = Targets[0].InputTransformer;
      for (const line of InputTemplate.split('\n')) expect(line).toMatch(/^"[^"]+"$/);
      const used = [...InputTemplate.matchAll(/<(\w+)>/g)].map(([, name]) => name);
      expect(used.toSorted()).toEqual(Object.keys(InputPathsMap).toSorted());
    }
  });

  it('tell of their own deletion, and of that of the rules of the other way', () => {
    for (const name of [rules[0]?.Name, 'rootguard-home-own-forwarding']) {
      expect(tells(call('aws.events', 'DeleteRule', { name }))).toBe(1);
    }
    expect(tells(call('aws.events', 'DeleteRule', { name: 'nightly' }))).toBe(0);
  });

  it('tell of the call that starts a deployment, and not of each change in it', () => {
    const changed = { functionName: 'rootguard-home-ConsumerFunction' };
    const byCloudFormation = { invokedBy: 'cloudformation.amazonaws.com' };
    expect(tells(call('aws.cloudformation', 'ExecuteChangeSet', { stackName: 'rootguard-home' }))).toBe(1);
    expect(tells(call('aws.lambda', 'UpdateFunctionCode20150331v2', changed, byCloudFormation))).toBe(0);
    expect(tells(call('aws.lambda', 'UpdateFunctionCode20150331v2', changed))).toBe(1);
    expect(
      tells(call('aws.lambda', 'UpdateFunctionCode20150331v2', changed, { invokedBy: 'AWS Internal' })),
    ).toBe(1);
  });

  it('tell of every key of the account where one encrypts the data', () => {
    const disabled = call('aws.kms', 'DisableKey', { keyId: '0a1b' });
    expect(tells(disabled)).toBe(0);
    expect(tells(disabled, rulesOf({ customerManagedKey: true }))).toBe(1);
  });

  it('are none where the home account is the management account', () => {
    expect(rulesOf({ homeAccountId: MANAGEMENT })).toEqual([]);
  });
});
