import { runScript } from '../operations/run-script.ts';
import { flag } from '../options/option.ts';
import { defineCommand } from '../program/command.ts';

const JSON_OUTPUT = flag('--json', 'print one JSON document instead of text');

export const demo = defineCommand({
  description: [
    'Runs rootguard on a sandbox organization, step by step; each step checks its results in the sandbox. The same as `npm run demo`.',
  ],
  options: { json: JSON_OUTPUT },
  commonOptions: false,
  examples: ['rootguard demo'],
  exitCodes: { ok: 'every step passed', failure: 'a step failed' },
  onInterrupt: 'graceful',
  run: (context, args) => runScript(context, 'demo', args.json ? ['--json'] : []),
});
