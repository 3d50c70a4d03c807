import * as v from 'valibot';
import { limitedText } from '../contract/constraints.ts';

/*
 * Members that many EventBridge requests have in common, with the constraints of the API model:
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Operations.html
 */

const NAME = '[/\\.\\-_A-Za-z0-9]+';
const ARN_OF_A_BUS = '(arn:aws[\\w-]*:events:[a-z]+-[a-z]+-[\\w-]+:[0-9]{12}:event-bus\\/)?';

export const busName = limitedText({ min: 1, max: 256, pattern: NAME });
export const busNameOrArn = limitedText({ min: 1, max: 1600, pattern: `${ARN_OF_A_BUS}${NAME}` });
/** Without a slash, which only the names of partner buses contain. */
export const ownBusName = limitedText({ min: 1, max: 256, pattern: '[\\.\\-_A-Za-z0-9]+' });
export const ownBusNameOrArn = limitedText({
  min: 1,
  max: 1600,
  pattern: `${ARN_OF_A_BUS}[\\.\\-_A-Za-z0-9]+`,
});
export const ruleName = limitedText({ min: 1, max: 64, pattern: '[\\.\\-_A-Za-z0-9]+' });
export const targetId = ruleName;
export const arn = limitedText({ min: 1, max: 1600 });
export const description = v.optional(limitedText({ max: 512 }));

export const busEntry = { EventBusName: v.optional(busNameOrArn) };
