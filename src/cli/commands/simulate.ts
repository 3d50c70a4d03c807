import { MODES, type Mode, type Policy } from '../../domain/policy.ts';
import { parseMessage } from '../../events/parse-message.ts';
import { workFor } from '../../events/requested-work.ts';
import { readCurrentPolicy } from '../../guardrail/operate/current-policy.ts';
import { type SimulateDependencies, simulate as simulateWork } from '../../guardrail/operate/simulate.ts';
import type { CliContext } from '../context.ts';
import { readTextFile } from '../files/json-file.ts';
import { findExceptionsSource, NO_EXCEPTIONS } from '../operations/judged-exceptions.ts';
import { parseTime } from '../options/duration.ts';
import { argument, optional, type ValuesOf } from '../options/option.ts';
import { oneOf, text } from '../options/parsers.ts';
import { lines } from '../output/result.ts';
import { defineCommand } from '../program/command.ts';
import { messageBody } from '../simulate/event-file.ts';
import { readExceptionRows, withoutScope } from '../simulate/exception-file.ts';
import { NOTHING_COUNTED, offlinePorts } from '../simulate/offline.ts';
import { readWorld } from '../simulate/world.ts';
import { exitOf, type Outcome, outcomeBlocks, outcomeJson, outcomeRows } from '../views/simulation.ts';

const EVENT = argument(
  '<file>',
  'the event as JSON: as EventBridge delivers it, or a CloudTrail record',
  text,
);
const AT = optional('--at <time>', 'decide as of this time (ISO 8601); default: now', parseTime);
const MODE = optional(
  '--mode <mode>',
  'mode of the organization, instead of the one that applies now',
  oneOf(MODES),
);
const OFFLINE = optional(
  '--offline <file>',
  'read the organization from a world file and make no call to AWS',
  text,
);
const EXCEPTIONS = optional(
  '--exceptions <file>',
  'with --offline: rows of the exceptions table, as a JSON array or the output of `aws dynamodb scan`; default: none',
  text,
);

const OPTIONS = { at: AT, mode: MODE, worldFile: OFFLINE, exceptionsFile: EXCEPTIONS };

export const simulate = defineCommand({
  description: [
    'Shows what rootguard would do on an event and why, with the current root credentials, exceptions and policy. It changes nothing: no removal, no record, no notification. At most it opens an audit session.',
    'Modes, grace and the limit of the breaker are those that apply now (rootguard mode show). With --offline, and before rootguard is deployed, they are those of rootguard.json and of the environment variables.',
  ],
  arguments: { eventFile: EVENT },
  options: OPTIONS,
  check: ({ worldFile, exceptionsFile }) =>
    exceptionsFile !== undefined && worldFile === undefined
      ? ['--exceptions: goes with --offline only; otherwise the exceptions table is read']
      : [],
  examples: [
    'rootguard simulate event.json --mode enforce',
    'rootguard simulate event.json --at 2027-01-01T00:00:00Z --mode enforce',
    'rootguard simulate event.json --offline world.json --exceptions exceptions.json --mode enforce',
  ],
  async run(context, args) {
    const body = messageBody(await readTextFile(args.eventFile));
    const { deps, mode, now } = await worldOf(context, args);
    const at = args.at ?? now;
    const work = workFor(parseMessage({ body, queue: 'triggers', sentAt: at }, deps));
    const outcome: Outcome =
      work.type === 'guard' ? { ...work, simulation: await simulateWork(deps, work, at) } : work;
    return {
      exit: exitOf(outcome),
      json: { at, mode, outcome: outcomeJson(outcome) },
      blocks: [...outcomeBlocks(outcome), lines('Nothing was changed.')],
      csv: outcomeRows(outcome),
    };
  },
});

interface SimulatedWorld {
  readonly deps: SimulateDependencies;
  /** Of the organization. */
  readonly mode: Mode;
  readonly now: Date;
}

async function worldOf(context: CliContext, args: ValuesOf<typeof OPTIONS>): Promise<SimulatedWorld> {
  const file = args.worldFile;
  const exceptions = args.exceptionsFile;
  if (file === undefined) {
    const ports = await context.ports();
    if ((await findExceptionsSource(context, ports)) === 'not-deployed') {
      const { assumedPolicy } = await context.settings();
      const undeployed = { ...ports, exceptions: NO_EXCEPTIONS, breaker: NOTHING_COUNTED };
      return { ...withPolicy(undeployed, assumedPolicy, args.mode), now: ports.clock.now() };
    }
    const current = await readCurrentPolicy(ports, () => ports.settings.read());
    return { ...withPolicy(ports, current.appliedPolicy, args.mode), now: ports.clock.now() };
  }
  const rows = exceptions === undefined ? [] : await readExceptionRows(exceptions);
  for (const { issues } of withoutScope(rows)) {
    context.say(
      `${exceptions}: a row concerns no account, as its scope cannot be read: ${issues.join('; ')}`,
    );
  }
  const world = await readWorld(file);
  const { systemPlatform } = await import('../../runtime/system.ts');
  const { assumedPolicy } = await context.settings();
  return {
    ...withPolicy(offlinePorts(world, rows), assumedPolicy, args.mode),
    now: systemPlatform.clock.now(),
  };
}

/** The mode of the command line replaces that of the organization; those of units and accounts stay. */
function withPolicy(
  ports: Omit<SimulateDependencies, 'policy'>,
  policy: Policy,
  mode = policy.mode,
): Pick<SimulatedWorld, 'deps' | 'mode'> {
  return { deps: { ...ports, policy: { ...policy, mode } }, mode };
}
