import type { Entry } from './command.ts';

/** Every command, in the order of the help. A command is loaded when it is run, or when its own help is asked for. */
export const COMMANDS: readonly Entry[] = [
  {
    name: 'audit',
    summary: 'look at the root credentials of every account, and change nothing',
    load: () => import('./commands/audit.ts').then(({ audit }) => audit),
  },
];
