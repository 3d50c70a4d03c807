import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import * as v from 'valibot';

/** A library whose code is in a bundle. */
export interface ThirdPartyPackage {
  readonly name: string;
  readonly version: string;
  /** SPDX, as its package.json has it. */
  readonly license: string;
  /** Its licence and notice files, one after the other. */
  readonly text: string;
}

/** Licences that allow to bundle the code with nothing but their text. */
const ACCEPTED = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'MIT',
  'MIT-0',
];

const LEGAL_FILE = /^(licen[cs]e|copying|notice)(-[a-z]+)?(\.(md|txt))?$/i;

const manifest = v.object({
  name: v.string(),
  version: v.string(),
  /** Old packages have an object. */
  license: v.union([
    v.string(),
    v.pipe(
      v.object({ type: v.string() }),
      v.transform(({ type }) => type),
    ),
  ]),
});

/**
 * The libraries that are in bundles, each version once, by name.
 * @param root that the paths of the bundles are relative to
 * @throws Error if one of them has a licence that is not accepted
 */
export function thirdPartyPackages(bundles: readonly Metafile[], root: string): readonly ThirdPartyPackage[] {
  const folders = new Set(bundles.flatMap(({ inputs }) => Object.keys(inputs)).flatMap(packageFolderOf));
  const packages = new Map<string, ThirdPartyPackage>();
  for (const folder of folders) {
    const found = readPackage(join(root, folder));
    packages.set(`${found.name}@${found.version}`, found);
  }
  const refused = [...packages].filter(([, { license }]) => !ACCEPTED.includes(license));
  if (refused.length > 0) {
    throw new Error(
      `no accepted licence: ${refused.map(([name, { license }]) => `${name} (${license})`).join(', ')}`,
    );
  }
  return [...packages.keys()].sort().flatMap((name) => packages.get(name) ?? []);
}

/** `node_modules/a/node_modules/@b/c/lib/d.js` is of `node_modules/a/node_modules/@b/c`. */
function packageFolderOf(input: string): readonly string[] {
  return input.match(/^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/)?.slice(0, 1) ?? [];
}

function readPackage(folder: string): ThirdPartyPackage {
  const { name, version, license } = v.parse(
    manifest,
    JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')),
  );
  const texts = readdirSync(folder)
    .filter((file) => LEGAL_FILE.test(file))
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim());
  return { name, version, license, text: texts.join('\n\n') };
}

/** One section for each text, headed by all packages that have it. */
export function licencesText(packages: readonly ThirdPartyPackage[]): string {
  const byText = new Map<string, ThirdPartyPackage[]>();
  for (const one of packages) byText.set(one.text, [...(byText.get(one.text) ?? []), one]);
  const sections = [...byText].map(([text, ones]) => {
    const heads = ones.map(({ name, version, license }) => `${name} ${version} (${license})`);
    return [...heads, '', text || 'The package has no licence file.'].join('\n');
  });
  return `${[INTRODUCTION, ...sections].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

const INTRODUCTION =
  'rootguard is licensed under the Apache License 2.0. This package contains code of the following libraries.';

/**
 * A software bill of materials of what is in the bundles. `npm sbom` cannot make it: in a package without dependencies it
 * finds none, and in a checkout it lists the tools too.
 * @see https://cyclonedx.org/docs/1.5/json/
 */
export function billOfMaterials(
  { name, version }: Pick<ThirdPartyPackage, 'name' | 'version'>,
  packages: readonly ThirdPartyPackage[],
): object {
  const component = (one: Pick<ThirdPartyPackage, 'name' | 'version' | 'license'>) => ({
    name: one.name,
    version: one.version,
    'bom-ref': packageUrl(one),
    purl: packageUrl(one),
    licenses: [{ license: { id: one.license } }],
  });
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: { component: { type: 'application', ...component({ name, version, license: 'Apache-2.0' }) } },
    components: packages.map((one) => ({ type: 'library', ...component(one) })),
  };
}

/** @see https://github.com/package-url/purl-spec */
function packageUrl({ name, version }: Pick<ThirdPartyPackage, 'name' | 'version'>): string {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`;
}
