import { Session } from 'node:inspector/promises';
import { rounded } from './figure.ts';

/** Where processor time went: the share of each package, or of each folder of src, in percent of the time not idle. */
export type Shares = Readonly<Record<string, number>>;

/** Runs something under the sampling profiler of V8. */
export async function profiled(run: () => Promise<unknown>): Promise<{ modules: Shares; functions: Shares }> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.start');
  await run();
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();

  const modules = new Map<string, number>();
  const functions = new Map<string, number>();
  const byId = new Map(profile.nodes.map((node) => [node.id, node.callFrame]));
  profile.samples?.forEach((id, index) => {
    const frame = byId.get(id);
    if (frame === undefined || frame.functionName === '(idle)') return;
    const microseconds = profile.timeDeltas?.[index] ?? 0;
    const moduleName = moduleOf(frame.functionName, frame.url);
    add(modules, moduleName, microseconds);
    add(functions, `${moduleName} ${frame.functionName || `line ${frame.lineNumber}`}`, microseconds);
  });
  return { modules: largest(modules), functions: largest(functions) };
}

function moduleOf(functionName: string, url: string): string {
  if (url === '') return functionName.startsWith('(') ? functionName : 'native';
  const inPackage = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
  if (inPackage !== undefined) return inPackage;
  if (url.startsWith('node:')) return `node:${url.split('/').at(-1) ?? ''}`.replace('node:node:', 'node:');
  return /\/((?:src|bench)\/[^/]+)/.exec(url)?.[1] ?? url;
}

function add(to: Map<string, number>, key: string, value: number): void {
  to.set(key, (to.get(key) ?? 0) + value);
}

function largest(times: ReadonlyMap<string, number>, max = 15): Shares {
  const total = [...times.values()].reduce((all, time) => all + time, 0);
  const ordered = [...times].toSorted(([, one], [, other]) => other - one).slice(0, max);
  return Object.fromEntries(ordered.map(([key, time]) => [key, rounded((100 * time) / total, 1)]));
}
