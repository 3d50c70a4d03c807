import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/*
 * Allowed imports. A change of these rules is a change of the design.
 */

const ROOT = fileURLToPath(new URL('..', import.meta.url));

interface SourceFile {
  /** From the project's root, such as `src/domain/account.ts`. */
  readonly path: string;
  readonly text: string;
  /** Project paths for relative imports, bare names otherwise. */
  readonly imports: readonly string[];
}

/** A statement begins its line; one inside a template string is indented text of another program. */
const IMPORT =
  /^(?:import\s(?:[^;']*?\sfrom\s*)?|export\s[^;']*?\sfrom\s*)'([^']+)'|\bimport\s*\(\s*'([^']+)'/gm;

const files: readonly SourceFile[] = ['src', 'packages', 'infra', 'test', 'bench', 'scripts'].flatMap(
  readFolder,
);
const sources = files.filter(({ path }) => path.startsWith('src/'));

/** What a folder of `src` may import of the others; a path narrows it to a part. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  concurrency: ['domain'],
  events: ['domain'],
  installation: ['domain'],
  guardrail: ['domain', 'concurrency'],
  aws: ['domain', 'concurrency', 'guardrail/ports'],
  runtime: ['domain', 'concurrency', 'events', 'guardrail', 'installation', 'aws'],
  lambda: ['domain', 'concurrency', 'events', 'guardrail', 'installation', 'runtime'],
  cli: ['domain', 'concurrency', 'events', 'guardrail', 'installation', 'runtime'],
  local: ['domain', 'concurrency', 'events', 'guardrail', 'installation', 'lambda', 'runtime'],
};

/** Packages restricted to folders. */
const RESTRICTED_PACKAGES: readonly (readonly [name: RegExp, folders: readonly string[], why: string])[] = [
  [
    /^@aws-sdk\/|^@smithy\//,
    [
      'src/aws/',
      'src/local/',
      'test/',
      'packages/organization-sandbox/test/',
      'packages/organization-sandbox/src/testing/',
      'bench/',
    ],
    'local acts as the users of the sandbox',
  ],
  [/^aws-cdk|^constructs|^cdk-/, ['infra/', 'test/infra/'], 'the service must not depend on its deployment'],
  [/^organization-sandbox/, ['src/local/', 'test/', 'bench/'], 'src must not depend on the sandbox'],
  [/^dynalite|^fast-xml-parser/, ['packages/', 'test/'], 'only the sandbox emulates AWS'],
  [/^pino/, ['src/runtime/', 'test/'], 'everything else logs through the Telemetry port'],
  [
    /^commander|^cli-|^string-width/,
    ['src/cli/', 'src/local/', 'packages/organization-sandbox/src/cli/', 'bench/', 'test/'],
    'only commands talk to a terminal',
  ],
];

describe('imports', () => {
  it.each(Object.keys(MAY_IMPORT))('src/%s imports only from the folders allowed to it', (folder) => {
    const allowed = [folder, ...(MAY_IMPORT[folder] ?? [])].map((part) => `src/${part}/`);
    const wrong = sources
      .filter(({ path }) => path.startsWith(`src/${folder}/`))
      .flatMap(({ path, imports }) =>
        imports
          .filter((target) => /^(src|packages|infra|test|bench|scripts)\//.test(target))
          .filter((target) => !allowed.some((part) => target.startsWith(part)))
          .map((target) => `${path} imports ${target}`),
      );
    expect(wrong).toEqual([]);
  });

  it('knows every folder of src', () => {
    const folders = new Set(sources.map(({ path }) => path.split('/')[1]));
    expect([...folders].filter((folder) => MAY_IMPORT[folder ?? ''] === undefined)).toEqual([]);
  });

  it.each(RESTRICTED_PACKAGES)('%s is imported only in %j: %s', (name, folders) => {
    const wrong = files
      .filter(({ path }) => !folders.some((folder) => path.startsWith(folder)))
      .filter(({ imports }) => imports.some((target) => name.test(target)))
      .map(({ path }) => path);
    expect(wrong).toEqual([]);
  });

  it('packages/organization-sandbox imports only itself and libraries', () => {
    const wrong = files
      .filter(({ path }) => path.startsWith('packages/organization-sandbox/'))
      .flatMap(({ path, imports }) =>
        imports
          .filter((target) => /^(src|packages|infra|test|bench|scripts)\//.test(target))
          .filter((target) => !target.startsWith('packages/organization-sandbox/'))
          .map((target) => `${path} imports ${target}`),
      );
    expect(wrong).toEqual([]);
  });

  it('packages/organization-sandbox/src needs no test runner', () => {
    const wrong = files
      .filter(({ path }) => path.startsWith('packages/organization-sandbox/src/'))
      .filter(({ imports }) => imports.includes('vitest'))
      .map(({ path }) => path);
    expect(wrong).toEqual([]);
  });

  it('infra imports only data from src', () => {
    const data = [
      'src/domain/cdk-bootstrap.ts',
      'src/domain/policy.ts',
      'src/events/',
      'src/installation/',
      'src/guardrail/telemetry/log-events.ts',
      'src/runtime/environment.ts',
      'src/runtime/resources.ts',
      'src/runtime/version.ts',
      'src/runtime/metrics.ts',
      'src/aws/dynamodb/reserved-keys.ts',
      'src/aws/root-session/root-tasks.ts',
    ];
    const wrong = files
      .filter(({ path }) => path.startsWith('infra/'))
      .flatMap(({ imports }) => imports.filter((target) => target.startsWith('src/')))
      .filter((target) => !data.some((part) => target.startsWith(part)) && !target.includes('permissions'));
    expect(wrong).toEqual([]);
  });
});

describe('import circles', () => {
  /** Imports of types count too: two files that need each other's types are one file, or lack a third. */
  it('exist in no folder', () => {
    expect(circlesOf(files)).toEqual([]);
  });

  it('are found across several files, and a file imported twice is none', () => {
    const file = (path: string, ...imports: string[]): SourceFile => ({ path, text: '', imports });
    const circle = [file('a.ts', 'b.ts'), file('b.ts', 'valibot', 'c.ts'), file('c.ts', 'a.ts', 'd.ts')];
    expect(circlesOf([file('e.ts', 'a.ts'), ...circle, file('d.ts')])).toEqual(['a.ts > b.ts > c.ts > a.ts']);
    expect(circlesOf([file('a.ts', 'b.ts', 'c.ts'), file('b.ts', 'c.ts'), file('c.ts')])).toEqual([]);
  });
});

describe('imports between folders', () => {
  it('of one parent go in one direction', () => {
    expect(twoWayImportsOf(files)).toEqual([]);
  });

  it('are found in both directions; a folder and the files beside it may import each other', () => {
    const file = (path: string, ...imports: string[]): SourceFile => ({ path, text: '', imports });
    const oneWay = [file('a/one/x.ts', 'a/two/deep/y.ts'), file('a/two/z.ts', 'a/beside.ts', 'valibot')];
    expect(twoWayImportsOf([...oneWay, file('a/beside.ts', 'a/two/z.ts')])).toEqual([]);
    expect(twoWayImportsOf([...oneWay, file('a/two/back.ts', 'a/one/x.ts')])).toEqual([
      'a/two/back.ts > a/one/x.ts, and a/one/x.ts > a/two/deep/y.ts',
    ]);
  });
});

describe('src', () => {
  it('makes AWS clients in one file for the service, in one each for doctor, preflight and the roles of profiles, and in one for the users of the sandbox', () => {
    expect(pathsOf(/new \w+Client\(/)).toEqual([
      'src/aws/clients.ts',
      'src/aws/inspection/clients.ts',
      'src/aws/preflight/clients.ts',
      'src/aws/profile-credentials.ts',
      'src/local/clients.ts',
    ]);
  });

  it('reads the environment in one file', () => {
    expect(pathsOf(/process\s*\.env\b/)).toEqual(['src/runtime/environment.ts']);
  });

  it("reads the machine's clock where dependencies are wired", () => {
    expect(pathsOf(/Date\.now\(|new Date\(\)/)).toEqual(['src/runtime/system.ts']);
  });

  it('sets timers only there', () => {
    const paths = pathsOf(/\bsetTimeout\(|\bsetInterval\(|timers\/promises/);
    expect(paths).toEqual(['src/runtime/system.ts']);
  });

  it('caches promises only in memoize.ts, which drops rejected ones', () => {
    expect(pathsOf(/Map<[^;\n]*Promise<|let \w+: Promise</)).toEqual([
      'src/aws/organizations/account-directory.ts', // only while the call is running
      'src/cli/context.ts', // only to be closed
      'src/concurrency/memoize.ts',
      'src/local/schedules.ts', // only while the call is running
    ]);
  });

  it('calls AWS through the helpers that translate its errors', () => {
    const callers = sources.filter(
      ({ path, text }) =>
        path.startsWith('src/aws/') && /\.send\(|\bpaginate\w+\(/.test(withoutComments(text)),
    );
    expect(callers.length).toBeGreaterThan(20);
    const untranslated = callers.filter(({ text }) => !/\b(callAws|readPages)\(/.test(text));
    expect(untranslated.map(({ path }) => path)).toEqual([]);
    expect(pathsOf(/\$metadata|from '@aws-sdk/).filter((path) => !/^src\/(aws|local)\//.test(path))).toEqual(
      [],
    );
  });

  it('does not use Math.random', () => {
    expect(pathsOf(/Math\.random\(/)).toEqual([]);
  });
});

/** One line for each two folders of one parent that import each other, with one import of each direction. */
function twoWayImportsOf(sourceFiles: readonly SourceFile[]): readonly string[] {
  const firstImports = new Map<string, string>();
  for (const { path, imports } of sourceFiles) {
    for (const target of imports) {
      const folders = differingFolders(path, target);
      if (folders && !firstImports.has(folders.join())) {
        firstImports.set(folders.join(), `${path} > ${target}`);
      }
    }
  }
  return [...firstImports].flatMap(([folders, there]) => {
    const [from = '', to = ''] = folders.split(',');
    const back = firstImports.get(`${to},${from}`);
    return back !== undefined && from > to ? [`${there}, and ${back}`] : [];
  });
}

/** The folders of one parent in which two files are; undefined where one is beside the other's folder. */
function differingFolders(one: string, other: string): readonly [string, string] | undefined {
  const [ones, others] = [dirname(one).split('/'), dirname(other).split('/')];
  const at = ones.findIndex((part, index) => part !== others[index]);
  if (at < 0 || others[at] === undefined) return undefined;
  return [ones.slice(0, at + 1).join('/'), others.slice(0, at + 1).join('/')];
}

/** One line for each import that leads back to a file on the way to it. */
function circlesOf(sourceFiles: readonly SourceFile[]): readonly string[] {
  const byPath = new Map(sourceFiles.map((file) => [file.path, file]));
  const finished = new Set<string>();
  const circles: string[] = [];
  const visit = (path: string, way: readonly string[]): void => {
    const start = way.indexOf(path);
    if (start >= 0) circles.push([...way.slice(start), path].join(' > '));
    if (start >= 0 || finished.has(path)) return;
    for (const target of byPath.get(path)?.imports ?? []) visit(target, [...way, path]);
    finished.add(path);
  };
  for (const { path } of sourceFiles) visit(path, []);
  return circles;
}

function pathsOf(pattern: RegExp): readonly string[] {
  return sources
    .filter(({ text }) => pattern.test(withoutComments(text)))
    .map(({ path }) => path)
    .sort();
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '');
}

function readFolder(folder: string): readonly SourceFile[] {
  if (!existsSync(join(ROOT, folder))) return [];
  const entries = readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && /\.m?ts$|\.mjs$/.test(entry.name))
    .map((entry) => readSource(join(entry.parentPath, entry.name)));
}

function readSource(file: string): SourceFile {
  const text = readFileSync(file, 'utf8');
  const imports = [...withoutComments(text).matchAll(IMPORT)].map(([, by, called = '']) => {
    const target = by ?? called;
    return target.startsWith('.') ? relative(ROOT, resolve(dirname(file), target)) : target;
  });
  return { path: relative(ROOT, file), text, imports };
}
