import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { SettingsChange } from 'organization-sandbox/settings/settings.ts';
import type { EventSourceSettings } from '../../src/runtime/resources.ts';
import type { Pace } from './clock.ts';

export type QueueName = 'triggers' | 'later' | 'sweep';

export interface Region {
  /** Member accounts beside the home account. */
  readonly accounts: number;
  /** How many of them have a root password of old, every so many accounts. */
  readonly passwordEvery?: number | undefined;
  readonly eventSources: Readonly<Record<QueueName, EventSourceSettings>>;
  readonly pace?: Pace | undefined;
}

export interface RegionFacts {
  readonly endpoint: string;
  readonly homeAccountId: string;
  readonly managementAccountId: string;
  /** What CloudFormation sets on the functions. */
  readonly environment: Readonly<Record<string, string>>;
  readonly queueArns: Readonly<Record<QueueName, string>>;
}

/** Calls of one kind that came to the same end. */
export interface Tally {
  /** Such as `sts:AssumeRoot`. */
  readonly call: string;
  /** `Success` or the code of the error. */
  readonly outcome: string;
  readonly count: number;
}

/** A password's life, in milliseconds of the sandbox's clock. */
export interface PasswordLife {
  readonly account: string;
  readonly createdAt: number;
  readonly deletedAt: number | undefined;
}

export interface Storm {
  readonly accounts: readonly string[];
  readonly perMinute: number;
  readonly seconds: number;
}

/** What the process that plays AWS can be asked for. */
export type AwsProcedures = {
  readonly start: { takes: Region; gives: RegionFacts };
  readonly change: { takes: SettingsChange; gives: undefined };
  /** Puts the forwarding rules into these member accounts, as the StackSet does. */
  readonly forwardFrom: { takes: readonly string[]; gives: undefined };
  /** Somebody in the home account allows a root password: AssumeRoot, then CreateLoginProfile. */
  readonly createPassword: { takes: string; gives: undefined };
  /** Root users sign in, so many a minute, each in the next of these accounts, for so many seconds of the sandbox. */
  readonly signIn: { takes: Storm; gives: undefined };
  readonly passwordLives: { takes: undefined; gives: readonly PasswordLife[] };
  readonly tally: { takes: undefined; gives: readonly Tally[] };
  readonly forgetCalls: { takes: undefined; gives: undefined };
  /** Resolves once a queue holds nothing: no message that waits, is delayed or is being worked on. */
  readonly drained: { takes: QueueName; gives: undefined };
  /** How many messages stand in the dead-letter queue. */
  readonly deadLetters: { takes: undefined; gives: number };
  /** How many messages of the queue are waiting, delayed or being worked on. */
  readonly depth: { takes: QueueName; gives: number };
  readonly stop: { takes: undefined; gives: undefined };
};

/** What the process that plays Lambda can be asked for. */
export type LambdaProcedures = {
  readonly invoke: {
    takes: { readonly event: SQSEvent; readonly remainingMs: number };
    gives: SQSBatchResponse;
  };
};
