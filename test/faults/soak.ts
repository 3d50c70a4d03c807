import { createClock } from 'organization-sandbox/clock.ts';
import { createIds } from 'organization-sandbox/ids.ts';
import { type Sandbox, startSandbox } from 'organization-sandbox/sandbox.ts';
import { newAccessKey } from 'organization-sandbox/world/new-credentials.ts';
import { parseAccountId } from '../../src/domain/account.ts';
import { administratorOf, createSandboxClients } from '../../src/local/clients.ts';
import { deployHome } from '../../src/local/deploy.ts';
import { type Poller, startPoller } from '../../src/local/poller.ts';
import { environmentOf } from '../../src/local/stack.ts';
import { parseOperatorEnvironment } from '../../src/runtime/operator/environment.ts';
import { connectOperator, type OperatorPorts } from '../../src/runtime/operator/ports.ts';
import { EVENT_SOURCES, FUNCTIONS } from '../../src/runtime/resources.ts';
import { givenWorld, MANAGEMENT } from '../support/sandbox-scene.ts';
import { type ConsumerProcess, startConsumer } from './soak-process.ts';
import { accountOf, FOREIGN, type SoakTrigger, soakTrigger } from './soak-triggers.ts';

export interface SoakReport {
  readonly triggers: number;
  /** Triggers with another outcome than expected, or none. */
  readonly lost: readonly string[];
  readonly audited: number;
  readonly rejected: number;
  readonly irrelevant: number;
  readonly deadLetters: number;
  readonly keysRemoved: number;
  /** Root access keys that are still there. */
  readonly keysLeft: number;
  readonly seconds: number;
  /** The consumer's heap after garbage collection, at every tenth of the triggers. */
  readonly heapMegabytes: readonly number[];
}

const ACCOUNTS = Array.from({ length: 8 }, (_, index) => String(600_000_000_000 + index));
/** How many messages are sent before all are awaited. */
const CHUNK_MESSAGES = 200;
/** One in `KEY_EVERY` triggers has a key to find, and one in `DENIAL_EVERY` chunks meets a denial. */
const KEY_EVERY = 97;
const DENIAL_EVERY = 3;
/** The maximum back-off, with more rounds than a message has deliveries. */
const ROUND_SECONDS = 15 * 60;
const ROUNDS = 12;

const DENIED = { type: 'error', code: 'AccessDenied', status: 403, message: 'not now' } as const;
const SETTINGS = { mode: 'enforce', logLevel: 'debug', maxAccountsPerHour: '1000' } as const;

/**
 * Sends triggers through the queue, the event source mapping and the consumer, which runs in a process of its own so that
 * its heap can be measured, and checks how each of them ended.
 */
export async function soak({ triggers }: { readonly triggers: number }): Promise<SoakReport> {
  const startedAt = performance.now();
  const clock = createClock({ mode: 'manual', start: new Date('2026-11-24T12:00:00Z') });
  const sandbox = await startSandbox({ clock, world: givenWorld(ACCOUNTS.map((id) => ({ id }))) });
  const { endpoint, homeAccountId } = sandbox;
  const credentials = administratorOf(homeAccountId);
  const deployment = await deployHome(createSandboxClients(endpoint, credentials), sandbox);
  const environment = environmentOf(sandbox, deployment, SETTINGS);
  const consumer = await startConsumer({ type: 'start', environment, endpoint, homeAccountId });
  const queueArn = deployment.queues.triggers.arn;
  const poller = startPoller(
    sandbox,
    queueArn,
    { name: 'rootguard-consumer', ...FUNCTIONS.consumer },
    (event) => consumer.invoke(event, clock.now()),
    EVENT_SOURCES.triggers,
    (error) => {
      throw error;
    },
  );

  const { sent, heapMegabytes } = await sendTriggers(triggers, { sandbox, queueArn, poller, consumer });
  for (let round = 0; round < ROUNDS; round += 1) {
    clock.advance(ROUND_SECONDS);
    await poller.idle();
  }

  const operator = await connectOperator(parseOperatorEnvironment(environment), {
    aws: { endpoint, credentials },
  });
  const deadLetters = new Set(bodiesIn(sandbox, deployment.queues.deadLetters.arn));
  const outcomes = await readLedgerOutcomes(operator);
  const lost = [
    ...sent.filter((trigger) => !hasEnded(trigger, outcomes, deadLetters)).map(({ id }) => id),
    ...bodiesIn(sandbox, queueArn).map((body) => `still queued: ${body}`),
    ...(consumer.irrelevant.size === sent.filter(({ outcome }) => outcome === 'irrelevant').length
      ? []
      : ['irrelevant messages that are missing in the log']),
  ];
  await poller.stop();
  consumer.stop();
  await sandbox.close();
  return {
    triggers,
    lost,
    audited: outcomes.audited.size,
    rejected: outcomes.rejected.size,
    irrelevant: consumer.irrelevant.size,
    deadLetters: deadLetters.size,
    keysRemoved: outcomes.keysRemoved,
    keysLeft: keysIn(sandbox),
    seconds: Math.round((performance.now() - startedAt) / 1000),
    heapMegabytes: heapMegabytes.map((megabytes) => Math.round(megabytes * 10) / 10),
  };
}

