import { existsSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const SCHEMA_FILE = 'rootguard.schema.json';

/** Where rootguard itself is: a checkout, or a package. */
export interface PackageFolder {
  readonly path: string;
  /** It has the CDK app. */
  readonly isCheckout: boolean;
}

/** The folder above this module that has rootguard.schema.json; undefined where the package is incomplete. */
export function findPackage(from = dirname(fileURLToPath(import.meta.url))): PackageFolder | undefined {
  if (existsSync(join(from, SCHEMA_FILE))) {
    return { path: from, isCheckout: existsSync(join(from, 'cdk.json')) };
  }
  const above = dirname(from);
  return above === from ? undefined : findPackage(above);
}

/**
 * What `$schema` of a configuration file is to say: the path from the file to the schema of rootguard, or to a copy beside the
 * file where rootguard is not in a folder at or below that of the file. A path to another place would be one of this machine.
 */
export interface SchemaReference {
  readonly reference: string;
  readonly copyFrom: string | undefined;
}

/** @param file the path of the configuration file */
export function schemaReference(rootguard: PackageFolder, file: string): SchemaReference {
  const path = relative(dirname(resolve(file)), join(rootguard.path, SCHEMA_FILE));
  const isBelow = !path.startsWith('..') && resolve(path) !== path;
  return isBelow
    ? { reference: `./${path.split(sep).join('/')}`, copyFrom: undefined }
    : { reference: `./${SCHEMA_FILE}`, copyFrom: join(rootguard.path, SCHEMA_FILE) };
}

/** A copy of an earlier version is replaced. */
export async function copySchema(copyFrom: string, file: string): Promise<void> {
  await copyFile(copyFrom, join(dirname(resolve(file)), SCHEMA_FILE));
}

/** The path of a page of docs, from the working directory where rootguard is below it. */
export function pageOf({ path }: PackageFolder, page: string, directory = process.cwd()): string {
  const file = join(path, 'docs', page);
  const below = relative(directory, file);
  return below.startsWith('..') ? file : below;
}

/** Whether git ignores the file: .gitignore of the checkout names it, so that a pull never conflicts with it. */
export function isIgnoredByGit({ path, isCheckout }: PackageFolder, file: string, name: string): boolean {
  return isCheckout && resolve(file) === join(path, name);
}
