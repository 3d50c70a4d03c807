import { expect, it } from 'vitest';
import { credentialsWithoutDecision } from '../../../src/domain/credential-result.ts';
import { givenCredential } from '../../support/builders.ts';

it('a listed credential is without a decision where no result is about it', () => {
  const key = givenCredential('access-key');
  const other = givenCredential('access-key', { id: 'AKIAOTHEREXAMPLE' });
  const results = [
    { credential: key, result: 'withheld', reason: 'observe-mode', exceptionId: undefined },
  ] as const;
  expect(credentialsWithoutDecision(results, [key])).toEqual([]);
  expect(credentialsWithoutDecision(results, [other, key])).toEqual([other]);
  expect(credentialsWithoutDecision([], [key])).toEqual([key]);
  expect(credentialsWithoutDecision(results, [])).toEqual([]);
});
