/** Whose problem an error is. */
export type Responsible =
  /** Whoever runs or configures rootguard can correct it. */
  | 'user'
  /** AWS, or the network on the way to it, did not do what was asked. */
  | 'aws'
  /** A defect of rootguard, or a stored row that it cannot work with. */
  | 'rootguard';

interface ErrorDescription {
  readonly responsible: Responsible;
  /** One sentence. */
  readonly meaning: string;
  readonly nextStep: string;
}

const CORRECT_COMMAND_LINE = 'Correct what the message names; rootguard <command> --help lists the options.';
const RUN_AGAIN = 'Run the command again.';
const REPORT = 'Report it, with the whole message.';

/** Every code of a `RootguardError`. docs/errors.md is generated from it. */
export const ERROR_CODES = {
  'aws-call-failed': {
    responsible: 'aws',
    meaning: 'AWS refused a call, did not answer it, or its answer lacks a documented field.',
    nextStep: 'See the call, the code and the message, and the table of reasons below.',
  },
  'listing-outdated': {
    responsible: 'aws',
    meaning: 'AWS Organizations no longer accepted the position in the list of accounts.',
    nextStep: RUN_AGAIN,
  },
  'sweep-queue-refused': {
    responsible: 'aws',
    meaning: 'SQS refused some messages of a sweep, and again when they were resent.',
    nextStep:
      'None: the next watch continues the sweep. If it persists, look at the sweep queue: rootguard queue status.',
  },
  'out-of-time': {
    responsible: 'aws',
    meaning: 'An account took longer than one invocation allows; its messages are delivered again.',
    nextStep: 'None, unless it persists: then look for throttled or slow calls in the log.',
  },
  interrupted: {
    responsible: 'user',
    meaning: 'Ctrl-C arrived before the command had done anything.',
    nextStep: RUN_AGAIN,
  },
  'invalid-environment': {
    responsible: 'user',
    meaning: 'Environment variables of rootguard are missing, unknown or not valid; all of them are listed.',
    nextStep: 'Correct them; the help of each command names the variables that it reads.',
  },
  'no-configuration': {
    responsible: 'user',
    meaning: 'The command needs the configuration of an installation, and there is no rootguard.json.',
    nextStep: 'Run rootguard init, or name the file with --config.',
  },
  'invalid-configuration': {
    responsible: 'user',
    meaning: 'rootguard.json, or the context of cdk.json, cannot be used; every issue is listed.',
    nextStep: 'Correct it; docs/configuration.md describes each field.',
  },
  'invalid-sweeper-input': {
    responsible: 'user',
    meaning: 'The input that the sweeper was invoked with is not one of its tasks.',
    nextStep: 'Invoke it with {"task": "full-sweep"} or {"task": "watch"}.',
  },
  'invalid-command-line': {
    responsible: 'user',
    meaning: 'Options of a command are missing, not valid, or do not go together; all issues are listed.',
    nextStep: CORRECT_COMMAND_LINE,
  },
  'invalid-value': {
    responsible: 'user',
    meaning: 'A value on the command line is not valid.',
    nextStep: CORRECT_COMMAND_LINE,
  },
  'invalid-account-id': {
    responsible: 'user',
    meaning: 'An account id is not 12 digits.',
    nextStep: 'Use the id as AWS Organizations shows it, with leading zeros.',
  },
  'invalid-organizational-unit-id': {
    responsible: 'user',
    meaning: 'The id of an organizational unit does not have the form ou-ab12-cdef3456.',
    nextStep: 'Use the id as AWS Organizations shows it.',
  },
  'invalid-exception': {
    responsible: 'user',
    meaning: 'The exception that was to be added is not valid; every issue is listed.',
    nextStep: CORRECT_COMMAND_LINE,
  },
  'exception-malformed': {
    responsible: 'user',
    meaning: 'A row of the exceptions table cannot be read, or would be written so that it could not.',
    nextStep: 'Correct the attributes that are named; docs/exceptions.md describes each.',
  },
  'exception-exists': {
    responsible: 'user',
    meaning: 'The scope has another exception with this id.',
    nextStep: 'Choose another id, or revoke the one that exists.',
  },
  'unknown-account': {
    responsible: 'user',
    meaning: 'The organization has no such member account.',
    nextStep: 'See rootguard audit for the accounts and their names.',
  },
  'unknown-organizational-unit': {
    responsible: 'user',
    meaning:
      'The organization has no such organizational unit (it may have been deleted), or several of this name.',
    nextStep: 'Use its id: aws organizations list-organizational-units-for-parent.',
  },
  'cannot-enforce': {
    responsible: 'user',
    meaning: 'The deployment cannot delete anything: the role of its consumer has no permission to.',
    nextStep:
      'Set "allowEnforcement": true in rootguard.json, deploy the home stack, wait for the next watch (five minutes), and run the command again.',
  },
  'settings-malformed': {
    responsible: 'user',
    meaning:
      'The settings that are stored do not parse, so a change could lose what somebody meant; every issue is listed.',
    nextStep:
      'Correct the item policy of the settings table, or replace it: rootguard mode observe --reason TEXT sets observe mode everywhere, without overrides.',
  },
  'settings-too-large': {
    responsible: 'user',
    meaning:
      'The settings, or the ledger entry of their change, would not fit into an item of DynamoDB; nothing was changed. The modes of organizational units and accounts may take 180,000 bytes (about 9,000 accounts or 7,500 units), the reason and the ticket 10,000.',
    nextStep:
      'Set the mode of organizational units rather than of their accounts; take modes out with rootguard mode inherit; shorten the reason.',
  },
  'deployment-not-recorded': {
    responsible: 'user',
    meaning:
      'No watch has recorded which settings were deployed, so what a change would replace is not known.',
    nextStep:
      'Wait until the sweeper has run (the watch runs every five minutes), and run the command again.',
  },
  'older-deployment': {
    responsible: 'user',
    meaning:
      'The home account has the exceptions table and no settings table: what is deployed is of a version before settings at run time.',
    nextStep: 'Deploy this version; rootguard upgrade --check shows what has changed.',
  },
  'home-may-enforce': {
    responsible: 'user',
    meaning:
      'Exceptions were to be imported into a home account that may remove credentials, so it could remove what one of them approves before that one is there.',
    nextStep:
      'Set observe mode there with the commands that the message names, import, and set enforce mode again.',
  },
  'no-override': {
    responsible: 'user',
    meaning: 'An account or organizational unit has no mode of its own that could be taken out.',
    nextStep: 'See rootguard mode show.',
  },
  'recovery-too-long': {
    responsible: 'user',
    meaning: 'A recovery was requested for longer than is allowed.',
    nextStep: 'Choose a shorter time with --for.',
  },
  'not-management-account': {
    responsible: 'user',
    meaning: 'The command works in the management account only.',
    nextStep: 'Use credentials of the management account.',
  },
  'another-organization': {
    responsible: 'user',
    meaning: 'rootguard.json is for another organization than that of the credentials.',
    nextStep: 'Use credentials of its organization, or name another file with --config.',
  },
  'no-such-message': {
    responsible: 'user',
    meaning: 'The dead-letter queue has no message of this id that can be received now.',
    nextStep:
      'List the messages with rootguard queue peek; one that was just received is hidden for a while.',
  },
  'invalid-file': {
    responsible: 'user',
    meaning: 'The contents of a file are not what the command expects; every issue is listed.',
    nextStep: 'Correct the file.',
  },
  'unreadable-file': {
    responsible: 'user',
    meaning: 'A file cannot be read.',
    nextStep: 'Check its path and permissions.',
  },
  'unwritable-file': {
    responsible: 'user',
    meaning: 'A file cannot be written.',
    nextStep: 'Check the folder and its permissions.',
  },
  'unwritable-output': {
    responsible: 'user',
    meaning:
      'The output of a command cannot be written, such as on a full disk. What the command did is done.',
    nextStep:
      'Write it elsewhere, or make room, then run the command again; rootguard history shows what was done.',
  },
  'file-exists': {
    responsible: 'user',
    meaning: 'A file of this name exists, and rootguard does not overwrite it.',
    nextStep: 'Choose another name.',
  },
  'incomplete-installation': {
    responsible: 'user',
    meaning: 'A file of the installed package, or of the build in a checkout, is missing.',
    nextStep: 'Install the package again; in a checkout, remove the folder dist and run the command again.',
  },
  'sandbox-not-started': {
    responsible: 'user',
    meaning: 'The world file of the sandbox is not valid, or its address cannot be used.',
    nextStep: 'Correct what the message names.',
  },
  'ledger-entry-exists': {
    responsible: 'rootguard',
    meaning: 'The ledger has another entry under the same key; entries are never overwritten.',
    nextStep: REPORT,
  },
  'breaker-contended': {
    responsible: 'rootguard',
    meaning: 'The breaker could not be updated: every try conflicted with the write of another run.',
    nextStep: `${RUN_AGAIN} If it persists, report it.`,
  },
  'request-contended': {
    responsible: 'rootguard',
    meaning: 'A requested audit could not be recorded: every try conflicted with the write of another run.',
    nextStep: `${RUN_AGAIN} If it persists, report it.`,
  },
  'posture-unusable': {
    responsible: 'rootguard',
    meaning: 'The revision in a row of the posture table cannot be used, and could not be repaired.',
    nextStep: 'Look at the row of the account in the posture table; delete it if it was edited by hand.',
  },
  'empty-id': {
    responsible: 'rootguard',
    meaning: 'An empty id was generated for an exception.',
    nextStep: REPORT,
  },
  'unhandled-variant': {
    responsible: 'rootguard',
    meaning: 'A value of an unknown kind reached code that does not handle it.',
    nextStep: REPORT,
  },
} as const satisfies Record<string, ErrorDescription>;

export type ErrorCode = keyof typeof ERROR_CODES;

/** The codes of one responsible party. */
export type ErrorCodeOf<Party extends Responsible> = {
  [Code in ErrorCode]: (typeof ERROR_CODES)[Code]['responsible'] extends Party ? Code : never;
}[ErrorCode];
