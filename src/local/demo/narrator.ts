import { styleText } from 'node:util';
import type { Step } from './step.ts';

/** How the demo is told while it runs. */
export interface Narrator {
  begin(step: Pick<Step, 'title'>): void;
  line(text: string): void;
  end(milliseconds: number): void;
  fail(message: string): void;
}

/** Colours only on a terminal that has them, and not with NO_COLOR: `hasColors` knows both. */
export function createNarrator(stdout: NodeJS.WriteStream): Narrator {
  const inColour = stdout.isTTY && stdout.hasColors();
  const paint: typeof styleText = (format, text) => (inColour ? styleText(format, text) : text);
  let told = 0;
  return {
    begin({ title }) {
      told += 1;
      stdout.write(`\n${paint('bold', `${told}. ${title}`)}\n`);
    },
    line: (text) => stdout.write(`${text.replaceAll(/^/gm, '   ')}\n`),
    end: (milliseconds) =>
      stdout.write(`   ${paint('green', 'holds')} ${paint('dim', `${milliseconds} ms`)}\n`),
    fail: (message) => stdout.write(`   ${paint('red', `does not hold: ${message}`)}\n`),
  };
}

export const silentNarrator: Narrator = { begin() {}, line() {}, end() {}, fail() {} };
