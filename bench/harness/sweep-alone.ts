import { startPlace } from './harness.ts';
import { sweepOnce } from './sweep.ts';

/* One sweep of so many accounts, for whoever watches this process: node --import tsx bench/harness/sweep-alone.ts 1000 */

const accounts = Number(process.argv[2] ?? 1_000);
const place = await startPlace({ accounts: accounts - 1 });
const { failures } = await sweepOnce(place, accounts);
await place.close();
if (failures > 0) throw new Error(`${failures} accounts were not audited at the first try`);
