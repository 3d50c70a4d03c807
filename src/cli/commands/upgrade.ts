import { join } from 'node:path';
import { describeFailure } from '../../domain/aws-failure.ts';
import { VERSION } from '../../runtime/version.ts';
import type { Exit } from '../exit-codes.ts';
import { readTextFile } from '../files/json-file.ts';
import { findPackage } from '../init/package-files.ts';
import { requireConfiguration } from '../operations/require-configuration.ts';
import { flag } from '../options/option.ts';
import { type Block, type Cell, lines, type Result, table } from '../output/result.ts';
import { defineCommand } from '../program/command.ts';
import { type DeployedStack, expectedStacks, readDeployedStack } from '../upgrade/deployed-stacks.ts';
import { createReaders } from '../upgrade/readers.ts';
import {
  changesBetween,
  compareVersions,
  parseChangelog,
  parseVersion,
  type Release,
} from '../upgrade/versions.ts';

const CHECK = flag('--check', 'compare the deployed versions with this one; nothing is changed (required)');

export const upgrade = defineCommand({
  description: [
    'Compares the version of each deployed stack with the version of this package, and shows what has changed between them. It deploys nothing: deploy as before, with the CDK or with the files of `rootguard template`.',
    'Stacks are read with the profiles of rootguard.json, each in its own Region. A stack is skipped if no credentials of its account are named, and could not be read if those named cannot be used. The StackSet that was made from a template has no stack around it; the version is then read from its template.',
  ],
  acceptsAnyAccount: true,
  options: { check: CHECK },
  examples: ['rootguard upgrade --check', 'rootguard upgrade --check --output json'],
  exitCodes: {
    ok: 'every stack that was read is of this version',
    violations: 'a stack is of an older or of a newer version, or is not deployed',
    unknown: 'a stack could not be read',
  },
  check: ({ check }) => (check ? [] : ['--check: is missing; rootguard upgrade changes nothing itself']),
  async run(context): Promise<Result> {
    const configuration = await requireConfiguration(context);
    const readers = await createReaders(context, configuration);
    const stacks = await Promise.all(
      expectedStacks(configuration).map((stack) => readDeployedStack(stack, readers, VERSION)),
    );
    const changes = await readChanges(stacks);
    return {
      exit: exitOf(stacks),
      json: { version: VERSION, stacks, changes },
      blocks: [
        table(['stack', 'account', 'region', 'deployed', 'this package', 'status'], stacks.map(rowOf)),
        ...changes.flatMap(({ name, text }): readonly Block[] => [
          lines('', `What has changed in ${name}:`),
          { type: 'lines', lines: text.split('\n'), verbatim: true },
        ]),
      ],
      csv: {
        columns: ['name', 'accountId', 'region', 'status', 'version', 'packageVersion', 'failure'],
        rows: stacks.map(csvRowOf),
      },
    };
  },
});

/** Since the oldest stack, which everything has to be brought up from; all changes if a stack has no version yet. */
async function readChanges(stacks: readonly DeployedStack[]): Promise<readonly Release[]> {
  const older = stacks.filter(({ status }) => status === 'older' || status === 'without-version');
  const own = parseVersion(VERSION);
  const folder = findPackage();
  if (older.length === 0 || own === undefined || folder === undefined) return [];
  const versions = older.map((stack) => ('version' in stack ? parseVersion(stack.version) : undefined));
  const known = versions.filter((version) => version !== undefined).sort(compareVersions);
  const oldest = versions.includes(undefined) ? undefined : known[0];
  return changesBetween(parseChangelog(await readTextFile(join(folder.path, 'CHANGELOG.md'))), oldest, own);
}

function exitOf(stacks: readonly DeployedStack[]): Exit {
  const statuses = stacks.map(({ status }) => status);
  if (statuses.includes('unreadable') || statuses.every((status) => status === 'skipped')) return 'unknown';
  return statuses.every((status) => status === 'current' || status === 'skipped') ? 'ok' : 'violations';
}

const STATUS_TEXT: Readonly<Record<DeployedStack['status'], string>> = {
  current: 'up to date',
  older: 'older: deploy it',
  newer: 'newer than this package: install that version',
  'without-version': 'older: it has no version yet',
  'not-deployed': 'not deployed',
  skipped: 'skipped: no credentials of this account',
  unreadable: 'could not be read',
};

function rowOf(stack: DeployedStack): readonly string[] {
  const failure = stack.status === 'unreadable' ? `: ${describeFailure(stack.failure)}` : '';
  return [
    stack.name,
    stack.accountId,
    stack.region,
    'version' in stack ? stack.version : '',
    VERSION,
    `${STATUS_TEXT[stack.status]}${failure}`,
  ];
}

/** As in JSON. */
function csvRowOf(stack: DeployedStack): readonly Cell[] {
  const { name, accountId, region, status } = stack;
  const version = 'version' in stack ? stack.version : undefined;
  const failure = stack.status === 'unreadable' ? describeFailure(stack.failure) : undefined;
  return [name, accountId, region, status, version, VERSION, failure];
}
