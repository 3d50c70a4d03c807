import { realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Variables } from '../../runtime/environment.ts';
import { shellLine } from '../output/shell.ts';
import type { PackageFolder } from './package-files.ts';

const BIN = 'bin/rootguard.mjs';

/**
 * How this rootguard is started by whoever pastes a command: in a checkout from its folder, else from the working directory. Never
 * by npx, which fetches a package of that name from the registry where it finds none.
 */
export function programOf(
  { path, isCheckout }: PackageFolder,
  variables: Variables,
  directory = process.cwd(),
): string {
  if (isCheckout) return `node ${BIN}`;
  const own = join(path, BIN);
  if (foldersOfShell(variables).some((folder) => isSame(join(folder, 'rootguard'), own))) return 'rootguard';
  const local = './node_modules/.bin/rootguard';
  return isSame(join(directory, local), own) ? local : shellLine('node', own);
}

/** The folders of PATH; none where npm has started this process, as npm puts folders before those of the shell. */
function foldersOfShell({ PATH = '', npm_lifecycle_event: byNpm }: Variables): readonly string[] {
  return byNpm === undefined ? PATH.split(delimiter).filter((folder) => folder !== '') : [];
}

/** A command that npm installs is a symbolic link. */
function isSame(path: string, other: string): boolean {
  try {
    return realpathSync(path) === realpathSync(other);
  } catch {
    return false;
  }
}
