import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RootguardError } from '../../domain/errors.ts';

/**
 * The path of a module that is bundled beside the command line. This module is in the same folder then, or in a chunk one
 * folder below.
 * @param file such as `demo.mjs`
 * @throws RootguardError `incomplete-installation`
 */
export function findBeside(file: string): string {
  const folder = dirname(fileURLToPath(import.meta.url));
  const found = [folder, dirname(folder)].map((place) => join(place, file)).find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new RootguardError('incomplete-installation', `${file} is missing beside the command line`);
}
