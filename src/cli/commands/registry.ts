import type { Entry } from '../program/command.ts';

/** Every command, in the order of the help. A command is loaded when it is run, or when its own help is asked for. */
export const COMMANDS: readonly Entry[] = [
  {
    name: 'audit',
    summary: 'look at the root credentials of every account, and change nothing',
    load: () => import('./audit.ts').then(({ audit }) => audit),
  },
  {
    name: 'enforce',
    summary: 'remove the root credentials that nobody approved, and verify it',
    load: () => import('./enforce.ts').then(({ enforce }) => enforce),
  },
  {
    name: 'recover',
    summary: 'allow the root user of an account a new password, for a while',
    load: () => import('./recover.ts').then(({ recover }) => recover),
  },
  {
    name: 'relock',
    summary: 'close what recover opened',
    load: () => import('./relock.ts').then(({ relock }) => relock),
  },
  {
    name: 'exceptions',
    summary: 'list, approve, revoke and check exceptions',
    commands: [
      {
        name: 'list',
        summary: 'list the exceptions',
        load: () => import('./exceptions/list.ts').then(({ exceptionsList }) => exceptionsList),
      },
      {
        name: 'add',
        summary: 'approve root credentials',
        load: () => import('./exceptions/add.ts').then(({ exceptionsAdd }) => exceptionsAdd),
      },
      {
        name: 'revoke',
        summary: 'end an exception',
        load: () => import('./exceptions/revoke.ts').then(({ exceptionsRevoke }) => exceptionsRevoke),
      },
      {
        name: 'check',
        summary: 'find the rows of the table that do not parse',
        load: () => import('./exceptions/check.ts').then(({ exceptionsCheck }) => exceptionsCheck),
      },
    ],
  },
  {
    name: 'breaker',
    summary: 'see whether removals are on hold, and let them go on',
    commands: [
      {
        name: 'status',
        summary: 'say whether the breaker is open',
        load: () => import('./breaker/status.ts').then(({ breakerStatus }) => breakerStatus),
      },
      {
        name: 'acknowledge',
        summary: 'let removals go on',
        load: () => import('./breaker/acknowledge.ts').then(({ breakerAcknowledge }) => breakerAcknowledge),
      },
    ],
  },
  {
    name: 'history',
    summary: 'show the ledger of an account',
    load: () => import('./history.ts').then(({ history }) => history),
  },
  {
    name: 'evidence',
    summary: 'write a bundle of evidence for an auditor, or verify one',
    defaultCommand: 'write',
    commands: [
      {
        name: 'write',
        summary: 'write a bundle; what `evidence` alone does',
        load: () => import('./evidence/write.ts').then(({ evidenceWrite }) => evidenceWrite),
      },
      {
        name: 'verify',
        summary: 'find the first line of a bundle that is not as it was written',
        load: () => import('./evidence/verify.ts').then(({ evidenceVerify }) => evidenceVerify),
      },
    ],
  },
  {
    name: 'report',
    summary: 'show where the organization stands, also as a page',
    load: () => import('./report.ts').then(({ report }) => report),
  },
  {
    name: 'doctor',
    summary: 'look at everything that rootguard stands on, and say what to do',
    load: () => import('./doctor.ts').then(({ doctor }) => doctor),
  },
  {
    name: 'enable',
    summary: "switch the organization's root access features on",
    load: () => import('./enable.ts').then(({ enable }) => enable),
  },
  {
    name: 'disable',
    summary: "switch the organization's root access features off",
    load: () => import('./disable.ts').then(({ disable }) => disable),
  },
  {
    name: 'status',
    summary: "show whether the organization's root access features are on",
    load: () => import('./status.ts').then(({ status }) => status),
  },
  {
    name: 'simulate',
    summary: 'say what rootguard would do on an event, and why',
    load: () => import('./simulate.ts').then(({ simulate }) => simulate),
  },
  {
    name: 'queue',
    summary: 'look into the queues, and work on dead letters again or delete them',
    commands: [
      {
        name: 'status',
        summary: 'show how many messages stand in each queue',
        load: () => import('./queue/status.ts').then(({ queueStatus }) => queueStatus),
      },
      {
        name: 'peek',
        summary: 'show what is inside of a queue, and consume nothing',
        load: () => import('./queue/peek.ts').then(({ queuePeek }) => queuePeek),
      },
      {
        name: 'redrive',
        summary: 'move dead letters back to where they are worked on',
        load: () => import('./queue/redrive.ts').then(({ queueRedrive }) => queueRedrive),
      },
      {
        name: 'delete',
        summary: 'delete dead letters, on record',
        load: () => import('./queue/delete.ts').then(({ queueDelete }) => queueDelete),
      },
    ],
  },
  {
    name: 'sandbox',
    summary: 'serve a sandbox organization on this machine',
    load: () => import('./sandbox.ts').then(({ sandbox }) => sandbox),
  },
  {
    name: 'demo',
    summary: 'show rootguard at work on a sandbox organization',
    load: () => import('./demo.ts').then(({ demo }) => demo),
  },
  {
    name: 'completion',
    summary: 'print what makes a shell complete the commands',
    load: () => import('./completion.ts').then(({ completionOf }) => completionOf(COMMANDS)),
  },
];
