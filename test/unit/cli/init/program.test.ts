import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { programOf } from '../../../../src/cli/init/program.ts';

/** A folder in which the package is installed as npm does it. */
function givenProject() {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "rootguard's-")));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'node_modules/rootguard');
  const bin = join(folder, 'node_modules/.bin');
  mkdirSync(join(path, 'bin'), { recursive: true });
  mkdirSync(bin);
  writeFileSync(join(path, 'bin/rootguard.mjs'), '');
  symlinkSync('../rootguard/bin/rootguard.mjs', join(bin, 'rootguard'));
  return { folder, bin, installed: { path, isCheckout: false } };
}

describe('the program that a pasted command starts', () => {
  it('is that of the folder in a checkout', () => {
    expect(programOf({ path: '/opt/rootguard', isCheckout: true }, {}, '/')).toBe('node bin/rootguard.mjs');
  });

  it('is found by the shell where its folder is in PATH', () => {
    const { bin, installed } = givenProject();
    expect(programOf(installed, { PATH: ['/usr/bin', bin].join(delimiter) }, '/')).toBe('rootguard');
  });

  it('is in node_modules of the working directory where PATH has none, or only another one', () => {
    const { folder, installed } = givenProject();
    const other = givenProject();
    for (const PATH of ['', '/usr/bin', other.bin]) {
      expect([PATH, programOf(installed, { PATH }, folder)]).toEqual([PATH, './node_modules/.bin/rootguard']);
    }
  });

  it('is not taken from the PATH that npm makes, which the shell does not have', () => {
    const { folder, bin, installed } = givenProject();
    expect(programOf(installed, { PATH: bin, npm_lifecycle_event: 'npx' }, folder)).toBe(
      './node_modules/.bin/rootguard',
    );
  });

  it('is named by its whole path elsewhere', () => {
    const { installed } = givenProject();
    const program = programOf(installed, {}, tmpdir());
    expect(program).toMatch(
      /^node '\/.*\/rootguard'\\''s-.*\/node_modules\/rootguard\/bin\/rootguard\.mjs'$/,
    );
  });
});
