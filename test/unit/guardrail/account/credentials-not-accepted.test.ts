import { describe, expect, it } from 'vitest';
import { givenCredential } from '../../../support/builders.ts';
import { givenGuard, givenListedSweep } from '../guard-fixture.ts';

describe('credentials that AWS does not accept', () => {
  it.each(['credentials-invalid', 'signature-mismatch', 'credentials-missing'] as const)(
    'in one AssumeRoot have the message of a sweep delivered again (%s)',
    async (reason) => {
      const { guard, log, left } = givenGuard([givenCredential('access-key')]);
      log.fail({ call: 'sts:AssumeRoot', failure: { reason } });
      expect(await guard(givenListedSweep())).toMatchObject({ type: 'retry' });
      await guard(givenListedSweep());
      expect(left()).toEqual([]);
    },
  );
});
