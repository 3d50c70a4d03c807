import { describe, expect, it } from 'vitest';
import { checkCredentialIds } from '../../../src/domain/credential-ids.ts';
import { givenException } from '../../support/builders.ts';

const KEY = 'AKIAIOSFODNN7EXAMPLE';
const CERTIFICATE = 'TA7SMP42TDN5Z26OBPJE7EXAMPLE';
const VIRTUAL_MFA = 'arn:aws:iam::333333333333:mfa/root-account-mfa-device';

const check = (credentials: readonly string[], credentialIds?: readonly string[], scope?: string) =>
  checkCredentialIds(givenException({ credentials, credentialIds, ...(scope && { scope }) }));

const NOTHING = { errors: [], warnings: [] };

describe('the ids of an exception', () => {
  it.each([
    ['access-key', KEY],
    ['signing-certificate', CERTIFICATE],
    ['mfa-device', VIRTUAL_MFA],
    ['mfa-device', 'arn:aws-us-gov:iam::333333333333:u2f/root-account/key-1234'],
    ['mfa-device', 'GAHT12345678'],
  ])('are accepted for the kind %s: %s', (kind, id) => {
    expect(check([kind], [id])).toEqual(NOTHING);
    expect(check([kind, 'login-profile'], [id])).toEqual(NOTHING);
  });

  it('are optional', () => {
    expect(check(['access-key', 'mfa-device'])).toEqual(NOTHING);
  });

  it.each([
    ['an access key that is too short', 'access-key', 'AKIA123'],
    ['an access key with other letters', 'access-key', 'AKIAIOSFODNN7-EXAMPLE'],
    ['the key of temporary credentials', 'access-key', 'ASIAIOSFODNN7EXAMPLE'],
    ['a key in small letters', 'access-key', 'akiaiosfodnn7example'],
    ['a key with a small letter after it', 'access-key', `${KEY}x`],
    ['a certificate in small letters', 'signing-certificate', CERTIFICATE.toLowerCase()],
    ['a certificate with a small letter before it', 'signing-certificate', `x${CERTIFICATE}`],
    ['a certificate with a small letter after it', 'signing-certificate', `${CERTIFICATE}x`],
    ['a key with a character without a width', 'access-key', `${KEY}\u200b`],
    ['a device in the place of a key', 'access-key', VIRTUAL_MFA],
    ['a key in the place of a certificate', 'signing-certificate', KEY],
    ['a device that is too short', 'mfa-device', 'GAHT'],
    ['a device with blanks', 'mfa-device', 'GAHT 1234 5678'],
    ['the device of another account', 'mfa-device', 'arn:aws:iam::444444444444:mfa/phone'],
    ['a key with a character before it', 'access-key', `!${KEY}`],
    ['a key with a character after it', 'access-key', `${KEY}!`],
    ['a certificate with a character before it', 'signing-certificate', `!${CERTIFICATE}`],
    ['a certificate with a character after it', 'signing-certificate', `${CERTIFICATE}!`],
    ['a device with a character before it', 'mfa-device', '!GAHT12345678'],
    ['a device with a character after it', 'mfa-device', 'GAHT12345678!'],
  ])('are an error where no credential can have them: %s', (_what, kind, id) => {
    expect(check([kind], [id])).toEqual({
      errors: [expect.stringMatching(`^credentialIds: "${id}" cannot be the id of an? `)],
      warnings: [],
    });
  });

  it.each([
    ['a key that AWS would make otherwise', 'access-key', 'BKIA_iosfodnn7example'],
    ['a certificate in the place of a key', 'access-key', CERTIFICATE],
    ['a key in the place of a device', 'mfa-device', KEY],
    ['the ARN of something else', 'mfa-device', 'arn:aws:iam::333333333333:user/alice'],
    ['a key with a letter before it', 'access-key', `X${KEY}`],
    ['a device with other characters after it', 'mfa-device', 'GAHT12345678_1'],
    [
      'the ARN of a device of another account in other text',
      'mfa-device',
      'see/arn:aws:iam::444444444444:mfa/phone',
    ],
  ])('are a warning where they look wrong but may be right: %s', (_what, kind, id) => {
    expect(check([kind], [id])).toEqual({
      errors: [],
      warnings: [expect.stringMatching(`^credentialIds: "${id}" does not look like the id of an? `)],
    });
  });

  it('name in an error all kinds of which an id may be', () => {
    expect(check(['access-key', 'mfa-device'], [KEY, VIRTUAL_MFA, '!'])).toEqual({
      errors: [
        'credentialIds: "!" cannot be the id of an access key (AKIA and 16 letters and digits) or an MFA device (an ARN, or the serial number of the hardware)',
      ],
      warnings: [],
    });
  });

  it('are an error in small letters also where an id of another kind may have them', () => {
    expect(check(['access-key', 'mfa-device'], ['akiaiosfodnn7example', VIRTUAL_MFA]).errors).toHaveLength(1);
    expect(check(['signing-certificate', 'mfa-device'], ['gaht12345678']).errors).toEqual([]);
  });

  it('may be ids of any account where the scope is wider than one', () => {
    expect(check(['mfa-device'], [VIRTUAL_MFA], 'organization')).toEqual(NOTHING);
  });

  it('cause a warning for a kind of which none is named, so that none is approved', () => {
    expect(check(['access-key', 'mfa-device'], [KEY])).toEqual({
      errors: [],
      warnings: ['credentialIds: names no mfa-device, so none is approved'],
    });
    expect(check(['access-key', 'mfa-device'], [KEY, VIRTUAL_MFA])).toEqual(NOTHING);
  });

  it('cause a warning for a password, which has no id', () => {
    expect(check(['login-profile'], [KEY])).toEqual({
      errors: [],
      warnings: ['credentialIds: narrows nothing, as a password has no id'],
    });
  });
});
