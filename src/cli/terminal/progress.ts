import type { Clock } from '../../guardrail/ports/platform.ts';
import type { Terminal } from './terminal.ts';

export interface Progress {
  /** One more is done. */
  step(): void;
  /** How many there are in all. Until it is known there is a count, and no bar. */
  setTotal(total: number): void;
  /** Asks for the total, beside the work, only where somebody watches. Without an answer it stays unknown. */
  askTotal(count: () => Promise<number>): void;
  /** Takes the bar away. */
  stop(): void;
}

/** What is over sooner needs no bar. */
const SHOW_AFTER_MS = 1_000;

const SILENT: Progress = { step() {}, setTotal() {}, askTotal() {}, stop() {} };

/**
 * How far a long command has come: count, rate and time left on stderr. Only for a person who watches.
 * @param terminal undefined where something else is shown meanwhile
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
  const withoutTotal = `{value} ${unit}  {rate}/s`;
  let total: number | undefined;
  const bar = new SingleBar(
    {
      format: (options, params, payload) => {
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
    setTotal,
    askTotal(count) {
      count().then(setTotal, () => {});
    },
    stop() {
      if (shown) bar.stop();
    },
  };
}
