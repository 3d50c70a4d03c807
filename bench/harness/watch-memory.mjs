/**
 * Loaded before a program (node --expose-gc --import): looks every quarter of a second at what is still held after a
 * garbage collection, and writes the most that it saw to the file that BENCH_MEMORY names. Bytes.
 */
import { writeFileSync } from 'node:fs';

let heap = 0;

function look() {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  heap = Math.max(heap, heapUsed + external);
}

setInterval(look, 250).unref();
process.once('exit', () => {
  look();
  const rss = process.resourceUsage().maxRSS * 1024;
  if (process.env.BENCH_MEMORY) writeFileSync(process.env.BENCH_MEMORY, JSON.stringify({ heap, rss }));
});
