import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../../src/cli/commands/registry.ts';
import { type LoadedCommand, loadCommands, optionsOf } from '../../../src/cli/program/load-commands.ts';
import { codeBlocks, ISSUE_FORMS, PAGES, ROOT_PAGES } from './pages.ts';

/** cli.md is made from the commands themselves. */
const pages = [...PAGES, ...ROOT_PAGES, ...ISSUE_FORMS].filter(({ path }) => path !== 'cli.md');

/** Each command line of rootguard, in a block or in a sentence, without what follows it on its line. */
const commandLines = pages.flatMap((page) => {
  const inBlocks = codeBlocks(page, 'bash').flatMap(({ code }) =>
    [
      ...code.replaceAll(/\\\n\s*/g, '').matchAll(/^ *(?:npx --no |node bin\/)?rootguard(?:\.mjs)? (.*)$/gm),
    ].map(([, args = '']) => args.split(/ +[#|]/)[0] ?? ''),
  );
  const inSentences = [...page.text.matchAll(/`(?:npx --no )?rootguard ([^`]+)`/g)].map(
    ([, args = '']) => args,
  );
  return [...inBlocks, ...inSentences].map((args) => ({ page: page.path, line: args.trim() }));
});

const PLAIN_WORD = /^[a-z]/;

/** The command or the options of the line that do not exist. */
function issuesOf(line: string, leaves: readonly LoadedCommand[]): readonly string[] {
  const [first = '', second = ''] = line.split(' ');
  const ofFirst = leaves.filter(({ path }) => path[0] === first);
  const named = ofFirst.filter(({ path }) => path.length === 1 || path[1] === second);
  const isGroup = named.length === 0 && ofFirst.length > 0 && !PLAIN_WORD.test(second);
  const candidates = isGroup ? ofFirst : named;
  if (candidates.length === 0) return PLAIN_WORD.test(first) ? [`no command ${first} ${second}`] : [];
  const known = candidates
    .flatMap(({ command }) => optionsOf(command))
    .flatMap(({ short, long }) => [short, long]);
  return [...line.replaceAll(/"[^"]*"/g, '').matchAll(/(?<=\s)--?[a-z][\w-]*/g)]
    .map(([option]) => option)
    .filter((option) => !known.includes(option))
    .map((option) => `no option ${option}`);
}

describe('commands of rootguard in the documents', async () => {
  const leaves = await loadCommands(COMMANDS);

  it('are there', () => {
    expect(commandLines.length).toBeGreaterThan(50);
  });

  it.each(pages)(
    'are not fetched from the registry, which has no such package of this project ($path)',
    ({ text }) => {
      expect(text).not.toMatch(/npx rootguard/);
    },
  );

  it.each(commandLines)('are accepted by the command line ($page): rootguard $line', ({ line }) => {
    expect(issuesOf(line, leaves)).toEqual([]);
  });

  it.each([
    ['audits', ['no command audits ']],
    ['queue redrives', ['no command queue redrives']],
    ['relock --for 2h', ['no option --for']],
  ])('"%s" would be found', (line, issues) => {
    expect(issuesOf(line, leaves)).toEqual(issues);
  });
});
