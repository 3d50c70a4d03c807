import { describe, expect, it } from 'vitest';
import { decide, describedDecision } from '../../src/domain/decision.ts';
import { readDecisionTables } from './decision-case.ts';

describe.each(readDecisionTables())('$about', ({ cases }) => {
  it.each(cases)('$name', ({ input, expected }) => {
    const decisions = decide(input);
    expect(decisions.map(({ credential }) => credential)).toStrictEqual(input.credentials);
    expect(decisions.map(describedDecision).map(({ credential: _, ...decision }) => decision)).toStrictEqual(
      expected,
    );
  });
});
