import type { AwsFailure } from '../../domain/aws-failure.ts';
import { describeFailure } from '../../domain/aws-failure.ts';
import type { ValueReading } from '../../domain/reading.ts';
import type { DiscoveredOrganization } from '../../guardrail/operate/discover-organization.ts';
import type { Configuration } from '../../installation/configuration.ts';
import type { OperatorTarget } from '../../runtime/operator/ports.ts';
import type { NextStep } from '../init/next-steps.ts';
import { lines, type Result } from '../output/result.ts';

/** What was read of the organization, and what could not be. One line each. */
export function describeDiscovered(
  { organizationId, managementAccountId, managementAccountName }: OperatorTarget,
  discovered: DiscoveredOrganization,
): readonly string[] {
  const { rootId, accounts, rootAccess, stackSetsAdministrators, trails } = discovered;
  return [
    `Organization ${organizationId}, management account ${managementAccountId} (${managementAccountName})`,
    describe('Root', rootId, (id) => id),
    describe('Accounts', accounts, ({ accounts: listed, isComplete }) =>
      isComplete ? `${listed.length}` : `more than ${listed.length}`,
    ),
    describe('Delegated administrators for IAM', rootAccess.delegatedAdministrators, listOf),
    describe('Delegated administrators for StackSets', stackSetsAdministrators, listOf),
    describeControlTower(discovered),
    describe('Trails of the organization', trails, (all) =>
      listOf(all.filter(({ ofOrganization }) => ofOrganization).map(({ name }) => name)),
    ),
  ];
}

function describeControlTower({ controlTower }: DiscoveredOrganization): string {
  switch (controlTower.type) {
    case 'not-in-use':
      return 'AWS Control Tower: not in use';
    case 'unknown':
      return unknown('AWS Control Tower', controlTower.failure);
    case 'in-use':
      return controlTower.region === undefined
        ? 'AWS Control Tower: in use, but its home Region was not found; add controlTowerRegion (--control-tower-region)'
        : `AWS Control Tower: in use, home Region ${controlTower.region}`;
  }
}

function describe<Value>(what: string, reading: ValueReading<Value>, text: (value: Value) => string): string {
  return reading.type === 'readable' ? `${what}: ${text(reading.value)}` : unknown(what, reading.failure);
}

function unknown(what: string, failure: AwsFailure): string {
  return `${what}: could not be read (${describeFailure(failure)})`;
}

function listOf(texts: readonly string[]): string {
  return texts.length === 0 ? 'none' : texts.join(', ');
}

export interface Written {
  readonly file: string;
  /** As they are in the file. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly configuration: Configuration;
  readonly isIgnoredByGit: boolean;
  /** The page that describes the fields. */
  readonly page: string;
  readonly steps: readonly NextStep[];
}

export function initResult(
  { file, fields, isIgnoredByGit, page, steps }: Written,
  { controlTower }: DiscoveredOrganization,
): Result {
  const ignored = isIgnoredByGit ? ' Git ignores it, so that a pull never conflicts with it.' : '';
  return {
    exit: 'ok',
    json: {
      file,
      configuration: fields,
      controlTower: controlTower.type,
      nextSteps: steps,
    },
    blocks: [
      lines(`Wrote ${file}.${ignored} Every field is described in ${page}.`),
      { type: 'lines', lines: JSON.stringify(fields, null, 2).split('\n'), verbatim: true },
      lines('Next:'),
      {
        type: 'lines',
        lines: steps.flatMap(({ command, purpose }) => [`  # ${purpose}`, `  ${command}`]),
        verbatim: true,
      },
    ],
    csv: {
      columns: ['command', 'purpose'],
      rows: steps.map(({ command, purpose }) => [command, purpose]),
    },
  };
}

export function notWrittenResult(): Result {
  return {
    exit: 'declined',
    json: { file: null },
    blocks: [lines('Nothing was written.')],
    csv: { columns: ['command', 'purpose'], rows: [] },
  };
}
