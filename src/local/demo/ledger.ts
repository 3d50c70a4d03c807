import type { AccountId } from '../../domain/account.ts';
import type { LedgerEntry } from '../../domain/ledger-entry.ts';
import type { Scene } from './scene.ts';

/** The ledger entries of an account or the organization, oldest first. */
export async function readLedger(
  scene: Scene,
  account: AccountId | 'organization',
): Promise<readonly LedgerEntry[]> {
  const entries: LedgerEntry[] = [];
  const { ledgerReader } = await scene.stack.operator();
  for await (const entry of ledgerReader.read(account)) if (entry.type !== 'malformed') entries.push(entry);
  return entries;
}

/** One line of text. */
export function describeEntry(entry: LedgerEntry): string {
  return `${entry.at.toISOString()}  ${entry.type.padEnd(12)}  ${describe(entry)}`;
}

function describe(entry: LedgerEntry): string {
  switch (entry.type) {
    case 'audit':
      return entry.inventory.type === 'readable'
        ? `${entry.inventory.credentials.length} credentials; ${causes(entry)}`
        : `unreadable: ${entry.inventory.failure.message}`;
    case 'already-audited':
      return `audited at ${entry.auditedAt.toISOString()}: ${entry.state}; ${causes(entry)}`;
    case 'intent':
      return `${entry.before.map(({ kind }) => kind).join(', ')}; ${causes(entry)}`;
    case 'outcome':
      return entry.results.map(({ credential, result }) => `${credential.kind} ${result}`).join(', ');
    case 'rejected':
      return entry.reason;
    case 'recovery':
      return `${entry.result} by ${entry.operator.by}: ${entry.operator.reason}`;
    case 'canary':
      return `${entry.result} by ${entry.by}`;
    case 'relock':
    case 'breaker-acknowledged':
    case 'dead-letter-deleted':
      return `by ${entry.operator.by}: ${entry.operator.reason}`;
    case 'exception-change':
      return `exception ${entry.exceptionId} ${entry.change}`;
    case 'state-import':
      return `${entry.result}: of account ${entry.exported.account}`;
    case 'settings-change':
      return `${entry.result}: version ${entry.version}`;
    case 'guardrail-weakened':
      return entry.triggers.map(({ weakening }) => weakening).join(', ');
    case 'own-part-changed':
      return entry.triggers.map(({ part, change }) => `${part} ${change}`).join(', ');
    case 'event-announced':
      return `${entry.announced.topic}: ${entry.announced.event.name}`;
    case 'notification':
      return entry.key;
  }
}

function causes({
  triggers,
}: Extract<LedgerEntry, { type: 'audit' | 'already-audited' | 'intent' }>): string {
  return triggers
    .map((trigger) => ('event' in trigger && trigger.event ? trigger.event.name : trigger.type))
    .join(', ');
}
