import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { writeFolder } from '../../../../src/cli/files/write-folder.ts';

async function givenFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rootguard-folder-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

const HELLO = { file: 'a.txt', bytes: 5, sha256: expect.stringMatching(/^2cf24dba5fb0a30e26e83b2ac5b9e29e/) };

describe('a folder', () => {
  it('is made with the files, and a manifest of their SHA-256', async () => {
    const folder = join(await givenFolder(), 'new', 'folder');
    const contents = new Map<string, string | Uint8Array>([
      ['a.txt', 'hello'],
      ['b.bin', new Uint8Array([0, 255])],
    ]);
    expect(await writeFolder(folder, contents, { version: '1' })).toMatchObject([HELLO, { bytes: 2 }]);
    expect((await readdir(folder)).sort()).toEqual(['a.txt', 'b.bin', 'manifest.json']);
    expect(await readFile(join(folder, 'b.bin'))).toEqual(Buffer.from([0, 255]));
    expect(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'))).toMatchObject({
      version: '1',
      files: [HELLO, { file: 'b.bin' }],
    });
  });

  it('is replaced where an earlier run has written the files', async () => {
    const folder = await givenFolder();
    await writeFile(join(folder, 'notes.txt'), 'of somebody else');
    await writeFolder(folder, new Map([['a.txt', 'before']]), {});
    await writeFolder(folder, new Map([['a.txt', 'after']]), {});
    expect(await readFile(join(folder, 'a.txt'), 'utf8')).toBe('after');
    expect(await readFile(join(folder, 'notes.txt'), 'utf8')).toBe('of somebody else');
  });

  it('is left as it is where any of the files is not of an earlier run', async () => {
    const folder = await givenFolder();
    await writeFile(join(folder, 'a.txt'), 'of somebody else');
    await writeFile(join(folder, 'manifest.json'), '{"files":"none"}');
    const writing = writeFolder(
      folder,
      new Map([
        ['b.txt', 'new'],
        ['a.txt', 'new'],
      ]),
      {},
    );
    await expect(writing).rejects.toMatchObject({
      code: 'file-exists',
      issues: [expect.stringContaining('a.txt: exists already'), expect.stringContaining('manifest.json: ')],
    });
    expect((await readdir(folder)).sort()).toEqual(['a.txt', 'manifest.json']);
    expect(await readFile(join(folder, 'a.txt'), 'utf8')).toBe('of somebody else');
  });

  it('that cannot be made is an issue of the input', async () => {
    const file = join(await givenFolder(), 'file');
    await writeFile(file, '');
    await expect(writeFolder(file, new Map([['a.txt', 'new']]), {})).rejects.toMatchObject({
      code: 'unwritable-file',
      issues: [expect.stringContaining('could not be written')],
    });
  });
});
