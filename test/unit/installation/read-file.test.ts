import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ConfigurationError } from '../../../src/installation/configuration-error.ts';
import { readConfigurationFile } from '../../../src/installation/read-file.ts';

const EXAMPLE = {
  organizationId: 'o-exampleorgid',
  managementAccountId: '111111111111',
  homeAccountId: '222222222222',
  coveredOrganizationalUnits: ['r-exam'],
};

describe('the configuration file', () => {
  it('is rootguard.json in the working directory', () => {
    const directory = givenDirectory({ 'rootguard.json': JSON.stringify(EXAMPLE) });
    expect(readConfigurationFile(undefined, directory)).toMatchObject({
      path: join(directory, 'rootguard.json'),
      configuration: EXAMPLE,
    });
  });

  it('need not exist', () => {
    expect(readConfigurationFile(undefined, givenDirectory({}))).toBeUndefined();
  });

  it('is the one that is named, if one is', () => {
    const other = { ...EXAMPLE, homeAccountId: '333333333333' };
    const directory = givenDirectory({
      'rootguard.json': JSON.stringify(EXAMPLE),
      'other.json': JSON.stringify(other),
    });
    const path = join(directory, 'other.json');
    expect(readConfigurationFile(path, directory)).toMatchObject({ path, configuration: other });
  });

  it('is not named by an empty text', () => {
    expect(readConfigurationFile('', givenDirectory({}))).toBeUndefined();
  });

  it('has to exist if it is named', () => {
    const path = join(givenDirectory({}), 'missing.json');
    expect(issuesOf(path)).toEqual([expect.stringMatching(/^cannot be read: ENOENT/)]);
  });

  it('may begin with a byte order mark', () => {
    const directory = givenDirectory({ 'rootguard.json': `\uFEFF${JSON.stringify(EXAMPLE)}` });
    expect(readConfigurationFile(undefined, directory)).toMatchObject({ configuration: EXAMPLE });
  });

  it.each([
    ['{"organizationId": ', /^is not JSON: /],
    ['[]', /^rootguard\.json: Invalid type: Expected Object but received Array/],
    [JSON.stringify({ ...EXAMPLE, home: '1' }), /^rootguard\.json: rootguard does not know home$/],
    [JSON.stringify({ ...EXAMPLE, homeAccountId: '1' }), /^homeAccountId: must be 12 digits, got "1"$/],
  ])('is rejected with its path and every issue: %s', (text, issue) => {
    const directory = givenDirectory({ 'rootguard.json': text });
    const path = join(directory, 'rootguard.json');
    expect(issuesOf(path)).toEqual([expect.stringMatching(issue)]);
    expect(() => readConfigurationFile(undefined, directory)).toThrow(path);
  });
});

function givenDirectory(files: Readonly<Record<string, string>>): string {
  const directory = mkdtempSync(join(tmpdir(), 'rootguard-configuration-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  return directory;
}

function issuesOf(path: string): readonly string[] {
  try {
    readConfigurationFile(path, '.');
  } catch (error) {
    if (error instanceof ConfigurationError) return error.issues;
    throw error;
  }
  return [];
}
