import * as v from 'valibot';
import { limitedText } from '../../contract/constraints.ts';
import { isJsonObject, parseJson } from '../../contract/json.ts';
import type { Operation } from '../../contract/operation.ts';
import { object } from '../../contract/shapes.ts';
import { parseInput } from '../context.ts';
import { validationException } from '../errors.ts';
import { parsePatternText } from '../pattern/parse-text.ts';
import { matches } from '../pattern/pattern.ts';

const input = object({ EventPattern: limitedText({ max: 4096 }), Event: v.string() });

const REQUIRED_FIELDS = ['id', 'account', 'source', 'time', 'region', 'resources', 'detail-type'];

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_TestEventPattern.html */
export const testEventPattern: Operation = (call) => {
  const { EventPattern, Event } = parseInput(input, call);
  const pattern = parsePatternText(EventPattern);
  return { Result: matches(pattern, eventOf(Event)) };
};

function eventOf(text: string): unknown {
  let event: unknown;
  try {
    event = parseJson(text);
  } catch {
    throw validationException('Parameter Event is not valid.');
  }
  const missing = isJsonObject(event)
    ? REQUIRED_FIELDS.filter((field) => !(field in event))
    : REQUIRED_FIELDS;
  if (missing.length > 0) {
    throw validationException(`Parameter Event is not valid. Reason: missing ${missing.join(', ')}.`);
  }
  return event;
}
