import type { Command } from '../command.ts';
import { runScript } from '../npm-script.ts';
import { flag } from '../option.ts';

const JSON_OUTPUT = flag('--json', 'one JSON document instead of the story');

export const demo: Command = {
  description: [
    'Shows rootguard at work on a sandbox organization, step by step; each step checks what it tells. The same as `npm run demo`.',
  ],
  options: [JSON_OUTPUT],
  commonOptions: false,
  examples: ['rootguard demo'],
  exitCodes: { ok: 'every step holds', failure: 'a step does not hold' },
  onInterrupt: 'graceful',
  run: (context, given) => runScript(context, 'src/local/demo.ts', given(JSON_OUTPUT) ? ['--json'] : []),
};
