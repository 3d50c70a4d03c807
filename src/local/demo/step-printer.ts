import { styleText } from 'node:util';
import type { Step } from './step.ts';

/** Prints the steps of the demo while it runs. */
export interface StepPrinter {
  start(step: Pick<Step, 'title'>): void;
  line(text: string): void;
  end(milliseconds: number): void;
  fail(message: string): void;
}

/** Where it is printed: stdout or a test's stream. */
export interface Screen {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  hasColors?(): boolean;
}

/** The width of a default terminal. */
const MAX_COLUMNS = 80;
const INDENT = '   ';

/** Colours only on a terminal that supports them and without NO_COLOR; `hasColors` checks both. */
export function createStepPrinter(stdout: Screen): StepPrinter {
  const inColour = Boolean(stdout.isTTY && stdout.hasColors?.());
  const paint: typeof styleText = (format, text) => (inColour ? styleText(format, text) : text);
  let steps = 0;
  return {
    start({ title }) {
      steps += 1;
      stdout.write(`\n${paint('bold', fold(`${steps}. ${title}`, INDENT))}\n`);
    },
    line: (text) => stdout.write(`${indented(text)}\n`),
    end: (milliseconds) =>
      stdout.write(`   ${paint('green', 'passed')} ${paint('dim', `${milliseconds} ms`)}\n`),
    fail: (message) => stdout.write(`${paint('red', indented(`failed: ${message}`))}\n`),
  };
}

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => fold(INDENT + line, `${INDENT}  `))
    .join('\n');
}

/** Breaks a line that is too wide at spaces; other lines, such as those of a table, stay unchanged. */
function fold(line: string, indent: string): string {
  if (line.length <= MAX_COLUMNS) return line;
  const end = line.lastIndexOf(' ', MAX_COLUMNS);
  if (end <= indent.length) return line;
  return `${line.slice(0, end)}\n${fold(indent + line.slice(end + 1), indent)}`;
}

export const silentStepPrinter: StepPrinter = { start() {}, line() {}, end() {}, fail() {} };
