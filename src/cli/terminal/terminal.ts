import { styleText } from 'node:util';
import type { Tone } from '../output/result.ts';

/** The process's own, or those of a test. */
export interface Streams {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/** What the command talks to. */
export interface Terminal extends Streams {
  /** Columns of stdout; undefined where it is no terminal, and nothing has to fit. */
  readonly width: number | undefined;
  /** Somebody can be asked: both stdin and stderr are a terminal. */
  readonly interactive: boolean;
  /** The text as it is where colours are not wanted. */
  readonly paint: (tone: Tone, text: string) => string;
}

/** Where a terminal does not say how wide it is. */
const DEFAULT_WIDTH = 80;

const COLOURS = { good: 'green', bad: 'red', doubtful: 'yellow', faint: 'dim' } as const;

/** @param colours false where the person asked for none; they are used on a terminal only */
export function createTerminal({ stdin, stdout, stderr }: Streams, colours: boolean): Terminal {
  const painted = colours && stdout.isTTY;
  return {
    stdin,
    stdout,
    stderr,
    width: stdout.isTTY ? stdout.columns || DEFAULT_WIDTH : undefined,
    interactive: Boolean(stdin.isTTY && stderr.isTTY),
    paint: (tone, text) => (painted ? styleText(COLOURS[tone], text, { validateStream: false }) : text),
  };
}
