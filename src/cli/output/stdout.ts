/** Writes a text, and resolves once the next one may follow. */
export type Write = (text: string) => Promise<void>;

/**
 * Waits until each text is written, so that a slow reader slows down the writer, and a pipe gets everything before the
 * process ends. A reader that stops early (`| head`) is not an error: the rest is dropped.
 */
export function createWrite(stdout: NodeJS.WritableStream): Write {
  let isGone = false;
  // The callback below gets the error too, but without a listener it would end the process.
  stdout.on('error', () => {});
  return (text) =>
    new Promise((resolve, reject) => {
      if (isGone) return resolve();
      stdout.write(text, (error?: NodeJS.ErrnoException | null) => {
        isGone = error?.code === 'EPIPE';
        if (!error || isGone) resolve();
        else reject(error);
      });
    });
}
