import type { Clock } from '../guardrail/ports/surroundings.ts';
import type { Terminal } from './terminal.ts';

export interface Progress {
  /** One more is done. */
  step(): void;
  /** Takes the bar away. */
  stop(): void;
}

/** What is over sooner needs no bar. */
const SHOW_AFTER_MILLISECONDS = 1_000;

const SILENT: Progress = { step() {}, stop() {} };

/**
 * How far a long command has come: count, rate and time left on stderr. Only for a person who watches.
 * @param unit what is counted, such as `accounts`
 */
export async function startProgress(
  { stderr }: Terminal,
  clock: Clock,
  total: number,
  unit: string,
): Promise<Progress> {
  if (!stderr.isTTY || total === 0) return SILENT;
  const { SingleBar, Presets } = (await import('cli-progress')).default;
  const bar = new SingleBar(
    {
      format: `{bar} {value}/{total} ${unit}  {rate}/s  {eta_formatted} left`,
      stream: stderr,
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
  return {
    step() {
      done += 1;
      const milliseconds = clock.now().getTime() - startedAt;
      if (milliseconds < SHOW_AFTER_MILLISECONDS) return;
      const rate = ((done / milliseconds) * 1000).toFixed(1);
      if (shown) bar.update(done, { rate });
      else bar.start(total, done, { rate });
      shown = true;
    },
    stop() {
      if (shown) bar.stop();
    },
  };
}
