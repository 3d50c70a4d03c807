import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { aws_lambda as lambda, Stack } from 'aws-cdk-lib';
import type { FunctionName } from '../src/installation/template-program.ts';
import type { FunctionCode } from './function-code.ts';
import { zipFunction } from './function-zip.ts';

const FOLDER = fileURLToPath(new URL('../dist/lambda/', import.meta.url));

/** For commands that do not deploy, such as `cdk list`. */
const NOT_BUNDLED = lambda.Code.fromInline('// not bundled');

/** Bundles the functions at synthesis: in a checkout, what is deployed is what the source says. */
export const bundledCode: FunctionCode = (scope, name) =>
  Stack.of(scope).bundlingRequired ? lambda.Code.fromAsset(bundle(name)) : NOT_BUNDLED;

/** @returns the path of the zip */
function bundle(name: FunctionName): string {
  mkdirSync(FOLDER, { recursive: true });
  const file = `${FOLDER}${name}.zip`;
  // Another synthesis may read the file at this time.
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, zipFunction(name).bytes);
  renameSync(unfinished, file);
  return file;
}
