import { afterEach, describe, expect, it, vi } from 'vitest';
import { createAwsClients } from '../../../../src/aws/clients.ts';
import { createRootAuditor } from '../../../../src/aws/root-session/root-auditor.ts';
import { ACCOUNT } from '../../../support/builders.ts';

const ROOT = { accessKeyId: 'ASIAROOT', secretAccessKey: 'secret', sessionToken: 'token' };

const FLAGS = {
  AccountPasswordPresent: 'login-profile',
  AccountAccessKeysPresent: 'access-key',
  AccountSigningCertificatesPresent: 'signing-certificate',
  AccountMFAEnabled: 'mfa-device',
} as const;

/** As IAM answers where there is nothing to list. */
const EMPTY_LISTS = { ListAccessKeys: '<AccessKeyMetadata/>', ListSigningCertificates: '<Certificates/>' };

/** What GetAccountSummary says, beside lists that are empty. */
async function readSummary(
  summary: Readonly<Record<string, number | string>>,
  lists: Readonly<Record<string, string>> = EMPTY_LISTS,
) {
  const iam = createAwsClients({ endpoint: 'http://127.0.0.1:9', maxAttempts: 1 }).iamInSession(ROOT);
  vi.spyOn(iam.config.requestHandler, 'handle').mockImplementation(async (request) => {
    const action = /Action=(\w+)/.exec(String(request.body))?.[1];
    const entries = Object.entries(summary).map(
      ([key, value]) => `<entry><key>${key}</key><value>${value}</value></entry>`,
    );
    const result =
      action === 'GetAccountSummary'
        ? `<SummaryMap>${entries.join('')}</SummaryMap>`
        : (lists[action ?? ''] ?? '');
    const body = `<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`;
    return { response: { statusCode: 200, headers: {}, body: new TextEncoder().encode(body) } };
  });
  const opened = await createRootAuditor(async () => ({ type: 'opened', session: iam })).openAuditSession(
    ACCOUNT,
  );
  if (opened.type === 'refused') throw new Error('no session');
  return opened.session.readSummary();
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a summary', () => {
  const none = Object.fromEntries(Object.keys(FLAGS).map((flag) => [flag, 0]));

  it('of four zeros shows nothing', async () => {
    expect(await readSummary(none)).toEqual({ type: 'readable', present: new Set() });
  });

  it.each([
    ['ListAccessKeys', 'AccessKeyMetadata'],
    ['ListSigningCertificates', 'Certificates'],
  ])(
    'without the list of %s is unreadable: what was not mentioned is not known to be absent',
    async (call, list) => {
      expect(await readSummary(none, { ...EMPTY_LISTS, [call]: '' })).toMatchObject({
        type: 'unreadable',
        failure: { reason: 'unexpected', call: `iam:${call}`, message: `the answer has no ${list}` },
      });
    },
  );

  it.each(Object.entries(FLAGS))('whose %s is set shows a %s', async (flag, kind) => {
    expect(await readSummary({ ...none, [flag]: 1 })).toEqual({ type: 'readable', present: new Set([kind]) });
  });

  it.each(Object.keys(FLAGS))('without %s is unreadable: a flag that is missing is no zero', async (flag) => {
    const { [flag]: _, ...rest } = none;
    expect(await readSummary(rest)).toMatchObject({
      type: 'unreadable',
      failure: { reason: 'unexpected', message: expect.stringContaining(flag) },
    });
  });

  it.each(['abc', '-1', '0.5'])(
    'whose AccountPasswordPresent is %s is unreadable: that is no zero',
    async (value) => {
      expect(await readSummary({ ...none, AccountPasswordPresent: value })).toMatchObject({
        type: 'unreadable',
        failure: { reason: 'unexpected', message: 'the answer has no number AccountPasswordPresent' },
      });
    },
  );
});
