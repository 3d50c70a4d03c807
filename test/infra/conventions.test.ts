import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { stacksOf } from '../../infra/rootguard.ts';
import { deployedParts } from './deployed-parts.ts';
import {
  CONFIGURATIONS,
  memberTemplateOf,
  type Resource,
  synthesizeRootguard,
  templateOf,
} from './synthesis.ts';

const EVERY_STACK = {
  turnOnRootAccess: true,
  controlTowerRegion: 'eu-central-1',
  sessionRegions: ['eu-west-1'],
};

/** The resources of all stacks and of the template of the member accounts. */
function resourcesOf(settings: object): readonly Resource[] {
  const stacks = synthesizeRootguard({ ...EVERY_STACK, ...settings });
  const inMembers = [stacks.members, stacks.memberSessions].map((stack) =>
    Template.fromJSON({ ...memberTemplateOf(stack) }),
  );
  return [...stacksOf(stacks).map(templateOf), ...inMembers].flatMap((template) =>
    Object.values<Resource>(template.toJSON().Resources),
  );
}

function boundariesWith(permissionsBoundary: string | undefined): readonly unknown[] {
  const settings = permissionsBoundary === undefined ? {} : { permissionsBoundary };
  return resourcesOf(settings)
    .filter(({ Type }) => Type === 'AWS::IAM::Role')
    .map(({ Properties }) => Properties.PermissionsBoundary);
}

const policyOf = (account: unknown, name: string) => ({
  'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::', account, `:policy/${name}`].flat()],
});

describe('a permissions boundary', () => {
  it.each([
    ['by name', 'ServiceBoundary', 'ServiceBoundary'],
    ['by path and name', 'boundaries/Service', 'boundaries/Service'],
    [
      'by the ARN of a policy in one account',
      'arn:aws:iam::222222222222:policy/boundaries/Service',
      'boundaries/Service',
    ],
  ])('is on every role of every account, as the policy of that account: %s', (_how, configured, name) => {
    const boundaries = boundariesWith(configured);
    expect(boundaries).toHaveLength(14);
    const expected = JSON.stringify(policyOf({ Ref: 'AWS::AccountId' }, name)).replace('["", [', '["",[');
    for (const boundary of boundaries) {
      const text = JSON.stringify(boundary);
      // A stack with a known account has its id in the place of the pseudo parameter.
      expect(text.replace(/:iam::\d{12}:/, ':iam::",{"Ref":"AWS::AccountId"},":')).toBe(expected);
    }
  });

  it('may be a policy of AWS', () => {
    for (const boundary of boundariesWith('arn:aws:iam::aws:policy/PowerUserAccess')) {
      expect(JSON.stringify(boundary)).toContain(':iam::aws:policy/PowerUserAccess');
    }
  });

  it('is on no role unless it is configured', () => {
    expect(boundariesWith(undefined).filter((boundary) => boundary !== undefined)).toEqual([]);
  });
});

describe('the logs', () => {
  it.each([
    [undefined, 365],
    [90, 90],
  ])('are kept as long as configured: %s', (logRetentionDays, days) => {
    const groups = resourcesOf(logRetentionDays === undefined ? {} : { logRetentionDays }).filter(
      ({ Type }) => Type === 'AWS::Logs::LogGroup',
    );
    expect(groups.map(({ Properties }) => Properties.RetentionInDays)).toEqual([days, days, days, days]);
  });
});

describe('tags', () => {
  const tags = { 'cost-center': '4711', owner: 'security@example.com' };

  it('are on everything that has a tag at all, beside that of rootguard', () => {
    const tagged = resourcesOf({ tags }).filter(({ Properties }) => Properties?.Tags !== undefined);
    expect(tagged.length).toBeGreaterThan(40);
    for (const { Type, Properties } of tagged) {
      const list: readonly { Key: string; Value: string }[] = Array.isArray(Properties.Tags)
        ? Properties.Tags
        : Object.entries(Properties.Tags).map(([Key, Value]) => ({ Key, Value }));
      const found = Object.fromEntries(list.map(({ Key, Value }) => [Key, Value]));
      expect([Type, found]).toEqual([Type, { application: 'rootguard', ...tags }]);
    }
  });

  it('are on the StackSets, which put them on what they create in the member accounts', () => {
    const stackSets = resourcesOf({ tags }).filter(({ Type }) => Type === 'AWS::CloudFormation::StackSet');
    expect(stackSets.map(({ Properties }) => Properties.Tags.length)).toEqual([3, 3]);
  });
});

describe('the queues', () => {
  const queues = deployedParts(CONFIGURATIONS['everything on']).filter(
    ({ type }) => type === 'AWS::SQS::Queue',
  );

  // Whoever may create a queue could otherwise have SQS move messages into one that denies them to send.
  it('take dead letters only of the queues that send theirs to them', () => {
    expect(queues.length).toBeGreaterThan(10);
    for (const queue of queues) {
      const sources = queues.filter(
        ({ stackName, properties: { RedrivePolicy } }) =>
          stackName === queue.stackName &&
          RedrivePolicy?.deadLetterTargetArn['Fn::GetAtt'][0] === queue.logicalId,
      );
      const { redrivePermission, sourceQueueArns = [] } = queue.properties.RedriveAllowPolicy ?? {};
      const allowed = sourceQueueArns.map((arn: Resource) =>
        String(arn['Fn::Join'][1].at(-1)).split(':').at(-1),
      );
      expect([queue.name, redrivePermission, allowed.toSorted()]).toEqual([
        queue.name,
        sources.length > 0 ? 'byQueue' : 'denyAll',
        sources.map(({ name }) => name).toSorted(),
      ]);
    }
  });
});
