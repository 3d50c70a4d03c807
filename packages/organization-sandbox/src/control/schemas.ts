import * as v from 'valibot';
import { matching, record, strictObject, text } from '../contract/shapes.ts';
import { notNegative } from '../settings/numbers.ts';
import { ROOT_ACTIONS } from './root-actions.ts';

export const accountId = matching(/^\d{12}$/, 'expected 12 digits');

export const rootActionSchema = v.pipe(
  strictObject({
    action: v.picklist(ROOT_ACTIONS),
    region: v.exactOptional(matching(/^[a-z]{2}(-[a-z]+)+-\d$/, 'expected a Region such as us-east-1')),
  }),
  v.forward(
    v.partialCheck(
      [['action'], ['region']],
      ({ action, region }) => region === undefined || action === 'sign-in-cli',
      'only sign-in-cli is recorded in a Region of choice',
    ),
    ['region'],
  ),
);

export const clockSchema = strictObject({ advanceSeconds: notNegative });

/** An EventBridge event. Members that AWS fills in may be left out. */
export const eventSchema = strictObject({
  version: v.optional(v.literal('0'), '0'),
  id: v.optional(text),
  'detail-type': text,
  source: text,
  account: accountId,
  time: v.optional(text),
  region: v.optional(text, 'us-east-1'),
  resources: v.optional(v.array(v.string()), []),
  detail: record(v.unknown()),
  'replay-name': v.exactOptional(text),
});
