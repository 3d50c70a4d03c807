import { InvalidInputError } from '../domain/errors.ts';

/** Any text with something in it. */
export function text(given: string): string {
  const trimmed = given.trim();
  if (trimmed !== '') return trimmed;
  throw notAccepted('text', given, 'something to read');
}

export function wholeNumber(least: number, most: number): (given: string) => number {
  return (given) => {
    const number = Number(given);
    if (/^\d+$/.test(given) && number >= least && number <= most) return number;
    throw notAccepted('number', given, `a whole number from ${least} to ${most}`);
  };
}

export function oneOf<Choice extends string>(choices: readonly Choice[]): (given: string) => Choice {
  return (given) => {
    const choice = choices.find((one) => one === given);
    if (choice !== undefined) return choice;
    throw notAccepted('choice', given, choices.join(', '));
  };
}

export function notAccepted(what: string, given: string, expected: string): InvalidInputError {
  return new InvalidInputError(`invalid-${what}`, what, [
    `got ${JSON.stringify(given)}, expected ${expected}`,
  ]);
}
