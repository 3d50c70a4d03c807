import { describe, expect, it } from 'vitest';
import { stacksOf } from '../../infra/rootguard.ts';
import {
  CONFIGURATIONS,
  memberTemplateOf,
  type Resource,
  synthesizeRootguard,
  templateOf,
} from './synthesis.ts';

const FIRST = CONFIGURATIONS['everything on'];
const SECOND = { ...FIRST, namePrefix: 'acme-roots' };

interface StackTemplate {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<Record<string, { readonly Export?: { readonly Name: string } }>>;
  readonly Parameters?: Readonly<Record<string, { readonly Default?: string }>>;
}

/** The templates of all stacks, and that of the member accounts. */
function templatesOf(settings: object): readonly StackTemplate[] {
  const stacks = synthesizeRootguard(settings);
  const templates = stacksOf(stacks).map(
    (stack): StackTemplate => JSON.parse(JSON.stringify(templateOf(stack).toJSON())),
  );
  return [...templates, memberTemplateOf(stacks.members), memberTemplateOf(stacks.memberSessions)];
}

/** Properties that are the name of a resource in its account. */
const NAMES =
  /^(?:Name|AlarmName|ArchiveName|BackupPlanName|ConfigurationName|DashboardName|ManagedPolicyName|QueueName|StackSetName|TableName|TopicName)$/;

function fixedNamesOf(settings: object): readonly string[] {
  const stackNames = stacksOf(synthesizeRootguard(settings)).map(({ stackName }) => stackName);
  const names = templatesOf(settings).flatMap(({ Resources, Outputs = {}, Parameters = {} }) => [
    ...Object.values(Resources).flatMap(namesOf),
    ...Object.values(Outputs).flatMap(({ Export }) => Export?.Name ?? []),
    ...Object.values(Parameters).flatMap(({ Default }) => Default ?? []),
  ]);
  return [...stackNames, ...names.filter((name) => !name.startsWith('/cdk-bootstrap/'))];
}

function namesOf({ Type, Properties = {} }: Resource): readonly string[] {
  const { BackupPlan = {}, MetricTransformations: [metric = {}] = [] } = Properties;
  return Object.entries({ ...Properties, ...BackupPlan, Name: Properties.Name ?? metric.MetricNamespace })
    .filter(([property, name]) => NAMES.test(property) && typeof name === 'string')
    .map(([, name]) => `${Type} ${name}`);
}

/** Texts for people, and names that are only unique within their resource. */
const FREE = /^(?:Description|AlarmDescription|DisplayName|PolicyName|Code|TemplateBody)$/;

function textsIn(value: unknown, key = ''): readonly string[] {
  if (FREE.test(key)) return [];
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => textsIn(inner, name));
}

describe('two installations in one home account', () => {
  it('have no name in common', () => {
    const first = fixedNamesOf(FIRST);
    const second = new Set(fixedNamesOf(SECOND));
    expect(first.length).toBeGreaterThan(50);
    expect(second.size).toBeGreaterThan(50);
    expect(first.filter((name) => second.has(name))).toEqual([]);
  });

  it('refer to nothing of each other', () => {
    const texts = templatesOf(SECOND)
      .flatMap((template) => textsIn(template))
      // The dimension of the metrics, in the widgets of the dashboard.
      .map((text) => text.replaceAll('"service","rootguard"', ''))
      .filter((text) => /rootguard/i.test(text));
    expect([...new Set(texts)].toSorted()).toEqual([
      // What people read when a part of it is changed.
      expect.stringMatching(/^"A call in the home account <account> names a part of rootguard: /),
      // The CDK deploys all of them through one bootstrap.
      '/cdk-bootstrap/rootguard/version',
      // As configured.
      ':backup:us-east-1:222222222222:backup-vault:rootguard',
      // The name of a replay that its rule matches has the id of the stack after that.
      ':events:us-east-1:222222222222:replay/rootguard-*',
      'Custom::RootguardRootAccess',
      // The tag, the dimension of the metrics, and the vault.
      'rootguard',
      // A replay.
      'rootguard-',
    ]);
  });

  it('write their metrics where their alarms look', () => {
    const variables = templatesOf(SECOND).flatMap(({ Resources }) =>
      Object.values(Resources).flatMap(
        ({ Properties }) => Properties?.Environment?.Variables?.ROOTGUARD_METRICS_NAMESPACE ?? [],
      ),
    );
    expect(variables).toEqual(['acme-roots', 'acme-roots', 'acme-roots', 'acme-roots']);
  });
});
