import { describeWithRequestId } from '../../domain/aws-failure.ts';
import { counted } from '../../domain/counted.ts';
import type { CredentialResult } from '../../domain/credential-result.ts';
import type { Inventory } from '../../domain/credentials.ts';
import { actionOf, type CredentialDecision } from '../../domain/decision.ts';
import { assertNever } from '../../domain/errors.ts';
import { describeLateness } from '../../domain/event-lateness.ts';
import type { LedgerEntry, Operator } from '../../domain/ledger-entry.ts';
import { NOTIFICATIONS } from '../../domain/notification.ts';
import type { OwnPartTrigger } from '../../domain/own-part.ts';
import { describeEvent, type Trigger, type WeakeningTrigger } from '../../domain/trigger.ts';
import { describeActor } from '../../guardrail/notify/notification-lines.ts';
import { ownPartLine } from '../../guardrail/notify/report-own-part.ts';
import { WHAT_HAPPENED } from '../../guardrail/notify/report-weakening.ts';
import { changeLines } from '../../guardrail/notify/settings-notifications.ts';
import { formatTime } from '../output/value.ts';
import { describeCredential } from './accounts/account-rows.ts';

type AuditEntry = Extract<LedgerEntry, { readonly type: 'audit' }>;

type AnnouncedEntry = Extract<LedgerEntry, { readonly type: 'event-announced' }>;

type ImportEntry = Extract<LedgerEntry, { readonly type: 'state-import' }>;

type CanaryEntry = Extract<LedgerEntry, { readonly type: 'canary' }>;

type SettingsEntry = Extract<LedgerEntry, { readonly type: 'settings-change' }>;

/** Describes a ledger entry in one line. */
export function describeEntry(entry: LedgerEntry): string {
  switch (entry.type) {
    case 'audit':
      return describeAudit(entry);
    case 'already-audited':
      return `not audited again: the audit of ${formatTime(entry.auditedAt)} is newer and found it ${entry.state}`;
    case 'intent':
      return `about to ${entry.decisions.map(describeDecision).join(', ')}`;
    case 'outcome':
      return `${entry.results.map(describeResult).join(', ')}; ${describeInventory(entry.after)} afterwards`;
    case 'rejected':
      return REJECTIONS[entry.reason];
    case 'recovery':
      return `${RECOVERIES[entry.result]}, exception ${entry.exceptionId} until ${formatTime(entry.expiresAt)}${
        entry.failure ? `: ${describeWithRequestId(entry.failure)}` : ''
      }`;
    case 'canary':
      return describeCanary(entry);
    case 'relock':
      return `recovery closed; exceptions ended: ${entry.endedExceptionIds.join(', ') || 'none'}`;
    case 'exception-change':
      return `exception ${entry.exceptionId} of ${entry.scope} ${entry.change}`;
    case 'settings-change':
      return describeSettingsChange(entry);
    case 'state-import':
      return describeImport(entry);
    case 'breaker-acknowledged':
      return `removals may go on: the breaker, open since ${formatTime(entry.openSince)}, was acknowledged`;
    case 'dead-letter-deleted':
      return `dead letter ${entry.messageId} of ${formatTime(entry.sentAt)} deleted (${entry.bodyLength} characters)`;
    case 'guardrail-weakened':
      return entry.triggers.map(describeWeakening).join(' ');
    case 'own-part-changed':
      return entry.triggers.map(describeOwnPart).join(' ');
    case 'event-announced':
      return describeAnnounced(entry);
    case 'notification':
      return `notification sent: ${NOTIFICATIONS[entry.key].title}`;
    default:
      return assertNever(entry);
  }
}

const CANARY_RUNS = {
  started: 'a canary run is about to create a root password',
  refused: 'a canary run was refused',
  'not-created': 'a canary run created no root password',
  completed: 'a canary run saw every hop',
  incomplete: 'a canary run did not see every hop',
  'cleaned-up': 'the root password of an interrupted canary run was removed',
  'left-behind': 'a canary run may have left a root password behind',
} as const;

function describeCanary(entry: CanaryEntry): string {
  const { result, stages = [], missing = [], refusal, failure } = entry;
  const facts = [
    stages.map(({ name, ms }) => `${name} ${ms} ms`).join(', '),
    missing.length > 0 ? `not seen: ${missing.join(', ')}` : '',
    refusal ?? '',
    failure ? describeWithRequestId(failure) : '',
  ].filter((text) => text !== '');
  return [CANARY_RUNS[result], ...facts].join(': ');
}

