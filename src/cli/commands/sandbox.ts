import type { Command } from '../command.ts';
import { runScript } from '../npm-script.ts';
import { type Given, type Option, optional, withChoices } from '../option.ts';
import { oneOf, text, wholeNumber } from '../values.ts';

const MODES = ['observe', 'enforce'] as const;
const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;

const PORT = optional('--port <port>', 'port to listen on; 0 lets the system choose', wholeNumber(0, 65_535));
const HOST = optional('--host <address>', 'address to listen on', text);
const ORG = optional('--org <file>', 'world file (JSON) instead of the default organization', text);
const GUARDRAIL = withChoices(
  optional('--guardrail <mode>', 'run rootguard on it, in this mode', oneOf(MODES)),
  MODES,
);

const LOG_LEVEL = withChoices(
  optional(
    '--log-level <level>',
    'what rootguard logs to stderr, as JSON lines; error unless given',
    oneOf(LOG_LEVELS),
  ),
  LOG_LEVELS,
);

export const sandbox: Command = {
  description: [
    'Serves a sandbox organization for AWS clients until Ctrl-C: the same as `npm run sandbox`. One JSON line on stdout says that it is ready. With --guardrail, rootguard runs on it and begins with a sweep. Point AWS_ENDPOINT_URL at it, and every other command works on it.',
  ],
  options: [PORT, HOST, ORG, GUARDRAIL, LOG_LEVEL],
  commonOptions: false,
  examples: ['rootguard sandbox --port 4599 --guardrail enforce'],
  onInterrupt: 'graceful',
  run: (context, given) =>
    runScript(context, 'src/local/sandbox.ts', [
      ...word(given, PORT, '--port'),
      ...word(given, HOST, '--host'),
      ...word(given, ORG, '--org'),
      ...word(given, GUARDRAIL, '--guardrail'),
      ...word(given, LOG_LEVEL, '--log-level'),
    ]),
};

function word(given: Given, option: Option<string | number | undefined>, name: string): readonly string[] {
  const value = given(option);
  return value === undefined ? [] : [name, String(value)];
}
