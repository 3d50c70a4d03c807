import type { Entry } from '../program/command.ts';

/** Every command, in the order of the help. A command is loaded when it is run or its help is shown. */
export const COMMANDS: readonly Entry[] = [
  {
    name: 'init',
    summary: 'write rootguard.json, the configuration of an installation',
    load: () => import('./init.ts').then(({ init }) => init),
  },
  {
    name: 'audit',
    summary: 'audit the root credentials of every account without changing anything',
    load: () => import('./audit.ts').then(({ audit }) => audit),
  },
  {
    name: 'sweep',
    summary: 'ask the running rootguard to audit accounts now',
    load: () => import('./sweep.ts').then(({ sweep }) => sweep),
  },
  {
    name: 'enforce',
    summary: 'remove unapproved root credentials and verify the removal',
    load: () => import('./enforce.ts').then(({ enforce }) => enforce),
  },
  {
    name: 'mode',
    summary: 'show or change modes, invited grace and the limit of the breaker',
    defaultCommand: 'show',
    commands: [
      {
        name: 'show',
        summary: 'show which modes and limits apply',
        load: () => import('./mode/show.ts').then(({ modeShow }) => modeShow),
      },
      {
        name: 'enforce',
        summary: 'remove what is unapproved in the organization, a unit or an account',
        load: () => import('./mode/enforce.ts').then(({ modeEnforce }) => modeEnforce),
      },
      {
        name: 'observe',
        summary: 'stop removals in the organization, a unit or an account',
        load: () => import('./mode/observe.ts').then(({ modeObserve }) => modeObserve),
      },
      {
        name: 'inherit',
        summary: 'take out the mode of a unit or an account',
        load: () => import('./mode/inherit.ts').then(({ modeInherit }) => modeInherit),
      },
      {
        name: 'set',
        summary: 'set the invited grace and the limit of the breaker',
        load: () => import('./mode/set.ts').then(({ modeSet }) => modeSet),
      },
    ],
  },
  {
    name: 'sessions',
    summary: 'show who opened root sessions, and which of them are foreign',
    load: () => import('./sessions.ts').then(({ sessions }) => sessions),
  },
  {
    name: 'canary',
    summary: 'prove that a root password is noticed and removed, hop by hop',
    commands: [
      {
        name: 'run',
        summary: 'create a root password in an empty account and time its removal',
        load: () => import('./canary/run.ts').then(({ canaryRun }) => canaryRun),
      },
    ],
  },
  {
    name: 'recover',
    summary: 'allow a new root password in an account for a limited time',
    load: () => import('./recover.ts').then(({ recover }) => recover),
  },
  {
    name: 'relock',
    summary: 'end the recoveries of an account',
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
        summary: 'revoke an exception',
        load: () => import('./exceptions/revoke.ts').then(({ exceptionsRevoke }) => exceptionsRevoke),
      },
      {
        name: 'check',
        summary: 'find invalid rows and suspicious credential ids in the exceptions table',
        load: () => import('./exceptions/check.ts').then(({ exceptionsCheck }) => exceptionsCheck),
      },
    ],
  },
  {
    name: 'breaker',
    summary: 'show or acknowledge the breaker, which puts removals on hold',
    commands: [
      {
        name: 'status',
        summary: 'show whether the breaker is open',
        load: () => import('./breaker/status.ts').then(({ breakerStatus }) => breakerStatus),
      },
      {
        name: 'acknowledge',
        summary: 'close the breaker, so that removals continue',
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
    summary: 'write or verify a bundle of evidence for auditors',
    defaultCommand: 'write',
    defaultUsage: '--since <when> --out <file>',
    commands: [
      {
        name: 'write',
        summary: 'write a bundle; the default of `evidence`',
        load: () => import('./evidence/write.ts').then(({ evidenceWrite }) => evidenceWrite),
      },
      {
        name: 'verify',
        summary: 'find the first line of a bundle that was tampered with',
        load: () => import('./evidence/verify.ts').then(({ evidenceVerify }) => evidenceVerify),
      },
    ],
  },
  {
    name: 'export',
    summary: 'write exceptions, ledger and settings to a file, to move to another home account',
    load: () => import('./export.ts').then(({ exportCommand }) => exportCommand),
  },
  {
    name: 'import',
    summary: 'add what an export has to the tables of another home account',
    load: () => import('./import.ts').then(({ importCommand }) => importCommand),
  },
  {
    name: 'report',
    summary: 'show the state of the organization, also as an HTML page',
    load: () => import('./report.ts').then(({ report }) => report),
  },
  {
    name: 'doctor',
    summary: 'check everything that rootguard depends on, with advice',
    load: () => import('./doctor.ts').then(({ doctor }) => doctor),
  },
  {
    name: 'preflight',
    summary: 'check what would stop a deployment, before anything is deployed',
    load: () => import('./preflight.ts').then(({ preflight }) => preflight),
  },
  {
    name: 'enable',
    summary: "enable the organization's root access features",
    load: () => import('./enable.ts').then(({ enable }) => enable),
  },
  {
    name: 'disable',
    summary: "disable the organization's root access features",
    load: () => import('./disable.ts').then(({ disable }) => disable),
  },
  {
    name: 'status',
    summary: "show whether the organization's root access features are enabled",
    load: () => import('./status.ts').then(({ status }) => status),
  },
  {
    name: 'simulate',
    summary: 'show what rootguard would do on an event, and why',
    load: () => import('./simulate.ts').then(({ simulate }) => simulate),
  },
  {
    name: 'queue',
    summary: 'inspect the queues; redrive or delete dead letters',
    commands: [
      {
        name: 'status',
        summary: 'show the number of messages in each queue',
        load: () => import('./queue/status.ts').then(({ queueStatus }) => queueStatus),
      },
      {
        name: 'peek',
        summary: 'show the messages of a queue without consuming them',
        load: () => import('./queue/peek.ts').then(({ queuePeek }) => queuePeek),
      },
      {
        name: 'redrive',
        summary: 'move dead letters back to the triggers queue',
        load: () => import('./queue/redrive.ts').then(({ queueRedrive }) => queueRedrive),
      },
      {
        name: 'delete',
        summary: 'delete dead letters and record it in the ledger',
        load: () => import('./queue/delete.ts').then(({ queueDelete }) => queueDelete),
      },
    ],
  },
  {
    name: 'template',
    summary: 'write the CloudFormation templates of an installation',
    load: () => import('./template.ts').then(({ template }) => template),
  },
  {
    name: 'upgrade',
    summary: 'compare the deployed version with this one, and show what has changed',
    load: () => import('./upgrade.ts').then(({ upgrade }) => upgrade),
  },
  {
    name: 'sandbox',
    summary: 'run a sandbox organization on this machine',
    load: () => import('./sandbox.ts').then(({ sandbox }) => sandbox),
  },
  {
    name: 'demo',
    summary: 'run rootguard on a sandbox organization, step by step',
    load: () => import('./demo.ts').then(({ demo }) => demo),
  },
  {
    name: 'policies',
    summary: 'print the service control policies that protect rootguard itself',
    load: () => import('./policies.ts').then(({ policies }) => policies),
  },
  {
    name: 'completion',
    summary: 'print the completion script of a shell',
    load: () => import('./completion.ts').then(({ completionOf }) => completionOf(COMMANDS)),
  },
];
