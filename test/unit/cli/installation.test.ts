import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createInstallation } from '../../../src/cli/installation.ts';

const FILE = {
  organizationId: 'o-exampleorgid',
  managementAccountId: '111111111111',
  homeAccountId: '222222222222',
  coveredOrganizationalUnits: ['r-exam'],
  homeProfile: 'home',
  managementProfile: 'management',
};

describe('the profile of a command', () => {
  it('is that of the file, by the account whose credentials are needed', async () => {
    const { profileOf } = given({ file: FILE });
    expect([await profileOf('home'), await profileOf('management')]).toEqual(['home', 'management']);
  });

  it('is not named by a file without one, nor without a file', async () => {
    const { managementProfile: _, ...withoutManagement } = FILE;
    expect(await given({ file: withoutManagement }).profileOf('management')).toBeUndefined();
    expect(await given({}).profileOf('home')).toBeUndefined();
  });

  it('is that of the environment before that of the file, and that of the option before both', async () => {
    const variables = { AWS_PROFILE: 'mine' };
    expect(await given({ file: FILE, variables }).profileOf('home')).toBe('mine');
    expect(await given({ file: FILE, variables, profile: 'given' }).profileOf('management')).toBe('given');
  });

  it.each(['AWS_ACCESS_KEY_ID', 'AWS_WEB_IDENTITY_TOKEN_FILE', 'AWS_CONTAINER_CREDENTIALS_FULL_URI'])(
    'of the file does not replace the credentials of the environment: %s',
    async (name) => {
      expect(await given({ file: FILE, variables: { [name]: 'set' } }).profileOf('home')).toBeUndefined();
      expect(await given({ file: FILE, variables: { [name]: '' } }).profileOf('home')).toBe('home');
    },
  );

  it('needs no file where an option names it', async () => {
    const { profileOf } = given({ config: '/nonexistent/rootguard.json', profile: 'given' });
    expect(await profileOf('home')).toBe('given');
  });
});

describe('the file of a command', () => {
  it('is neither read nor missed by a command that ignores it', async () => {
    const { file, profileOf } = given({ config: '/nonexistent/rootguard.json', isIgnored: true });
    expect([await file(), await profileOf('home')]).toEqual([undefined, undefined]);
  });

  it('is the one of the option, else of the environment, else rootguard.json in the working directory', async () => {
    const other = given({ file: { ...FILE, homeAccountId: '333333333333' } });
    const path = (await other.file())?.path ?? '';
    const homeOf = async (input: Parameters<typeof given>[0]) =>
      (await given(input).file())?.configuration.homeAccountId;
    expect(await homeOf({ file: FILE })).toBe('222222222222');
    expect(await homeOf({ file: FILE, variables: { ROOTGUARD_CONFIG: path } })).toBe('333333333333');
    expect(await homeOf({ file: FILE, variables: { ROOTGUARD_CONFIG: '/nonexistent' }, config: path })).toBe(
      '333333333333',
    );
    expect(await homeOf({})).toBeUndefined();
  });
});

interface Given {
  readonly file?: object;
  readonly config?: string;
  readonly profile?: string;
  readonly variables?: Readonly<Record<string, string>>;
  readonly isIgnored?: boolean;
}

function given({ file, config, profile, variables = {}, isIgnored = false }: Given) {
  const directory = mkdtempSync(join(tmpdir(), 'rootguard-installation-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  if (file !== undefined) writeFileSync(join(directory, 'rootguard.json'), JSON.stringify(file));
  return createInstallation({ isIgnored, config, profile, variables, directory });
}
