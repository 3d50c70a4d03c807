import * as v from 'valibot';
import { oneOrMany, record, strictObject } from '../contract/shapes.ts';
import { isOperator } from './operators.ts';

/** A condition may write a boolean or a number without quotes. */
const conditionValue = v.pipe(
  v.union([v.string(), v.boolean(), v.number()]),
  v.transform((value) => String(value)),
);
const conditionValues = v.pipe(
  v.union([conditionValue, v.array(conditionValue)]),
  v.transform((values) => [values].flat()),
);

const condition = v.pipe(
  record(record(conditionValues)),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    for (const [key, value] of Object.entries(dataset.value)) {
      if (isOperator(key)) continue;
      const message = `the sandbox does not know the condition operator ${key}`;
      addIssue({
        message,
        path: [{ type: 'object', origin: 'value', input: dataset.value, key, value }],
      });
    }
  }),
);

/** The elements of a statement that all types of policy have. */
export const STATEMENT_ENTRIES = {
  Sid: v.optional(v.string()),
  Effect: v.picklist(['Allow', 'Deny']),
  Action: v.optional(oneOrMany),
  NotAction: v.optional(oneOrMany),
  Resource: v.optional(oneOrMany),
  NotResource: v.optional(oneOrMany),
  Condition: v.optional(condition, {}),
};

/** What a statement applies to, and when; as evaluated, whatever else its type of policy has. */
export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: readonly string[] | undefined;
  readonly NotAction?: readonly string[] | undefined;
  readonly Resource?: readonly string[] | undefined;
  readonly NotResource?: readonly string[] | undefined;
  readonly Condition: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** A policy document that was checked. */
export interface Policy {
  readonly Version: '2012-10-17' | '2008-10-17';
  readonly Statement: readonly Statement[];
}

/** A statement names its actions and its resources in one way each. */
export const complete = <Checked extends Statement>(statement: v.GenericSchema<unknown, Checked>) =>
  v.pipe(
    statement,
    v.check(
      ({ Action, NotAction }) => (Action === undefined) !== (NotAction === undefined),
      'needs Action or NotAction',
    ),
    v.check(
      ({ Resource, NotResource }) => (Resource === undefined) !== (NotResource === undefined),
      'needs Resource or NotResource',
    ),
  );

/**
 * A document has one statement, or a list of them. Without a version it is of the older one, which has no policy variables.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html
 */
export function documentOf<Checked extends Statement>(statement: v.GenericSchema<unknown, Checked>) {
  const one = v.pipe(
    statement,
    v.transform((value) => [value]),
  );
  const many = v.array(statement);
  return strictObject({
    Version: v.optional(v.picklist(['2012-10-17', '2008-10-17']), '2008-10-17'),
    Id: v.optional(v.string()),
    // A union would not say what is wrong with a statement.
    Statement: v.lazy((value): v.GenericSchema<unknown, Checked[]> => (Array.isArray(value) ? many : one)),
  });
}
