import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { entryOf } from '../../../../src/cli/files/folder-manifest.ts';
import { writeFolder } from '../../../../src/cli/files/write-folder.ts';

async function givenFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rootguard-folder-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

const filesOf = (...names: readonly string[]) => new Map(names.map((name) => [name, `contents of ${name}`]));

const HELLO = { file: 'a.txt', bytes: 5, sha256: expect.stringMatching(/^2cf24dba5fb0a30e26e83b2ac5b9e29e/) };

describe('a folder', () => {
  it('is made with the files, and a manifest of their SHA-256', async () => {
    const folder = join(await givenFolder(), 'new', 'folder');
    const contents = new Map<string, string | Uint8Array>([
      ['a.txt', 'hello'],
      ['b.bin', new Uint8Array([0, 255])],
    ]);
    expect(await writeFolder(folder, contents, { version: '1' })).toMatchObject({
      files: [HELLO, { bytes: 2 }],
      removed: [],
      left: [],
    });
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

  it('loses what an earlier run has written and this one does not make', async () => {
    const folder = await givenFolder();
    await writeFile(join(folder, 'notes.txt'), 'of somebody else');
    await writeFolder(folder, filesOf('a.txt', 'gone.txt', 'missing.txt'), {});
    await rm(join(folder, 'missing.txt'));
    const second = await writeFolder(folder, filesOf('a.txt'), {});
    expect(second).toMatchObject({ removed: ['gone.txt'], left: [] });
    expect((await readdir(folder)).sort()).toEqual(['a.txt', 'manifest.json', 'notes.txt']);
  });

  it('keeps such a file that was changed since, and names it on each run until it is gone', async () => {
    const folder = await givenFolder();
    await writeFolder(folder, filesOf('a.txt', 'changed.txt'), {});
    await writeFile(join(folder, 'changed.txt'), 'by somebody');
    for (const run of [1, 2]) {
      const again = await writeFolder(folder, filesOf('a.txt'), { run });
      expect(again).toMatchObject({ files: [{ file: 'a.txt' }], removed: [], left: ['changed.txt'] });
    }
    expect(await readFile(join(folder, 'changed.txt'), 'utf8')).toBe('by somebody');
    await rm(join(folder, 'changed.txt'));
    expect(await writeFolder(folder, filesOf('a.txt'), {})).toMatchObject({ removed: [], left: [] });
  });

  it('whose manifest names a path outside of it loses nothing', async () => {
    const outer = await givenFolder();
    const folder = join(outer, 'made');
    await writeFolder(folder, filesOf('a.txt'), {});
    const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
    await writeFile(join(outer, 'secret'), 'contents of secret');
    const outside = { ...entryOf('secret', 'contents of secret'), file: '../secret' };
    const files = [...manifest.files, outside];
    await writeFile(join(folder, 'manifest.json'), JSON.stringify({ files }));
    await expect(writeFolder(folder, filesOf('b.txt'), {})).rejects.toMatchObject({ code: 'file-exists' });
    expect((await readdir(outer)).sort()).toEqual(['made', 'secret']);
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
