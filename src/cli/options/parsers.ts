import type * as v from 'valibot';
import { InvalidInputError } from '../../domain/errors.ts';
import { suggestion } from '../../domain/near-miss.ts';
import { parse } from '../../domain/schema.ts';
import { parseWholeNumber } from '../../domain/whole-number.ts';
import { closeNames } from './close-names.ts';
import type { Parse } from './option.ts';

/** Any text that is not blank, without the blanks around it. */
export function text(input: string): string {
  const trimmed = input.trim();
  if (trimmed !== '') return trimmed;
  throw notAccepted('text', input, 'a text that is not blank');
}

export function wholeNumber(min: number, max: number): Parse<number> {
  return (input) => {
    const number = parseWholeNumber(input, min, max);
    if (number !== undefined) return number;
    throw notAccepted('number', input, `a whole number from ${min} to ${max}`);
  };
}

export function oneOf<Choice extends string>(choices: readonly Choice[]): Parse<Choice> {
  const parse = (input: string) => {
    const choice = choices.find((one) => one === input);
    if (choice !== undefined) return choice;
    throw notAccepted('choice', input, `${choices.join(', ')}${suggestion(closeNames(input, choices))}`);
  };
  return Object.assign(parse, { choices });
}

/** A text that a schema of the configuration accepts. */
export function valid(what: string, schema: v.GenericSchema<string, string>): Parse<string> {
  return (input) => {
    const parsed = parse(schema, text(input));
    if (parsed.type === 'parsed') return parsed.value;
    throw notAccepted(what, input, parsed.issues[0].message.replace(/^must (?:be |look like )?/, ''));
  };
}

export function notAccepted(what: string, input: string, expected: string): InvalidInputError {
  return new InvalidInputError('invalid-value', what, [`got ${JSON.stringify(input)}, expected ${expected}`]);
}
