import { startHarness } from './harness.ts';
import { sweepOnce } from './sweep.ts';

/* One sweep of the given number of accounts, in a process whose memory is measured: node --import tsx bench/harness/sweep-alone.ts 1000 */

const accounts = Number(process.argv[2] ?? 1_000);
const harness = await startHarness({ accounts: accounts - 1 });
const { failures } = await sweepOnce(harness, accounts);
await harness.close();
if (failures > 0) throw new Error(`${failures} accounts were not audited at the first try`);
