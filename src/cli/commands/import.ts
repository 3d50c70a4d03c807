import { InvalidInputError } from '../../domain/errors.ts';
import {
  checkState,
  type StateHeader,
  stateItems,
  verifyState,
} from '../../guardrail/evidence/state-file.ts';
import { readStoredPolicy } from '../../guardrail/operate/current-policy.ts';
import { checkHomeObserves, refusalToAddExceptions } from '../../guardrail/operate/home-enforcement.ts';
import { type ImportSummary, importState, planImport } from '../../guardrail/operate/import-state.ts';
import type { StateWriter } from '../../guardrail/ports/state-tables.ts';
import type { OperatorPorts } from '../../runtime/operator/ports.ts';
import type { CliContext } from '../context.ts';
import type { Exit } from '../exit-codes.ts';
import { invalidFile } from '../files/json-file.ts';
import { readLines } from '../files/read-lines.ts';
import { readSettingsWith } from '../operations/older-deployment.ts';
import { digestOf } from '../options/digest.ts';
import { operatorOf, reasonWithDefault, TICKET, YES } from '../options/operator.ts';
import { argument, flag } from '../options/option.ts';
import { text } from '../options/parsers.ts';
import { formatBlocks } from '../output/print.ts';
import { type Block, lines, type Result } from '../output/result.ts';
import { defineCommand } from '../program/command.ts';
import { needsPolicy } from '../program/managed-policies.ts';
import { confirm } from '../terminal/confirm.ts';
import { startProgress } from '../terminal/progress.ts';
import {
  describeSettings,
  doubtful,
  exitOfImport,
  importEnding,
  summaryBlocks,
  summaryCsv,
} from '../views/state.ts';

const OPTIONS = {
  digest: digestOf('rootguard export'),
  dryRun: flag('--dry-run', 'show what would be added, without writing anything'),
  reason: reasonWithDefault('import of the state of another home account'),
  ticket: TICKET,
  yes: YES,
};

const ARGUMENTS = { file: argument('<file>', 'a file of `rootguard export`', text) };

export const importCommand = defineCommand({
  description: [
    'Adds the exceptions, the ledger entries and the settings of an export to the tables of this home account. It checks the whole file first, and refuses one that was changed or is of another organization. Then it compares it with the tables, shows what it would add, and asks (the number of items has to be typed).',
    'It refuses to add exceptions while this home account may remove credentials: an account could be audited before all of its exceptions are there. Set observe mode first (`rootguard mode observe`), or deploy with `"allowEnforcement": false`; set enforce mode when the import is done.',
    'What is there already is never changed or deleted. So it can be repeated: after a crash it continues, and a later export adds what is new.',
    'All exceptions are written before the settings, so that nothing is removed that is approved. If an exception differs from the one that is there, the settings are left out: correct or revoke the exception, or set the modes with `rootguard mode`.',
    `The ledger records who imported what. ${needsPolicy('operator')} New rows make rootguard audit their accounts again; the next watch reports the settings as a change.`,
  ],
  arguments: ARGUMENTS,
  options: OPTIONS,
  examples: [
    'rootguard import state.jsonl --digest 5f2c… --dry-run --profile new-home',
    'rootguard import state.jsonl --digest 5f2c… --reason "move of the home account" --profile new-home',
  ],
  exitCodes: {
    usage: 'the command line is invalid, or the file cannot be imported here now; nothing was written',
    violations:
      'an item differs from the one that is there, which was kept; or this home account was set to enforce while exceptions were added; or a dry run found that the import would be refused',
    declined: 'the confirmation was not given; nothing was written',
  },
  onInterrupt: 'graceful',
  async run(context, args) {
    const { file } = args;
    const digest = await requireIntact(file, args.digest);
    const ports = await context.ports();
    const { createStatePorts } = await import('../../runtime/operator/state-ports.ts');
    const { stateWriter } = createStatePorts(ports);
    const header = await requireUsable(file, stateWriter, ports.target.organizationId);
    const source = { header, digest, readItems: () => stateItems(readLines(file), digest) };
    const plan = await withPace(context, ports, (pace) => planImport(stateWriter, source.readItems, pace));
    const asPlanned = (result: Outcome, exit: Exit, ...more: readonly Block[]) =>
      resultOf(args, { ...source, summary: plan, result, exit, column: 'to add' }, more);
    if (!plan.isComplete)
      return asPlanned('interrupted', 'failure', lines('Interrupted: nothing was written.'));
    const toAdd = countToAdd(plan);
    const found = exitOfImport(plan);
    if (toAdd === 0) return asPlanned('nothing-to-add', found, lines('Nothing to add: all of it is there.'));
    const addsExceptions = plan.counts.added.exceptions > 0;
    const readPolicy = () => readSettingsWith(ports, () => readStoredPolicy(ports));
    if (args.dryRun) {
      const refusal = addsExceptions ? refusalToAddExceptions(await readPolicy()) : undefined;
      const wouldBeRefused =
        refusal === undefined ? [] : [doubtful(`The import would be refused: ${refusal}.`)];
      const exit = refusal === undefined ? found : 'violations';
      return asPlanned('dry-run', exit, ...wouldBeRefused, lines('Dry run: nothing was written.'));
    }
    // Before anybody is asked; and again before anything is written.
    if (addsExceptions) checkHomeObserves(await readPolicy());
    if (!args.yes && !(await agreed(context, plan, toAdd))) {
      context.say('Declined: nothing was written.');
      return asPlanned('declined', 'declined');
    }
    const operator = operatorOf(ports, args);
    const summary = await withPace(context, ports, (pace) =>
      importState({ ...ports, stateWriter, readPolicy }, { ...source, operator, addsExceptions, pace }),
    );
    const { mayHaveEnforced } = summary;
    const { blocks, ...ending } = importEnding(summary);
    return resultOf(args, { ...source, summary, ...ending, column: 'added', mayHaveEnforced }, blocks);
  },
});

