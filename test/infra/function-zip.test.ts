import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { describe, expect, it, onTestFinished } from 'vitest';
import { zipFunction } from '../../infra/function-zip.ts';

const PRINT_HASHES = `
  import { zipFunction } from './infra/function-zip.ts';
  process.stdout.write(zipFunction('consumer').sha256 + ' ' + zipFunction('sweeper').sha256);
`;

describe('the zip of a function', () => {
  it('has the same bytes when it is made by another process, in another time zone', () => {
    const args = ['--import', 'tsx', '--input-type=module', '--eval', PRINT_HASHES];
    const env = { ...process.env, TZ: 'Pacific/Kiritimati' };
    const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', env });
    expect(stdout).toBe(`${zipFunction('consumer').sha256} ${zipFunction('sweeper').sha256}`);
  });

  it('has one file, and no path of the machine that made it', () => {
    const files = unzipSync(zipFunction('consumer').bytes);
    expect(Object.keys(files)).toEqual(['index.mjs']);
    expect(Buffer.from(files['index.mjs'] ?? []).toString()).not.toContain(process.cwd());
  });

  const hasUnzip = spawnSync('unzip', ['-v']).status === 0;

  it.skipIf(!hasUnzip)('has a file that everybody may read (skipped where unzip is not installed)', () => {
    const folder = mkdtempSync(join(tmpdir(), 'rootguard-zip-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'consumer.zip'), zipFunction('consumer').bytes);
    const { stdout } = spawnSync('unzip', ['-Z', join(folder, 'consumer.zip')], { encoding: 'utf8' });
    expect(stdout).toMatch(/^-rw-r--r-- .* 80-Jan-01 00:00 index\.mjs$/m);
  });
});
