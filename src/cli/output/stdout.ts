/** Hands a text on, and resolves once it may be followed by another. */
export type Write = (text: string) => Promise<void>;

/**
 * Waits for each text to be handed on, so that a slow reader holds up whoever writes, and a pipe gets all of it before the
 * process ends. Whoever reads no further (`| head`) is no fault: the rest is dropped.
 */
export function createWrite(stdout: NodeJS.WritableStream): Write {
  let isGone = false;
  // The callback below has it too; without a listener it would end the process.
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
