import { afterEach, describe, expect, it, vi } from 'vitest';
import { createAwsClients } from '../../../../src/aws/clients.ts';
import { readInventory } from '../../../../src/aws/root-session/root-inventory.ts';

const ROOT = { accessKeyId: 'ASIAROOT', secretAccessKey: 'secret', sessionToken: 'token' };

/** As AWS answers for a root user without credentials but a password. */
const ANSWERS = {
  GetLoginProfile:
    '<LoginProfile><CreateDate>2026-11-24T12:00:00Z</CreateDate><PasswordResetRequired>false</PasswordResetRequired></LoginProfile>',
  ListAccessKeys: '<IsTruncated>false</IsTruncated><AccessKeyMetadata/>',
  ListSigningCertificates: '<IsTruncated>false</IsTruncated><Certificates></Certificates>',
  ListMFADevices: '<IsTruncated>false</IsTruncated><MFADevices/>',
} as const;

function read(answers: Readonly<Record<string, string>>) {
  const iam = createAwsClients({ endpoint: 'http://127.0.0.1:9', maxAttempts: 1 }).iamInSession(ROOT);
  vi.spyOn(iam.config.requestHandler, 'handle').mockImplementation(async (request) => {
    const action = /Action=(\w+)/.exec(String(request.body))?.[1] ?? '';
    const result = `<${action}Result>${answers[action]}</${action}Result>`;
    const body = new TextEncoder().encode(`<${action}Response>${result}</${action}Response>`);
    return { response: { statusCode: 200, headers: {}, body } };
  });
  return readInventory(iam);
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('an inventory', () => {
  it('shows what IAM lists, and nothing where its lists are empty', async () => {
    expect(await read(ANSWERS)).toMatchObject({
      type: 'readable',
      credentials: [{ kind: 'login-profile', createdAt: new Date('2026-11-24T12:00:00Z') }],
    });
  });

  it.each([
    ['GetLoginProfile', 'LoginProfile'],
    ['ListAccessKeys', 'AccessKeyMetadata'],
    ['ListSigningCertificates', 'Certificates'],
    ['ListMFADevices', 'MFADevices'],
  ])(
    'is unreadable where the answer of %s has no %s, which AWS documents as required',
    async (call, field) => {
      expect(await read({ ...ANSWERS, [call]: '<IsTruncated>false</IsTruncated>' })).toMatchObject({
        type: 'unreadable',
        failure: { reason: 'unexpected', call: `iam:${call}`, message: `the answer has no ${field}` },
      });
    },
  );

  it.each([
    ['ListAccessKeys', '<IsTruncated>true</IsTruncated><AccessKeyMetadata/>'],
    ['ListSigningCertificates', '<IsTruncated>true</IsTruncated><Certificates/>'],
    ['ListMFADevices', '<IsTruncated>true</IsTruncated><MFADevices/>'],
  ])('is unreadable where %s says that there is more, and not where', async (call, answer) => {
    expect(await read({ ...ANSWERS, [call]: answer })).toMatchObject({
      type: 'unreadable',
      failure: {
        reason: 'unexpected',
        call: `iam:${call}`,
        message: 'the answer is truncated, and has no Marker',
      },
    });
  });
});
