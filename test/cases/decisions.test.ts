import { describe, expect, it } from 'vitest';
import { decide } from '../../src/domain/decision.ts';
import { readDecisionTables } from './decision-case.ts';

describe.each(readDecisionTables())('$about', ({ cases }) => {
  it.each(cases)('$name', ({ input, expected }) => {
    const verdicts = decide(input);
    expect(verdicts.map(({ credential }) => credential)).toStrictEqual(input.credentials);
    expect(verdicts.map(({ credential: _, ...verdict }) => verdict)).toStrictEqual(expected);
  });
});
