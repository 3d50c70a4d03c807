import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const DOCS = fileURLToPath(new URL('../../../docs/', import.meta.url));

export interface Page {
  /** From `docs/`, such as `decisions/0003-mfa-devices-last.md`. */
  readonly path: string;
  readonly text: string;
}

export interface CodeBlock {
  readonly page: string;
  readonly language: string;
  readonly code: string;
}

export function readPage(path: string): Page {
  return { path, text: readFileSync(join(DOCS, path), 'utf8') };
}

export const PAGES: readonly Page[] = readdirSync(DOCS, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.md'))
  .sort()
  .map(readPage);

/** The pages above `docs/`. */
export const ROOT_PAGES: readonly Page[] = [
  '../CHANGELOG.md',
  '../CODE_OF_CONDUCT.md',
  '../CONTRIBUTING.md',
  '../README.md',
  '../SECURITY.md',
].map(readPage);

/** What somebody who reports an issue is asked for. */
export const ISSUE_FORMS: readonly Page[] = readdirSync(join(DOCS, '../.github/ISSUE_TEMPLATE'))
  .sort()
  .map((file) => readPage(`../.github/ISSUE_TEMPLATE/${file}`));

/** Fenced blocks, also those that are indented under a list item. */
export function codeBlocks({ path, text }: Page, language?: string): readonly CodeBlock[] {
  return [...text.matchAll(/^( *)```(\w+)\n([\s\S]*?)^\1```$/gm)]
    .map(([, , name = '', code = '']) => ({ page: path, language: name, code }))
    .filter((block) => language === undefined || block.language === language);
}

/** The text between the heading and the next one of the same or a higher level. */
export function sectionOf({ path, text }: Page, heading: string): string {
  const lines = withoutCode(text).split('\n');
  const level = heading.split(' ', 1)[0]?.length ?? 0;
  const start = lines.indexOf(heading);
  if (start < 0) throw new Error(`${path} has no heading "${heading}"`);
  const isEnd = (line: string) => /^#+ /.test(line) && (line.split(' ', 1)[0]?.length ?? 0) <= level;
  const length = lines.slice(start + 1).findIndex(isEnd);
  return lines.slice(start + 1, length < 0 ? undefined : start + 1 + length).join('\n');
}

export function headingsOf(text: string, level: string): readonly string[] {
  return withoutCode(text)
    .split('\n')
    .filter((line) => line.startsWith(`${level} `))
    .map((line) => line.slice(level.length + 1));
}

/** As GitHub makes them from headings. */
export function anchorsOf({ text }: Page): readonly string[] {
  return withoutCode(text)
    .split('\n')
    .filter((line) => /^#{1,6} /.test(line))
    .map((line) => anchorOf(line.replace(/^#+ /, '')));
}

function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

/** Targets of Markdown links within the repository. */
export function localLinksOf({ text }: Page): readonly string[] {
  return [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^https?:/.test(target));
}

export function fileExists(path: string): boolean {
  return existsSync(path);
}

/** What is left out is replaced by blank lines, so that line numbers stay. */
function withoutCode(text: string): string {
  return text.replaceAll(/^( *)```[\s\S]*?^\1```$/gm, '');
}
