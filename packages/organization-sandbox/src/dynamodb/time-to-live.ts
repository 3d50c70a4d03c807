import type { ServerResponse } from 'node:http';
import * as v from 'valibot';
import { limitedText } from '../contract/constraints.ts';
import { parseJsonObject } from '../contract/json.ts';
import { object, text } from '../contract/shapes.ts';
import { rewriteAnswer } from './answer.ts';

/** What dynalite is asked. */
export interface DynaliteRequest {
  readonly operation: string;
  readonly body: Buffer;
}

export type Translated =
  | { readonly type: 'request'; readonly request: DynaliteRequest }
  | { readonly type: 'refused'; readonly code: string; readonly message: string };

/** Which attribute of a table has the time at which its items expire. Nothing is deleted: AWS takes days for it too. */
export interface TimeToLive {
  /** Translates a request to one that dynalite knows, and completes its answer. */
  translate(request: DynaliteRequest, response: ServerResponse): Translated;
}

const updateRequest = object({
  TableName: text,
  TimeToLiveSpecification: object({
    Enabled: v.boolean(),
    AttributeName: limitedText({ min: 1, max: 255 }),
  }),
});

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html */
export function createTimeToLive(): TimeToLive {
  const attributes = new Map<string, string>();
  return {
    translate(request, response) {
      switch (request.operation) {
        case 'UpdateTimeToLive':
          return update(inputOf(request), response);
        case 'DescribeTimeToLive':
          describe(String(inputOf(request)?.TableName), response);
          break;
        case 'DeleteTable':
          rewriteAnswer(response, () => void attributes.delete(String(inputOf(request)?.TableName)));
          break;
      }
      return { type: 'request', request };
    },
  };

  /** dynalite knows no update: it says whether there is such a table when it is asked for the time to live. */
  function update(input: unknown, response: ServerResponse): Translated {
    const parsed = v.safeParse(updateRequest, input);
    if (!parsed.success) return refused('One or more parameter values were invalid: TimeToLiveSpecification');
    const { TableName, TimeToLiveSpecification } = parsed.output;
    const { Enabled, AttributeName } = TimeToLiveSpecification;
    if (attributes.has(TableName) === Enabled) {
      return refused(`TimeToLive is already ${Enabled ? 'enabled' : 'disabled'}`);
    }
    rewriteAnswer(response, () => {
      if (Enabled) attributes.set(TableName, AttributeName);
      else attributes.delete(TableName);
      return { TimeToLiveSpecification };
    });
    const body = Buffer.from(JSON.stringify({ TableName }));
    return { type: 'request', request: { operation: 'DescribeTimeToLive', body } };
  }

  function describe(tableName: string, response: ServerResponse): void {
    rewriteAnswer(response, () => {
      const AttributeName = attributes.get(tableName);
      if (AttributeName === undefined) return undefined;
      return { TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName } };
    });
  }
}

const inputOf = ({ body }: DynaliteRequest) => parseJsonObject(body.toString('utf8'));

const refused = (message: string): Translated => ({
  type: 'refused',
  code: 'ValidationException',
  message,
});
