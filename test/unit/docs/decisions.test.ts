import { describe, expect, it } from 'vitest';
import { headingsOf, PAGES, readPage } from './pages.ts';

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const STATUS = /^(proposed|accepted|superseded by \[.+\]\(.+\))(, extended by \[.+\]\(.+\))?$/;

const records = PAGES.filter(({ path }) => /^decisions\/\d/.test(path));
const index = readPage('decisions/README.md');

/** The rows of the index, by what their first column links to. */
const rows = new Map(
  [...index.text.matchAll(/^\| \[(\d+)\]\((.+?\.md)\) \| (.+) \| (.+) \| (.+) \|$/gm)].map(
    ([, number, file, title, date, status]) => [`decisions/${file}`, { number, title, date, status }],
  ),
);

describe('the decisions', () => {
  it('are numbered without gaps', () => {
    expect(records.map(({ path }) => Number(path.slice('decisions/'.length).split('-')[0]))).toEqual(
      records.map((_, index) => index + 1),
    );
  });

  it.each(records)(
    '$path states its date and status, the context, the decision and its consequences',
    ({ text }) => {
      expect(lineOf(text, 'Date')).toMatch(DATE);
      expect(lineOf(text, 'Status')).toMatch(STATUS);
      expect(headingsOf(text, '##')).toEqual(['Context', 'Decision', 'Consequences']);
    },
  );

  it.each(records)('$path is in the index with its number, title, date and status', ({ path, text }) => {
    expect(rows.get(path)).toEqual({
      number: String(Number(path.slice('decisions/'.length).split('-')[0])),
      title: headingsOf(text, '#')[0]?.replace(/^\d+\. /, ''),
      date: lineOf(text, 'Date'),
      status: withoutLinks(lineOf(text, 'Status') ?? ''),
    });
    expect(headingsOf(text, '#')).toEqual([`${rows.get(path)?.number}. ${rows.get(path)?.title}`]);
  });

  it('are all that the index lists', () => {
    expect([...rows.keys()]).toEqual(records.map(({ path }) => path));
  });
});

function lineOf(text: string, label: string): string | undefined {
  return text.match(new RegExp(`^${label}: (.+)$`, 'm'))?.[1];
}

function withoutLinks(text: string): string {
  return text.replaceAll(/\[(.+?)\]\(.+?\)/g, '$1');
}
