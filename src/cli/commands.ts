import type { Entry } from './command.ts';

/** Every command, in the order of the help. A command is loaded when it is run, or when its own help is asked for. */
export const COMMANDS: readonly Entry[] = [
  {
    name: 'audit',
    summary: 'look at the root credentials of every account, and change nothing',
    load: () => import('./commands/audit.ts').then(({ audit }) => audit),
  },
  {
    name: 'enforce',
    summary: 'remove the root credentials that nobody approved, and verify it',
    load: () => import('./commands/enforce.ts').then(({ enforce }) => enforce),
  },
  {
    name: 'history',
    summary: 'show the ledger of an account',
    load: () => import('./commands/history.ts').then(({ history }) => history),
  },
  {
    name: 'evidence',
    summary: 'write a bundle of evidence for an auditor, or verify one',
    usual: 'write',
    commands: [
      {
        name: 'write',
        summary: 'write a bundle; what `evidence` alone does',
        load: () => import('./commands/evidence-write.ts').then(({ evidenceWrite }) => evidenceWrite),
      },
      {
        name: 'verify',
        summary: 'find the first line of a bundle that is not as it was written',
        load: () => import('./commands/evidence-verify.ts').then(({ evidenceVerify }) => evidenceVerify),
      },
    ],
  },
  {
    name: 'report',
    summary: 'show where the organization stands, also as a page',
    load: () => import('./commands/report.ts').then(({ report }) => report),
  },
];
