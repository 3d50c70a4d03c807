import type { Clock } from '../../guardrail/ports/platform.ts';
import type { Terminal } from './terminal.ts';

export interface Progress {
  /** Counts one more item as done. */
  step(): void;
  /** Shows it before the first item is done, for a command that waits. */
  show(): void;
  /** Sets the number of items. Until it is known, a count is shown instead of a bar. */
  setTotal(total: number): void;
  /** Calls `count` in the background if progress is shown. If it fails, the total stays unknown. */
  askTotal(count: () => Promise<number>): void;
  /** Removes the bar. */
  stop(): void;
}

/** A command that ends sooner needs no bar. */
const SHOW_AFTER_MS = 1_000;

const SILENT: Progress = { step() {}, show() {}, setTotal() {}, askTotal() {}, stop() {} };

/**
 * Shows the progress of a long command on stderr, if it is a terminal: count, rate and remaining time.
 * @param terminal undefined to show nothing, for example while results appear on the terminal
 * @param unit what is counted, such as `accounts`
 */
export async function startProgress(
  terminal: Pick<Terminal, 'stderr'> | undefined,
  clock: Clock,
  unit: string,
): Promise<Progress> {
  if (!terminal?.stderr.isTTY) return SILENT;
  const { SingleBar, Presets, Format } = (await import('cli-progress')).default;
  const withTotal = `{bar} {value}/{total} ${unit}  {rate}/s  {eta_formatted} left`;
  const waiting = `{bar} {value}/{total} ${unit}  waiting`;
  const withoutTotal = `{value} ${unit}  {rate}/s`;
  let total: number | undefined;
  const bar = new SingleBar(
    {
      format: (options, params, payload) => {
        if (done === 0) return Format.Formatter({ ...options, format: waiting }, params, payload);
        const format = total === undefined ? withoutTotal : withTotal;
        return Format.Formatter({ ...options, format }, params, payload);
      },
      stream: terminal.stderr,
      clearOnComplete: true,
      hideCursor: true,
      barsize: 24,
      etaBuffer: 50,
    },
    Presets.rect,
  );
  const startedAt = clock.now().getTime();
  let done = 0;
  let shown = false;
  const setTotal = (known: number) => {
    total = known;
    if (shown) bar.setTotal(known);
  };
  return {
    step() {
      done += 1;
      const milliseconds = clock.now().getTime() - startedAt;
      if (milliseconds < SHOW_AFTER_MS) return;
      const rate = ((done / milliseconds) * 1000).toFixed(1);
      if (shown) bar.update(done, { rate });
      else bar.start(total ?? 0, done, { rate });
      shown = true;
    },
    show() {
      if (!shown) bar.start(total ?? 0, done, { rate: '0.0' });
      shown = true;
    },
    setTotal,
    askTotal(count) {
      count().then(setTotal, () => {});
    },
    stop() {
      if (shown) bar.stop();
    },
  };
}
