/** Stdout cannot be written, such as on a full disk. */
export class OutputError extends Error {}

/**
 * Resolves once the text is written. A reader that stops early (`| head`) is not an error.
 * @throws OutputError
 */
export function writeToStdout(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error?: NodeJS.ErrnoException | null) => {
      if (!error || error.code === 'EPIPE') resolve();
      else reject(new OutputError(`the output could not be written (${error.message})`, { cause: error }));
    });
  });
}

/** Without a listener, what cannot be written would end the process. */
export function ignoreOutputErrors(): void {
  for (const stream of [process.stdout, process.stderr]) stream.off('error', ignore).on('error', ignore);
}

/** One function, so that a process that runs the command again does not collect listeners. */
function ignore(): void {}
