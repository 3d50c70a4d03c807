import type { AccountId } from '../../domain/account.ts';
import type { Inspector, MappingFacts } from '../ports/deployment-inspection.ts';
import { type Check, notDetermined, ok, problem, refused, warning } from './check.ts';
import { restoredBy } from './restore.ts';

/** What a function of rootguard receives from: a queue, or the stream of a table. */
export interface EventSource {
  readonly type: 'queue' | 'stream';
  /** Of the queue or of the table. */
  readonly name: string;
  /** As it is deployed; left out where any will do. */
  readonly batchSize?: number;
}

/** What tells the sources and the functions of rootguard from those of others. */
export interface EventSourceNames {
  readonly callerAccount: AccountId;
  readonly region: string;
  readonly sources: readonly EventSource[];
  /** Begins the names of its functions. */
  readonly functionPrefix: string;
  readonly homeStack: string;
}

/** Changed to one of these by a person: nothing is received any more. */
const PAUSED = ['Disabled', 'Disabling', 'Deleting'];

/** On the way to the first one. */
const RECEIVING = ['Enabled', 'Enabling', 'Creating', 'Updating'];

/**
 * Whether the functions receive from every queue and stream. Where a mapping is paused or gone, messages wait until they expire, and
 * no message is lost before that, so nothing else shows it at first. A second mapping takes messages away.
 */
export async function checkEventSources(
  inspector: Pick<Inspector, 'readMappings'>,
  names: EventSourceNames,
): Promise<Check> {
  const id = 'event-sources';
  const reading = await inspector.readMappings();
  if (reading.type === 'unreadable') return refused(id, reading.failure);
  const faults = names.sources.flatMap((source) => faultsOf(source, reading.value, names));
  const detail = faults.map((fault) => fault.detail).join('; ');
  const advice = [...new Set(faults.map((fault) => fault.advice))].join('\n');
  if (faults.some(({ severity }) => severity === 'problem')) return problem(id, detail, advice);
  if (faults.some(({ severity }) => severity === 'unknown')) return notDetermined(id, detail, advice);
  if (faults.length > 0) return warning(id, detail, advice);
  return ok(id, names.sources.map(({ name }) => name).join(', '));
}

interface Fault {
  readonly severity: 'problem' | 'warning' | 'unknown';
  readonly detail: string;
  readonly advice: string;
}

function faultsOf(
  source: EventSource,
  mappings: readonly MappingFacts[],
  names: EventSourceNames,
): readonly Fault[] {
  const { functionPrefix, homeStack } = names;
  const ofSource = mappings.filter(({ sourceArn }) => isArnOf(sourceArn, source, names));
  const own = ofSource.filter(({ functionName }) => functionName.startsWith(functionPrefix));
  const foreign = ofSource.filter((mapping) => !own.includes(mapping));
  const missing: Fault = {
    severity: 'problem',
    detail: `no function receives from ${source.name}`,
    advice: `Find out who deleted the mapping, then ${restoredBy(homeStack)}`,
  };
  return [
    ...(own.length === 0 ? [missing] : []),
    ...own.flatMap((mapping) => faultsIn(mapping, source, names)),
    ...foreign.map((mapping) => takesMessages(mapping, source, names)),
  ];
}

function faultsIn(
  { id, functionName, state, batchSize }: MappingFacts,
  source: EventSource,
  { region, homeStack }: EventSourceNames,
): readonly Fault[] {
  const what = `${functionName} from ${source.name}`;
  if (PAUSED.includes(state)) {
    const command = `aws lambda update-event-source-mapping --uuid ${id} --enabled --region ${region}`;
    const advice = `Find out who paused it, then let it receive again, with credentials that may deploy: ${command}`;
    return [{ severity: 'problem', detail: `paused: ${what} (${state})`, advice }];
  }
  if (!RECEIVING.includes(state)) {
    const advice = 'See its state in the Lambda console, in the triggers of the function.';
    return [{ severity: 'unknown', detail: `not known whether ${what} is received (${state})`, advice }];
  }
  if (source.batchSize === undefined || batchSize === source.batchSize) return [];
  const advice = `Find out who changed it, then ${restoredBy(homeStack)}`;
  const detail = `${what} has the batch size ${batchSize}, expected ${source.batchSize}`;
  return [{ severity: 'warning', detail, advice }];
}

function takesMessages(
  { id, functionName }: MappingFacts,
  { name }: EventSource,
  { region }: EventSourceNames,
): Fault {
  return {
    severity: 'problem',
    detail: `${functionName}, which is not of rootguard, takes messages from ${name}`,
    advice: `Find out who created its mapping, then delete it: aws lambda delete-event-source-mapping --uuid ${id} --region ${region}`,
  };
}

function isArnOf(
  arn: string,
  { type, name }: EventSource,
  { region, callerAccount }: EventSourceNames,
): boolean {
  const [, , service, ...rest] = arn.split(':');
  const resource = rest.join(':');
  return type === 'queue'
    ? service === 'sqs' && resource === `${region}:${callerAccount}:${name}`
    : service === 'dynamodb' && resource.startsWith(`${region}:${callerAccount}:table/${name}/stream/`);
}
