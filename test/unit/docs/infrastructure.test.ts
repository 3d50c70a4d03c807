import { describe, expect, it } from 'vitest';
import { stacksOf } from '../../../infra/rootguard.ts';
import schema from '../../../rootguard.schema.json' with { type: 'json' };
import { ASSUMPTIONS } from '../../../scripts/cost/parts.ts';
import { parseConfiguration } from '../../../src/installation/configuration.ts';
import { EVENT_SOURCES } from '../../../src/runtime/resources.ts';
import { EXAMPLE, resourcesOf, synthesizeRootguard, templateOf } from '../../infra/synthesis.ts';
import { codeBlocks, headingsOf, PAGES, readPage, sectionOf } from './pages.ts';

const stacks = synthesizeRootguard({
  turnOnRootAccess: true,
  controlTowerRegion: 'eu-central-1',
  sessionRegions: ['eu-west-1'],
  canary: { accountId: '333333333333' },
});
const home = templateOf(stacks.home);
const alarms = [home, templateOf(stacks.canary), templateOf(stacks.management)]
  .flatMap((template) => resourcesOf(template, 'AWS::CloudWatch::Alarm'))
  .map(({ Properties }) => ({
    name: String(Properties.AlarmName),
    entry: String(Properties.AlarmDescription).split('docs/runbook.md#')[1] ?? 'no link to the runbook',
  }));

describe('the runbook', () => {
  const entries = headingsOf(sectionOf(readPage('runbook.md'), '## Alarms'), '###');

  it.each(alarms)('has the entry that $name links to', ({ entry }) => {
    expect(entries).toContain(entry);
  });

  it('has no entry without an alarm', () => {
    expect(entries.filter((entry) => !alarms.some((alarm) => alarm.entry === entry))).toEqual([]);
  });

  it('finds the names that CloudFormation generates', () => {
    const prefixes = [...readPage('runbook.md').text.matchAll(/\$\(resource (AWS::\S+) (\w+)\)/g)];
    expect(prefixes).toHaveLength(6);
    for (const [, type = '', prefix = ''] of prefixes) {
      const ids = Object.keys(home.findResources(type)).filter((id) => id.startsWith(prefix));
      expect([prefix, ids.length]).toEqual([prefix, 1]);
    }
  });
});

describe('names in the documents', () => {
  const real = new Set([
    ...stacksOf(stacks).map(({ stackName }) => stackName.replace(/-eu-west-1$/, '')),
    ...alarms.map(({ name }) => name),
    ...namesIn(home.toJSON()),
    ...stacksOf(stacks).flatMap((stack) => namesIn(templateOf(stack).toJSON())),
  ]);

  it('are those of real stacks, alarms, queues, tables, rules and schedules', () => {
    const used = new Set(
      PAGES.flatMap(({ text }) => [...text.matchAll(/`(rootguard-[a-z-]+[a-z])`/g)]).map(([, name]) => name),
    );
    expect(used.size).toBeGreaterThan(10);
    expect([...used].filter((name) => !real.has(name ?? ''))).toEqual([]);
  });
});

describe('settings in the documents', () => {
  it('are those of the configuration', () => {
    const known = Object.keys(schema.properties);
    const tables = sectionOf(readPage('architecture.md'), '## Modes and limits');
    const named = [...tables.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
    const pages = `${readPage('deploy.md').text} ${readPage('enforce.md').text}`;
    const steps = [...pages.matchAll(/`([a-z]+(?:[A-Z][a-z]+)+)`/g)].map(([, name]) => name);
    expect(named.length).toBeGreaterThan(3);
    expect(steps.length).toBeGreaterThan(8);
    expect([...named, ...steps].filter((name) => !known.includes(name ?? ''))).toEqual([]);
  });

  it('let the deployment enforce as enforce.md says', () => {
    const [allowing = ''] = codeBlocks(readPage('enforce.md'), 'json').map(({ code }) => code);
    expect(parseConfiguration({ ...EXAMPLE, ...JSON.parse(allowing) }).allowEnforcement).toBe(true);
  });
});

describe('reserved concurrency', () => {
  it.each(['deploy.md', 'decisions/0014-concurrency-is-not-reserved-unless-asked.md'])(
    '%s names the quota that it takes',
    (page) => {
      const reserved = Object.values(EVENT_SOURCES).reduce(
        (sum, source) => sum + source.maximumConcurrency,
        0,
      );
      // Lambda keeps 100 for functions without a reservation.
      expect(readPage(page).text).toMatch(new RegExp(`quota\\b.* (?:at least )?${reserved + 100}\\b`));
    },
  );
});

describe('the cost', () => {
  it('counts the alarms that there are', () => {
    const { home, management } = synthesizeRootguard();
    const counts = [home, management].map(
      (stack) => resourcesOf(templateOf(stack), 'AWS::CloudWatch::Alarm').length,
    );
    expect(ASSUMPTIONS.alarms).toBe((counts[0] ?? 0) + (counts[1] ?? 0));
  });
});

/** Every text of a template that may be a name. */
function namesIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [...value.matchAll(/rootguard-[a-z-]+[a-z]/g)].map(([name]) => name);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(namesIn) : [];
}
