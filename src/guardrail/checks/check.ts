import { type AwsFailure, describeWithRequestId } from '../../domain/aws-failure.ts';
import { awsFailureOf, RootguardError } from '../../domain/errors.ts';

interface Finding<Id extends string> {
  readonly id: Id;
  /** What holds if the check is ok. */
  readonly title: string;
  /** What was found. */
  readonly detail: string;
}

/** Nothing is to be done. */
interface Passed<Id extends string> extends Finding<Id> {
  readonly status: 'ok';
  readonly advice: undefined;
  readonly failure: undefined;
  readonly fixes: readonly [];
}

/** `warning`: it works, but somebody should know. */
interface NotAsItShouldBe<Id extends string, Fix> extends Finding<Id> {
  readonly status: 'warning' | 'problem';
  /** What to do about it: a sentence, or lines to paste. */
  readonly advice: string;
  /** Why AWS refused a call, where it did. */
  readonly failure: AwsFailure | undefined;
  /** What the command can do about it by itself. */
  readonly fixes: readonly Fix[];
}

/** It could not be found out, and does not count as ok. */
interface Unknown<Id extends string> extends Finding<Id> {
  readonly status: 'unknown';
  readonly advice: string | undefined;
  readonly failure: AwsFailure | undefined;
  readonly fixes: readonly [];
}

/** It was not tried: it has no meaning here, or needs something that is missing. */
interface Skipped<Id extends string> extends Finding<Id> {
  readonly status: 'skipped';
  /** How to have it checked; undefined where that follows from another check. */
  readonly advice: string | undefined;
  readonly failure: undefined;
  readonly fixes: readonly [];
}

/** The result of one check. */
export type Check<Id extends string = string, Fix = unknown> =
  | Passed<Id>
  | NotAsItShouldBe<Id, Fix>
  | Unknown<Id>
  | Skipped<Id>;

export type CheckStatus = Check['status'];

/** Makes the results of checks with these titles. */
export function createChecks<Id extends string, Fix = never>(titles: Readonly<Record<Id, string>>) {
  const finding = (id: Id, detail: string) => ({ id, title: titles[id], detail });
  const notAsItShouldBe =
    (status: 'warning' | 'problem') =>
    (id: Id, detail: string, advice: string, fixes: readonly Fix[] = []): NotAsItShouldBe<Id, Fix> => ({
      ...finding(id, detail),
      status,
      advice,
      failure: undefined,
      fixes,
    });
  const notDetermined = (id: Id, detail: string, advice: string | undefined): Unknown<Id> => ({
    ...finding(id, detail),
    status: 'unknown',
    advice,
    failure: undefined,
    fixes: [],
  });
  const refused = (id: Id, failure: AwsFailure, advice?: string): Unknown<Id> => ({
    ...notDetermined(id, describeWithRequestId(failure), advice),
    failure,
  });
  const crashed = (id: Id, error: unknown): Unknown<Id> => {
    const isKnown = error instanceof RootguardError;
    const detail = isKnown ? error.message : `the check failed: ${String(error)}`;
    const advice = isKnown
      ? error.nextStep
      : 'It is a defect of rootguard: report it, with the whole message.';
    return notDetermined(id, detail, advice);
  };
  return {
    ok: (id: Id, detail: string): Passed<Id> => ({
      ...finding(id, detail),
      status: 'ok',
      advice: undefined,
      failure: undefined,
      fixes: [],
    }),
    problem: notAsItShouldBe('problem'),
    warning: notAsItShouldBe('warning'),
    /** AWS answered, but its answer does not say it. */
    notDetermined,
    /** AWS refused the call that would tell. */
    refused,
    skipped: (id: Id, detail: string, advice?: string): Skipped<Id> => ({
      ...finding(id, detail),
      status: 'skipped',
      advice,
      failure: undefined,
      fixes: [],
    }),
    /** One check that AWS refuses, or that ends with an error of rootguard, does not stop the others. */
    async run(id: Id, check: () => Check<Id, Fix> | Promise<Check<Id, Fix>>): Promise<Check<Id, Fix>> {
      try {
        return await check();
      } catch (error) {
        const failure = awsFailureOf(error);
        return failure === undefined ? crashed(id, error) : refused(id, failure);
      }
    },
  };
}