type Outcome = 'imported' | 'nothing-to-add' | 'dry-run' | 'declined' | 'interrupted';

/** @returns the digest @throws InvalidInputError `invalid-file` */
async function requireIntact(file: string, expected: string | undefined): Promise<string> {
  const verification = await verifyState(readLines(file));
  switch (verification.type) {
    case 'not-a-bundle':
      throw invalidFile(file, [`is not an export: ${verification.detail}`]);
    case 'tampered': {
      const { line, tampering, detail } = verification;
      throw invalidFile(file, [`line ${line} was ${tampering}: ${detail}`]);
    }
    case 'intact': {
      const { digest } = verification;
      if (expected === undefined || expected === digest) return digest;
      throw invalidFile(file, [`its chain is intact, but it is another export: its digest is ${digest}`]);
    }
  }
}

/** @throws InvalidInputError `invalid-file` */
async function requireUsable(
  file: string,
  tables: StateWriter,
  organizationId: string,
): Promise<StateHeader> {
  const contents = await checkState(readLines(file), tables.issuesOf);
  if (contents.type === 'unusable') throw invalidFile(file, contents.issues);
  const { header } = contents;
  if (header.organizationId === organizationId) return header;
  throw new InvalidInputError('invalid-file', file, [
    `${file}: is of organization ${header.organizationId}, and these credentials are of ${organizationId}`,
  ]);
}

type Pace = Parameters<typeof planImport>[2];

async function withPace<Value>(
  context: CliContext,
  ports: OperatorPorts,
  work: (pace: Pace) => Promise<Value>,
): Promise<Value> {
  const { concurrency } = await context.settings();
  const progress = await startProgress(context.terminal, ports.clock, 'items');
  try {
    return await work({ concurrency, signal: context.interrupted, onDone: progress.step });
  } finally {
    progress.stop();
  }
}

async function agreed(context: CliContext, plan: ImportSummary, toAdd: number): Promise<boolean> {
  const settings = lines(...plan.settings.map(describeSettings));
  context.terminal.stderr.write(formatBlocks([...summaryBlocks(plan, 'to add'), settings], context.terminal));
  return confirm(context, `Type ${toAdd} to add that many items:`, String(toAdd));
}

function countToAdd({ counts: { added, different } }: ImportSummary): number {
  return added.exceptions + added.ledger + (different.exceptions > 0 ? 0 : added.settings);
}

interface Done {
  readonly header: StateHeader;
  readonly digest: string;
  readonly summary: ImportSummary;
  readonly result: Outcome;
  readonly exit: Exit;
  readonly column: 'added' | 'to add';
  readonly mayHaveEnforced?: boolean;
}

function resultOf({ file }: { readonly file: string }, done: Done, more: readonly Block[]): Result {
  const { header, digest, summary, result, exit, column, mayHaveEnforced } = done;
  const { counts, differing } = summary;
  const areSettingsLeftOut = counts.different.exceptions > 0;
  return {
    exit,
    json: {
      file,
      digest,
      exported: header,
      result,
      ...counts,
      differing,
      areSettingsLeftOut,
      ...(mayHaveEnforced !== undefined && { mayHaveEnforced }),
    },
    blocks: [
      ...summaryBlocks(summary, column),
      ...(areSettingsLeftOut ? [LEFT_OUT] : []),
      ...(column === 'to add' && !areSettingsLeftOut
        ? [lines(...summary.settings.map(describeSettings))]
        : []),
      ...more,
    ],
    csv: summaryCsv(summary),
  };
}

const LEFT_OUT = doubtful('The settings are left out, as an exception differs from the one that is there.');
