import { createAccountLister } from '../aws/account-lister.ts';
import { readCallerArn } from '../aws/caller.ts';
import { createExceptionEditor } from '../aws/exception-editor.ts';
import { createLedgerReader } from '../aws/ledger-table.ts';
import { createRootRecoverer } from '../aws/root-recoverer.ts';
import { createRootRemover } from '../aws/root-remover.ts';
import type { AccountId } from '../domain/account.ts';
import type { LedgerEntry } from '../domain/ledger-entry.ts';
import type { Posture } from '../domain/posture.ts';
import { type AccountAudit, auditOrganization } from '../guardrail/audit-organization.ts';
import { type RecoverOutcome, type RecoverRequest, recover } from '../guardrail/recover.ts';
import { type RelockOutcome, type RelockRequest, relock } from '../guardrail/relock.ts';
import { connect, type WiringOptions } from './connect.ts';
import type { Configuration } from './environment.ts';
import { guarding, openSessions } from './wiring.ts';

/** What people do with rootguard, under their own credentials. */
export interface Operator {
  /** The ARN that the acts of this operator are recorded under. */
  whoAmI(): Promise<string>;
  /** Looks at every member account and changes nothing. */
  audit(): AsyncIterable<AccountAudit>;
  recover(request: RecoverRequest): Promise<RecoverOutcome>;
  /** The only act here that deletes. */
  relock(request: RelockRequest): Promise<RelockOutcome>;
  /** Oldest first. */
  readLedger(account: AccountId | 'organization'): AsyncIterable<LedgerEntry>;
  readPosture(account: AccountId): Promise<Posture | undefined>;
}

export function wireOperator(configuration: Configuration, options: WiringOptions = {}): Operator {
  const connection = connect(configuration, options);
  const { clients, tables } = connection;
  const { managementAccountId, concurrency } = configuration;
  const openSession = openSessions(connection, configuration);
  const guard = guarding(connection, configuration, openSession);
  const editor = createExceptionEditor(tables.exceptions);
  const lister = createAccountLister({ client: clients.organizations, managementAccountId });
  const ledgerReader = createLedgerReader(tables.ledger);
  return {
    whoAmI: () => readCallerArn(clients.sts),
    audit: () => auditOrganization({ ...guard, lister }, concurrency),
    recover: (request) => recover({ ...guard, editor, recoverer: createRootRecoverer(openSession) }, request),
    relock: (request) => relock({ ...guard, editor, remover: createRootRemover(openSession) }, request),
    readLedger: (account) => ledgerReader.read(account),
    readPosture: (account) => guard.posture.read(account),
  };
}
