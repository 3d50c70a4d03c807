import * as v from 'valibot';
import { describeIssue, type Issue, issuesOf } from '../world/issue.ts';

/** What the control plane answers. */
export interface ControlResponse {
  /** HTTP status. */
  readonly status: number;
  /** Becomes JSON. */
  readonly body: unknown;
}

export const ok = (body: unknown): ControlResponse => ({ status: 200, body });

/** The member `faults` keeps its name: clients of the control plane read it. */
export const invalid = (issues: readonly Issue[]): ControlResponse => ({
  status: 400,
  body: { error: 'InvalidInput', message: issues.map(describeIssue).join('; '), faults: issues },
});

export const notFound = (message: string): ControlResponse => ({
  status: 404,
  body: { error: 'NotFound', message },
});

export const noSuchAccount = (accountId: string): ControlResponse =>
  notFound(`the organization has no account ${JSON.stringify(accountId)}`);

export const refused = (reason: string): ControlResponse => ({
  status: 409,
  body: { error: 'Refused', message: reason },
});

/** `GET /_sandbox/calls` and the like; `{id}` stands for an account. */
export type Routes = Readonly<Record<string, Route>>;

/** @param accountId empty in a route without `{id}` */
export type Route = (input: unknown, accountId: string) => ControlResponse;

/** Runs with the input that the schema parsed, or answers with its issues. */
export const parsed =
  <Input, Output>(
    schema: v.GenericSchema<Input, Output>,
    run: (value: Output) => ControlResponse,
  ): ((input: unknown) => ControlResponse) =>
  (input) => {
    const result = v.safeParse(schema, input);
    return result.success ? run(result.output) : invalid(issuesOf(result.issues));
  };
