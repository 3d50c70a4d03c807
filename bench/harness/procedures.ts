import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { SettingsChange } from 'organization-sandbox/settings/settings.ts';
import type { EventSourceSettings } from '../../src/runtime/resources.ts';
import type { ClockSpeed } from './clock.ts';

export type QueueName = 'triggers' | 'later' | 'sweep';

export interface Region {
  /** Member accounts beside the home account. */
  readonly accounts: number;
  /** Every nth account has an old root password. */
  readonly passwordEvery?: number | undefined;
  readonly eventSources: Readonly<Record<QueueName, EventSourceSettings>>;
  readonly clockSpeed?: ClockSpeed | undefined;
}

export interface RegionFacts {
  readonly endpoint: string;
  readonly homeAccountId: string;
  readonly managementAccountId: string;
  /** What CloudFormation sets on the functions. */
  readonly environment: Readonly<Record<string, string>>;
  readonly queueArns: Readonly<Record<QueueName, string>>;
}

/** Calls of one operation with the same result. */
export interface Tally {
  /** Such as `sts:AssumeRoot`. */
  readonly call: string;
  /** `Success` or the code of the error. */
  readonly outcome: string;
  readonly count: number;
}

/** When a password was created and deleted, in milliseconds of the sandbox's clock. */
export interface PasswordLifetime {
  readonly account: string;
  readonly createdAt: number;
  readonly deletedAt: number | undefined;
}

export interface Storm {
  readonly accounts: readonly string[];
  readonly perMinute: number;
  readonly seconds: number;
}

/** The calls that the AWS process serves. */
export type AwsProcedures = {
  readonly start: { input: Region; output: RegionFacts };
  readonly change: { input: SettingsChange; output: undefined };
  /** Puts the forwarding rules into these member accounts, as the StackSet does. */
  readonly forwardFrom: { input: readonly string[]; output: undefined };
  /** An administrator of the home account allows a root password: AssumeRoot, then CreateLoginProfile. */
  readonly createPassword: { input: string; output: undefined };
  /** Root users sign in to these accounts in turn, `perMinute` of them, for `seconds` of the sandbox's clock. */
  readonly signIn: { input: Storm; output: undefined };
  readonly passwordLifetimes: { input: undefined; output: readonly PasswordLifetime[] };
  readonly tally: { input: undefined; output: readonly Tally[] };
  readonly forgetCalls: { input: undefined; output: undefined };
  /** Resolves once a queue is empty: no message is visible, delayed or in flight. */
  readonly drained: { input: QueueName; output: undefined };
  /** How many messages are in the dead-letter queue. */
  readonly deadLetters: { input: undefined; output: number };
  /** How many messages of the queue are visible, delayed or in flight. */
  readonly depth: { input: QueueName; output: number };
  readonly stop: { input: undefined; output: undefined };
};

/** The calls that the Lambda process serves. */
export type LambdaProcedures = {
  readonly invoke: {
    input: { readonly event: SQSEvent; readonly remainingMs: number };
    output: SQSBatchResponse;
  };
};