interface SoakedStack {
  readonly sandbox: Sandbox;
  readonly queueArn: string;
  readonly poller: Poller;
  readonly consumer: ConsumerProcess;
}

/** In chunks, each with a denial now and then, and with keys to be found; measures the heap at every tenth. */
async function sendTriggers(triggers: number, { sandbox, queueArn, poller, consumer }: SoakedStack) {
  const { clock } = sandbox;
  const createKey = keyCreator(sandbox);
  const sent: SoakTrigger[] = [];
  const heapMegabytes: number[] = [];
  while (sent.length < triggers) {
    if ((sent.length / CHUNK_MESSAGES) % DENIAL_EVERY === 0) {
      sandbox.faults.inject({ service: 'sts', operation: 'AssumeRoot', times: 2, effect: DENIED });
    }
    for (const end = Math.min(sent.length + CHUNK_MESSAGES, triggers); sent.length < end; ) {
      if (sent.length % KEY_EVERY === 0) createKey(accountOf(sent.length, ACCOUNTS));
      const trigger = soakTrigger(sent.length, ACCOUNTS, clock.now());
      sent.push(trigger);
      sandbox.sqs.send(queueArn, trigger.body);
    }
    await poller.idle();
    sandbox.calls.clear();
    clock.advance(1);
    if (sent.length >= (triggers / 10) * (heapMegabytes.length + 1)) {
      heapMegabytes.push(await consumer.heapMegabytes());
    }
  }
  return { sent, heapMegabytes };
}

function bodiesIn(sandbox: Sandbox, queueArn: string): readonly string[] {
  const messages = sandbox.sqs.queues.get(queueArn)?.messages() ?? [];
  return messages.map(({ body }) => body);
}

function hasEnded(
  { id, body, outcome }: SoakTrigger,
  { audited, rejected }: LedgerOutcomes,
  deadLetters: ReadonlySet<string>,
): boolean {
  if (outcome === 'audit') return audited.has(id) || deadLetters.has(body);
  if (outcome === 'rejected') return rejected.has(id);
  return outcome === 'irrelevant' || deadLetters.has(body);
}

/** The heap at the end over the heap at the middle. */
export function heapGrowth({ heapMegabytes }: SoakReport): number {
  const middle = heapMegabytes[Math.floor(heapMegabytes.length / 2)] ?? Number.NaN;
  return (heapMegabytes.at(-1) ?? Number.NaN) / middle;
}

/** Without an event: the following triggers have to find the key. */
function keyCreator({ organization, clock }: Sandbox): (account: string) => void {
  const ids = createIds('soak');
  return (account) => {
    const root = organization.accounts.get(account)?.root;
    if (root === undefined || root.credentials.accessKeys.length > 0) return;
    root.change(clock.now(), { accessKeys: [newAccessKey(ids, clock.now())] });
  };
}

function keysIn({ organization }: Sandbox): number {
  return ACCOUNTS.reduce(
    (sum, id) => sum + (organization.accounts.get(id)?.root.credentials.accessKeys.length ?? 0),
    0,
  );
}

interface LedgerOutcomes {
  readonly audited: ReadonlySet<string>;
  readonly rejected: ReadonlySet<string>;
  readonly keysRemoved: number;
}

/** Which events were audited (also by a later audit) or rejected according to the ledger, and how many keys were removed. */
async function readLedgerOutcomes({ ledgerReader }: OperatorPorts): Promise<LedgerOutcomes> {
  const audited = new Set<string>();
  const rejected = new Set<string>();
  let keysRemoved = 0;
  for (const account of [...ACCOUNTS, FOREIGN, MANAGEMENT].map(parseAccountId)) {
    for await (const entry of ledgerReader.read(account)) {
      const isAnswer = entry.type === 'audit' || entry.type === 'already-audited' || entry.type === 'outcome';
      if (!isAnswer && entry.type !== 'rejected') continue;
      const ended = entry.type === 'rejected' ? rejected : audited;
      for (const trigger of entry.triggers)
        if ('event' in trigger && trigger.event) ended.add(trigger.event.id);
      if (entry.type === 'outcome') {
        keysRemoved += entry.results.filter(({ result }) => result === 'removed').length;
      }
    }
  }
  return { audited, rejected, keysRemoved };
}
