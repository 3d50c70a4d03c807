import { styleText } from 'node:util';
import { ignoreStreamErrors } from '../../runtime/stdout.ts';

/** The streams of the process or of a test. */
export interface Streams {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/** The meaning of a text. A terminal shows it as a colour, but nothing is said by the colour alone. */
export type Tone = 'good' | 'bad' | 'doubtful' | 'faint';

/** Where a command prints and asks. */
export interface Terminal extends Streams {
  /** Columns of stdout; undefined if it is not a terminal, so that nothing is wrapped. */
  readonly width: number | undefined;
  /** Whether questions are possible: both stdin and stderr are a terminal. */
  readonly interactive: boolean;
  /** Returns the text unchanged if colours are off. */
  readonly paint: (tone: Tone, text: string) => string;
}

/** For a terminal that does not report its width. Columns. */
const DEFAULT_WIDTH = 80;

const COLOURS = { good: 'green', bad: 'red', doubtful: 'yellow', faint: 'dim' } as const;

/** @param colours false if NO_COLOR is set; colours are used on a terminal only */
export function createTerminal({ stdin, stdout, stderr }: Streams, colours: boolean): Terminal {
  const painted = colours && stdout.isTTY;
  return {
    stdin,
    stdout,
    // A notice that cannot be written does not end the command.
    stderr: ignoreStreamErrors(stderr),
    width: stdout.isTTY ? stdout.columns || DEFAULT_WIDTH : undefined,
    interactive: Boolean(stdin.isTTY && stderr.isTTY),
    paint: (tone, text) => (painted ? styleText(COLOURS[tone], text, { validateStream: false }) : text),
  };
}
