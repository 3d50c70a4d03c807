import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  findPackage,
  isIgnoredByGit,
  pageOf,
  schemaReference,
} from '../../../../src/cli/init/package-files.ts';

/** A folder of somebody's, with rootguard installed in it. */
function givenInstalled() {
  const folder = mkdtempSync(join(tmpdir(), 'rootguard-installed-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'node_modules', 'rootguard');
  mkdirSync(join(path, 'lib', 'cli'), { recursive: true });
  writeFileSync(join(path, 'rootguard.schema.json'), '{}');
  return { folder, path };
}

describe('the folder of rootguard', () => {
  it('is found above the command line, and is a package where it has no CDK app', () => {
    const { path } = givenInstalled();
    expect(findPackage(join(path, 'lib', 'cli'))).toEqual({ path, isCheckout: false });
    expect(findPackage()).toMatchObject({ isCheckout: true });
  });

  it('may be missing', () => {
    expect(findPackage('/')).toBeUndefined();
  });
});

describe('the schema that a file names', () => {
  it('is that of the installed package, by a path from the file', () => {
    const { folder, path } = givenInstalled();
    expect(schemaReference({ path, isCheckout: false }, join(folder, 'rootguard.json'))).toEqual({
      reference: './node_modules/rootguard/rootguard.schema.json',
      copyFrom: undefined,
    });
  });

  it('is that of a checkout beside the file', () => {
    const { path } = givenInstalled();
    expect(schemaReference({ path, isCheckout: true }, join(path, 'rootguard.json'))).toEqual({
      reference: './rootguard.schema.json',
      copyFrom: undefined,
    });
  });

  it('is a copy beside the file where rootguard is elsewhere', () => {
    const { folder, path } = givenInstalled();
    const other = join(folder, 'other', 'rootguard.json');
    expect(schemaReference({ path, isCheckout: false }, other)).toEqual({
      reference: './rootguard.schema.json',
      copyFrom: join(path, 'rootguard.schema.json'),
    });
  });
});

describe('a page of docs', () => {
  it('is named from the working directory where rootguard is below it, and by its whole path elsewhere', () => {
    const { folder, path } = givenInstalled();
    const installed = { path, isCheckout: false };
    expect(pageOf(installed, 'configuration.md', folder)).toBe(
      'node_modules/rootguard/docs/configuration.md',
    );
    expect(pageOf(installed, 'configuration.md', join(folder, 'other'))).toBe(
      join(path, 'docs', 'configuration.md'),
    );
  });
});

describe('git', () => {
  it('ignores the file of a checkout, under its own name only', () => {
    const checkout = { path: '/checkout', isCheckout: true };
    expect(isIgnoredByGit(checkout, '/checkout/rootguard.json', 'rootguard.json')).toBe(true);
    expect(isIgnoredByGit(checkout, '/checkout/other.json', 'rootguard.json')).toBe(false);
    expect(
      isIgnoredByGit({ ...checkout, isCheckout: false }, '/checkout/rootguard.json', 'rootguard.json'),
    ).toBe(false);
  });
});
