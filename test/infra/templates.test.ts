import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { MemberSessionsTemplate, MemberTemplate } from '../../infra/members/member-template.ts';
import { addRootguard, stacksOf } from '../../infra/rootguard.ts';
import { parseConfiguration } from '../../src/installation/configuration.ts';
import { cfnLint, HAS_CFN_LINT } from './cfn-lint.ts';
import {
  CONFIGURATIONS,
  EXAMPLE,
  inTestApp,
  memberTemplateOf,
  NO_CODE,
  type Resource,
  synthesizeRootguard,
  templateOf,
} from './synthesis.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const configurations = Object.entries(CONFIGURATIONS);

describe("cdk-nag's AwsSolutions pack", () => {
  it.each(configurations)('finds nothing that is not acknowledged with a reason: %s', (_, settings) => {
    const [report, ...more] = checkByNag((app) =>
      addRootguard(app, parseConfiguration({ ...EXAMPLE, ...settings }), NO_CODE),
    );
    expect(more).toEqual([]);
    expect(report).toMatchObject({ pluginName: 'AwsSolutions', violations: [] });
    expect(report?.suppressedViolations.length).toBeGreaterThan(0);
    for (const { reason } of report?.suppressedViolations ?? []) expect(reason).toMatch(/^[A-Z].{20,}\.$/);
  });

  it.each([MemberTemplate, MemberSessionsTemplate])(
    'finds nothing in the templates of the member accounts: %o',
    (Template) => {
      const reports = checkByNag((app) => new Template(app, 'member', parseConfiguration(EXAMPLE)));
      expect(reports).toEqual([]);
    },
  );
});

describe('the templates', () => {
  it.each(configurations)('contain no literal partition: %s', (_, settings) => {
    // An ARN that the operator configures has its partition.
    const configured = JSON.stringify(settings).match(/(?<=")arn:[^"]+(?=")/g) ?? [];
    for (const [name, template] of templatesOf(settings)) {
      const ours = configured.reduce((text, arn) => text.replaceAll(arn, ''), JSON.stringify(template));
      expect([name, ours.match(/arn:aws[a-z-]*:/)?.[0]]).toEqual([name, undefined]);
    }
  });

  it.each([
    ['aws-cn', 'cn-north-1'],
    ['aws-us-gov', 'us-gov-west-1'],
  ])('can be made for the partition %s', (partition, region) => {
    expect(stacksOf(synthesizeRootguard({ partition, region, customerManagedKey: true }))).toHaveLength(4);
  });

  it.skipIf(!HAS_CFN_LINT)(
    'have no issue that cfn-lint reports (skipped where cfn-lint is not installed)',
    () => {
      const linted = new Set<string>();
      const files = new Map<string, string>();
      for (const [configuration, settings] of configurations) {
        for (const [name, template] of templatesOf(settings)) {
          const text = JSON.stringify(template, null, 1);
          // Most settings change one stack; the others are identical, and those of further Regions differ in the Region only.
          const inAnyRegion = text.replaceAll(/\b[a-z]{2}-[a-z]+-\d\b/g, 'REGION');
          if (linted.has(inAnyRegion)) continue;
          linted.add(inAnyRegion);
          files.set(`${configuration.replaceAll(' ', '-')}.${name}.template.json`, text);
        }
      }
      expect(cfnLint(files)).toBe('');
    },
    120_000,
  );
});

describe('the sources', () => {
  it('contain no literal partition, except in the sandbox, local code and examples of settings', () => {
    const files = ['infra', 'src'].flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
        .map((path) => join(folder, path))
        .filter(
          (path) =>
            path.endsWith('.ts') && !/^src\/(sandbox|local)\/|^src\/installation\/schema\.ts$/.test(path),
        ),
    );
    expect(files.length).toBeGreaterThan(100);
    expect(files.filter((path) => readFileSync(join(ROOT, path), 'utf8').includes('arn:aws:'))).toEqual([]);
  });
});

/** The templates of the stacks and of the member accounts. */
function templatesOf(settings: object): readonly (readonly [name: string, template: object])[] {
  const stacks = synthesizeRootguard(settings);
  const { members, memberSessions } = stacks;
  return [
    ...stacksOf(stacks).map((stack) => [stack.stackName, templateOf(stack).toJSON()] as const),
    ['rootguard-member', memberTemplateOf(members)] as const,
    ...(memberSessions === undefined
      ? []
      : [['rootguard-member-sessions', memberTemplateOf(memberSessions)] as const]),
  ];
}

/** Synthesis throws unacknowledged findings and reports acknowledged ones. */
function checkByNag(build: (app: App) => unknown): readonly Resource[] {
  return inTestApp((app) => {
    build(app);
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    const { directory } = app.synth();
    return JSON.parse(readFileSync(join(directory, 'validation-report.json'), 'utf8')).pluginReports;
  });
}
