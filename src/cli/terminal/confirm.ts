import { createInterface } from 'node:readline/promises';
import { plainText } from '../../domain/plain-text.ts';
import type { Terminal } from './terminal.ts';

/** What a question needs of the context of a command. */
interface Asking {
  readonly terminal: Terminal;
  readonly interrupted: AbortSignal;
  readonly say: (line: string) => void;
}

/**
 * Asks the operator to type a text that depends on the action, so that nobody confirms by habit. False when another text
 * is typed, on Ctrl-C, and without a terminal, where a command needs `--yes`.
 *
 * @param expected such as the number of accounts
 */
export async function confirm(
  { terminal, interrupted, say }: Asking,
  question: string,
  expected: string,
): Promise<boolean> {
  if (!terminal.interactive) {
    say('There is no terminal to ask on: give --yes to continue without being asked.');
    return false;
  }
  const lines = createInterface({ input: terminal.stdin, output: terminal.stderr });
  const closed = new AbortController();
  lines.once('close', () => closed.abort());
  try {
    const signal = AbortSignal.any([interrupted, closed.signal]);
    const answer = await lines.question(`${plainText(question)} `, { signal });
    return answer.trim() === expected;
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') return false;
    throw error;
  } finally {
    lines.close();
  }
}
