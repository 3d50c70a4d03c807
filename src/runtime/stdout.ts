import { RootguardError } from '../domain/errors.ts';

/**
 * Writes a text, and resolves once the next one may follow.
 * @throws RootguardError `unwritable-output`
 */
export type Write = (text: string) => Promise<void>;

/**
 * Waits until each text is written, so that a slow reader slows down the writer, and a pipe gets everything before the
 * process ends. A reader that stops early (`| head`) is not an error: the rest is dropped.
 */
export function createWrite(stdout: NodeJS.WritableStream): Write {
  let isReaderGone = false;
  ignoreStreamErrors(stdout);
  return (text) =>
    new Promise((resolve, reject) => {
      // A full disk refuses even an empty text.
      if (isReaderGone || text === '') return resolve();
      stdout.write(text, (error?: NodeJS.ErrnoException | null) => {
        if (!error) return resolve();
        isReaderGone ||= error.code === 'EPIPE';
        if (isReaderGone) resolve();
        else reject(unwritable(error));
      });
    });
}

/** Without a listener, an error of the stream would end the process, even in the middle of an enforcement. */
export function ignoreStreamErrors<Stream extends NodeJS.EventEmitter>(stream: Stream): Stream {
  return stream.off('error', ignore).on('error', ignore);
}

/** One function, so that a process that runs several commands does not collect listeners. */
function ignore(): void {}

function unwritable(cause: NodeJS.ErrnoException): RootguardError {
  const message = `the output could not be written (${cause.message})`;
  return new RootguardError('unwritable-output', message, { cause });
}
