import { mkdirSync, writeFileSync } from 'node:fs';

/*
 * The picture of the README, drawn from a run of the demo as a terminal would show it:
 *   npx tsx scripts/readme-picture.ts
 */

export const PICTURE_FILE = 'docs/images/demo.svg';

/** Numbers of the steps shown in full. Of the last step only the closing line is shown: its table repeats that of the first. */
const STEPS_IN_FULL = [1, 6] as const;

const CELL = { width: 7.8, height: 17 } as const;
const FONT_SIZE = 13;
const PADDING = 16;
const COLUMNS = 82;

const COLOURS = {
  background: '#0d1117',
  text: '#c9d1d9',
  dim: '#8b949e',
  line: '#484f58',
  bold: '#f0f6fc',
  compliant: '#3fb950',
  violating: '#ff7b72',
  excepted: '#d29922',
} as const;

/** Draws what the demo wrote to stdout; the same output gives the same picture. */
export function readmePicture(demoOutput: string): string {
  const lines = excerptOf(demoOutput);
  const [width, height] = [
    round(COLUMNS * CELL.width + 2 * PADDING),
    round(lines.length * CELL.height + 2 * PADDING),
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    '<title>npm run demo: the audit before, a root password reverted, the audit after</title>',
    `<rect width="${width}" height="${height}" rx="8" fill="${COLOURS.background}"/>`,
    `<path d="${lines.flatMap(bordersOf).join('')}" stroke="${COLOURS.line}" fill="none"/>`,
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="${FONT_SIZE}">`,
    ...lines.flatMap(textsOf),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

/** The text of the picture without what differs from run to run: durations, and line breaks that depend on their length. */
export function textOfPicture(picture: string): string {
  return [...picture.matchAll(/<text [^>]*>([^<]*)</g)]
    .map(([, text]) => text)
    .join(' ')
    .replaceAll(/\d+ ms/g, '# ms');
}

function excerptOf(demoOutput: string): readonly string[] {
  const steps = demoOutput
    .split(/\n(?=\d+\. )/)
    .map((step) => step.trim().split('\n'))
    .filter((step) => step.some((line) => line !== ''));
  const last = steps.at(-1) ?? [];
  const [title = ''] = last;
  const closing = last.slice(last.findIndex((line) => line.includes('└')) + 1);
  return [
    '$ npm run demo',
    ...STEPS_IN_FULL.flatMap((number) => ['', ...(steps[number - 1] ?? []), '   …']),
    '',
    title,
    ...closing.filter((line) => line !== ''),
  ];
}

/** The directions (left, right, up, down) in which each character draws half a cell. */
const LINE_DIRECTIONS: Readonly<Record<string, string>> = {
  '─': 'lr',
  '│': 'ud',
  '┌': 'rd',
  '┐': 'ld',
  '└': 'ru',
  '┘': 'lu',
  '├': 'urd',
  '┤': 'uld',
  '┬': 'lrd',
  '┴': 'lru',
  '┼': 'lrud',
};

function bordersOf(line: string, row: number): readonly string[] {
  return [...line].flatMap((character, column) => {
    const [x, y] = [PADDING + (column + 0.5) * CELL.width, PADDING + (row + 0.5) * CELL.height];
    const ends: Readonly<Record<string, string>> = {
      l: `h${-CELL.width / 2}`,
      r: `h${CELL.width / 2}`,
      u: `v${-CELL.height / 2}`,
      d: `v${CELL.height / 2}`,
    };
    return [...(LINE_DIRECTIONS[character] ?? '')].map(
      (direction) => `M${round(x)} ${round(y)}${ends[direction]}`,
    );
  });
}

function textsOf(line: string, row: number): readonly string[] {
  const withoutBorders = [...line]
    .map((character) => (character in LINE_DIRECTIONS ? ' ' : character))
    .join('');
  const y = round(PADDING + row * CELL.height + FONT_SIZE);
  return [...withoutBorders.matchAll(/\S+(?: \S+)*/g)].map(({ 0: text, index }) => {
    const x = round(PADDING + index * CELL.width);
    // The reader's monospace font may be narrower or wider than the cells.
    const length = round(text.length * CELL.width);
    return `<text x="${x}" y="${y}" textLength="${length}" ${styleOf(text)}>${escaped(text)}</text>`;
  });
}

function styleOf(text: string): string {
  if (/^(\d+\. |\$ )/.test(text)) return `fill="${COLOURS.bold}" font-weight="bold"`;
  if (text === 'compliant' || /^passed /.test(text)) return `fill="${COLOURS.compliant}"`;
  if (text === 'violating') return `fill="${COLOURS.violating}"`;
  if (text === 'excepted' || text.startsWith('rootguard ')) return `fill="${COLOURS.excepted}"`;
  if (['skipped', 'account', 'name', 'status', 'root credentials', '…'].includes(text)) {
    return `fill="${COLOURS.dim}"`;
  }
  return `fill="${COLOURS.text}"`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function round(pixels: number): number {
  return Math.round(pixels * 100) / 100;
}

async function main(): Promise<void> {
  // Imported here, as a test that draws the picture runs its own demo.
  const { createStepPrinter } = await import('../src/local/demo/step-printer.ts');
  const { runDemo } = await import('../src/local/demo/run-demo.ts');
  let output = '';
  const { ok } = await runDemo(createStepPrinter({ write: (text: string) => (output += text) }));
  if (!ok) throw new Error(`the demo failed:\n${output}`);
  mkdirSync(new URL('../docs/images/', import.meta.url), { recursive: true });
  writeFileSync(new URL(`../${PICTURE_FILE}`, import.meta.url), readmePicture(output));
}

if (process.argv[1] === import.meta.filename) await main();