const SETTINGS_CHANGES = {
  started: 'about to change the settings to',
  changed: 'settings changed to',
  conflict: 'settings not changed, as somebody else had changed them: not',
  found: 'settings found changed, by no command that has reported it, to',
} as const;

function describeSettingsChange({ result, version, before, after }: SettingsEntry): string {
  return `${SETTINGS_CHANGES[result]} version ${version}: ${changeLines(before, after).join(', ') || 'no difference'}`;
}

function describeImport({ result, exported: { account, digest }, counts }: ImportEntry): string {
  const file = `the export of account ${account} with the digest ${digest}`;
  if (counts === undefined) return `import ${result} of ${file}`;
  const { exceptions, ledger, settings } = counts.added;
  return `import ${result} of ${file}: ${counted(exceptions, 'exception')}, ${counted(ledger, 'ledger item')} and ${counted(settings, 'settings item')} added`;
}

function describeWeakening({ weakening, account, event }: WeakeningTrigger): string {
  return `${WHAT_HAPPENED[weakening]} Event ${event.id} in account ${account}.`;
}

function describeOwnPart(trigger: OwnPartTrigger): string {
  return `${ownPartLine(trigger)}${trigger.byDeployment ? ' In a deployment.' : ''} Event ${trigger.event.id}.`;
}

function describeAnnounced({ announced }: AnnouncedEntry): string {
  const { event, account, details, errorCode } = announced;
  const named = Object.entries(details).map(([name, value]) => `, ${name} ${value}`);
  const refused = errorCode === undefined ? '' : `, refused (${errorCode})`;
  return `${describeEvent(event)} concerns account ${account}${named.join('')}${refused}`;
}

const REJECTIONS = {
  'not-in-organization': 'not audited: the account is not in the organization',
  'management-account': 'not audited: it is the management account',
  'wrong-origin': 'rejected: the event comes from an account in which it cannot occur',
} as const;

const RECOVERIES = {
  started: 'a recovery was started',
  'password-allowed': 'a new root password was allowed',
  'password-was-there': 'a recovery was opened; a root password was there already',
  failed: 'a recovery failed',
} as const;

/** The operator or the trigger of an entry; undefined if it has neither. */
export function describeCause(entry: LedgerEntry): string | undefined {
  if ('operator' in entry && entry.operator !== undefined) return describeOperator(entry.operator);
  if (entry.type === 'canary') return entry.by;
  if (entry.type === 'event-announced') return describeActor(entry.announced.event.actor);
  if (!('triggers' in entry)) return undefined;
  return entry.triggers.map(describeTrigger).join('; ') || undefined;
}

function describeOperator({ by, reason, ticket }: Operator): string {
  return `${by}: ${reason}${ticket === undefined ? '' : ` (${ticket})`}`;
}

export function describeTrigger(trigger: Trigger | WeakeningTrigger | OwnPartTrigger): string {
  if (trigger.type === 'swept') return `sweep ${trigger.sweepId}`;
  if (trigger.event === undefined) return `request: ${trigger.type === 'audit-requested' ? trigger.why : ''}`;
  const lateness = describeLateness(trigger.event);
  return `${trigger.event.name} by ${describeActor(trigger.event.actor)}${lateness ? `; ${lateness}` : ''}`;
}

function describeAudit({ inventory, decisions, exceptionsFailure }: AuditEntry): string {
  if (decisions.length === 0) return describeInventory(inventory);
  const unread =
    exceptionsFailure && `exceptions could not be read (${describeWithRequestId(exceptionsFailure)})`;
  return [decisions.map(describeDecision).join(', '), ...(unread ? [unread] : [])].join('; ');
}

function describeInventory(inventory: Inventory): string {
  if (inventory.type === 'unreadable')
    return `could not be read (${describeWithRequestId(inventory.failure)})`;
  return inventory.credentials.length === 0
    ? 'no root credentials'
    : `${inventory.credentials.map((one) => describeCredential(one)).join(', ')} present`;
}

/** The action of an unknown reason is not known either. */
function describeDecision(decision: CredentialDecision): string {
  const action = decision.reason === 'unrecognized' ? 'keep or remove' : actionOf(decision);
  return `${action} ${describeCredential(decision.credential)} (${decision.reason})`;
}

function describeResult(result: CredentialResult): string {
  const what = `${result.result} ${describeCredential(result.credential)}`;
  if (result.result !== 'failed') return what;
  const { failedBecause, failure } = result;
  return `${what} (${failure ? `${failedBecause}: ${describeWithRequestId(failure)}` : failedBecause})`;
}
