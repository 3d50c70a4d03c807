/**
 * Loaded before a program (node --expose-gc --import): measures every quarter of a second what is in use after a
 * garbage collection, and writes the maximum, in bytes, to the file that BENCH_MEMORY names.
 */
import { writeFileSync } from 'node:fs';

let heap = 0;

function measure() {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  heap = Math.max(heap, heapUsed + external);
}

setInterval(measure, 250).unref();
process.once('exit', () => {
  measure();
  const rss = process.resourceUsage().maxRSS * 1024;
  if (process.env.BENCH_MEMORY) writeFileSync(process.env.BENCH_MEMORY, JSON.stringify({ heap, rss }));
});
