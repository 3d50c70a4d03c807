import { InvalidInputError } from '../../domain/errors.ts';
import type { Policy } from '../../domain/policy.ts';
import { parseMessage } from '../../events/parse-message.ts';
import { type SimulateDependencies, simulate as simulateTrigger } from '../../guardrail/operate/simulate.ts';
import type { Command } from '../command.ts';
import type { CliContext } from '../context.ts';
import { parseTime } from '../duration.ts';
import { type Given, optional, required, withChoices } from '../option.ts';
import { lines } from '../output/result.ts';
import { messageBody } from '../simulate/event-file.ts';
import { readExceptionRows, withoutScope } from '../simulate/exception-file.ts';
import { readTextFile } from '../simulate/json-file.ts';
import { offlinePorts } from '../simulate/offline.ts';
import { exitOf, type Outcome, outcomeBlocks, outcomeRows, readingOf } from '../simulate/outcome.ts';
import { readWorld } from '../simulate/world.ts';
import { oneOf, text } from '../values.ts';

const MODES = ['observe', 'enforce'] as const;

const EVENT = required(
  '<file>',
  'the event as JSON: as EventBridge delivers it, or a bare record of CloudTrail',
  text,
);
const AT = optional('--at <time>', 'decide as if it were this time (ISO 8601); now without it', parseTime);
const MODE = withChoices(
  optional('--mode <mode>', 'mode of the organization, instead of ROOTGUARD_MODE', oneOf(MODES)),
  MODES,
);
const OFFLINE = optional('--offline <file>', 'take the organization from a world file, and ask no AWS', text);
const EXCEPTIONS = optional(
  '--exceptions <file>',
  'with --offline: rows of the exceptions table, as a JSON array or as `aws dynamodb scan` prints them; none without it',
  text,
);

export const simulate: Command = {
  description: [
    'Says what rootguard would do on an event, with the root credentials, the exceptions and the policy of today, and why. It changes nothing: no removal, no record, no notification; it opens an audit session at most.',
    'The mode that the deployed functions have is not known here: give it with --mode, or set the same environment variables.',
  ],
  arguments: [EVENT],
  options: [AT, MODE, OFFLINE, EXCEPTIONS],
  examples: [
    'rootguard simulate event.json --mode enforce',
    'rootguard simulate event.json --at 2027-01-01T00:00:00Z --mode enforce',
    'rootguard simulate event.json --offline world.json --exceptions exceptions.json --mode enforce',
  ],
  async run(context, given) {
    const body = messageBody(await readTextFile(given(EVENT)));
    const { deps, now } = await worldOf(context, given);
    const at = given(AT) ?? now;
    const parsed = parseMessage({ body, queue: 'triggers', sentAt: at }, deps);
    const reading = readingOf(parsed);
    const outcome: Outcome =
      'account' in reading
        ? { type: 'guarded', trigger: reading, simulation: await simulateTrigger(deps, reading, at) }
        : reading;
    return {
      exit: exitOf(outcome),
      json: { at, mode: deps.policy.mode, outcome },
      blocks: [...outcomeBlocks(outcome), lines('Nothing was changed.')],
      csv: outcomeRows(outcome),
    };
  },
};

interface SimulatedWorld {
  readonly deps: SimulateDependencies;
  readonly now: Date;
}

async function worldOf(context: CliContext, given: Given): Promise<SimulatedWorld> {
  const { policy: configured } = await context.settings();
  const policy: Policy = { ...configured, mode: given(MODE) ?? configured.mode };
  const file = given(OFFLINE);
  const exceptions = given(EXCEPTIONS);
  if (file === undefined) {
    if (exceptions !== undefined) {
      throw new InvalidInputError('invalid-option', 'command line', [
        '--exceptions: goes with --offline only; otherwise the exceptions table is read',
      ]);
    }
    const ports = await context.ports();
    return { deps: { ...ports, policy }, now: ports.clock.now() };
  }
  const rows = exceptions === undefined ? [] : await readExceptionRows(exceptions);
  for (const { issues } of withoutScope(rows)) {
    context.say(
      `${exceptions}: a row concerns no account, as its scope cannot be read: ${issues.join('; ')}`,
    );
  }
  const world = await readWorld(file);
  const { systemPlatform } = await import('../../runtime/system.ts');
  return { deps: { ...offlinePorts(world, rows), policy }, now: systemPlatform.clock.now() };
}
