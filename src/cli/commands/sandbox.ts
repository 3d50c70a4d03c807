import { MODES } from '../../domain/policy.ts';
import { LOG_LEVELS } from '../../runtime/environment.ts';
import { runScript } from '../operations/run-script.ts';
import { optional } from '../options/option.ts';
import { oneOf, text, wholeNumber } from '../options/parsers.ts';
import { defineCommand } from '../program/command.ts';

const PORT = optional('--port <port>', 'port to listen on; 0 for any free port', wholeNumber(0, 65_535));
const HOST = optional('--host <address>', 'address to listen on', text);
const ORG = optional('--org <file>', 'world file (JSON) instead of the default organization', text);
const GUARDRAIL = optional('--guardrail <mode>', 'run rootguard on it, in this mode', oneOf(MODES));

const LOG_LEVEL = optional(
  '--log-level <level>',
  "level of rootguard's log on stderr, as JSON lines; default: error",
  oneOf(LOG_LEVELS),
);

export const sandbox = defineCommand({
  description: [
    'Serves a sandbox organization for AWS clients until Ctrl-C, as `npm run sandbox` does. It prints one JSON line on stdout when it is ready. With --guardrail, rootguard runs on it and starts with a sweep. With AWS_ENDPOINT_URL set to it, every other command works on it.',
  ],
  options: { port: PORT, host: HOST, worldFile: ORG, guardrail: GUARDRAIL, logLevel: LOG_LEVEL },
  commonOptions: false,
  examples: ['rootguard sandbox --port 4599 --guardrail enforce'],
  onInterrupt: 'graceful',
  run: (context, args) =>
    runScript(context, 'sandbox', [
      ...optionArgs('--port', args.port),
      ...optionArgs('--host', args.host),
      ...optionArgs('--org', args.worldFile),
      ...optionArgs('--guardrail', args.guardrail),
      ...optionArgs('--log-level', args.logLevel),
    ]),
});

function optionArgs(name: string, value: string | number | undefined): readonly string[] {
  return value === undefined ? [] : [name, String(value)];
}
