import { describe, expect, it } from 'vitest';
import { parseAccountId } from '../../../../src/domain/account.ts';
import {
  readSeenCredentialIds,
  unseenCredentialIds,
} from '../../../../src/guardrail/operate/seen-credential-ids.ts';
import { givenPosture } from '../../../cli/record-fixtures.ts';
import {
  ACCOUNT,
  givenCredential,
  givenException,
  givenResult,
  givenStored,
} from '../../../support/builders.ts';

const KEY = 'AKIAROOT333333333333';
const credential = givenCredential('access-key', { id: KEY });

async function notified(scope: string, result: 'withheld' | 'removed' = 'withheld') {
  const seen = await readSeenCredentialIds({
    async *readAll() {
      yield givenStored(
        givenPosture({ credentials: [givenResult({ credential, result, reason: 'observe-mode' })] }),
      );
    },
  });
  return unseenCredentialIds(
    givenException({ scope, credentials: ['access-key'], credentialIds: [KEY] }),
    seen,
  );
}

describe('an id of an exception', () => {
  it.each([`account#${ACCOUNT}`, 'ou#ou-ab12-cdef3456', 'organization'])(
    'that was seen is as it should be for %s',
    async (scope) => {
      expect(await notified(scope)).toEqual([]);
    },
  );

  it('that was seen in another account than that of the exception is a warning', async () => {
    expect(await notified('account#444444444444')).toEqual([
      `credentialIds: "${KEY}" was seen in 333333333333, where the exception does not apply`,
    ]);
  });

  it('that was seen in several accounts, none of them that of the exception, names them all', async () => {
    const seen = new Map([[KEY, new Set([ACCOUNT, parseAccountId('555555555555')])]]);
    const exception = givenException({
      scope: 'account#444444444444',
      credentials: ['access-key'],
      credentialIds: [KEY],
    });
    expect(unseenCredentialIds(exception, seen)).toEqual([
      `credentialIds: "${KEY}" was seen in 333333333333, 555555555555, where the exception does not apply`,
    ]);
  });

  it('is looked for in the other accounts where the record of one does not parse', async () => {
    const seen = await readSeenCredentialIds({
      async *readAll() {
        const account = parseAccountId('555555555555');
        yield { account, posture: undefined, enforcements: [], hearing: {}, issues: ['state: is missing'] };
        yield givenStored(
          givenPosture({
            credentials: [givenResult({ credential, result: 'withheld', reason: 'observe-mode' })],
          }),
        );
      },
    });
    expect(seen).toEqual(new Map([[KEY, new Set([ACCOUNT])]]));
  });

  it('that was seen in no account is a warning', async () => {
    expect(await notified(`account#${ACCOUNT}`, 'removed')).toEqual([
      `credentialIds: "${KEY}" was seen in no account by the latest audits`,
    ]);
  });

  it('is optional', () => {
    expect(unseenCredentialIds(givenException(), new Map())).toEqual([]);
  });
});
