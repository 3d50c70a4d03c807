import { GetAccessKeyLastUsedCommand, type IAMClient } from '@aws-sdk/client-iam';
import { abortable } from '../../concurrency/abortable.ts';
import type { AuditSession, CredentialSummary, RootAuditor } from '../../guardrail/ports/root-sessions.ts';
import { callAws } from '../aws-call.ts';
import { readInventory, readKeysAndCertificates } from './root-inventory.ts';
import { type OpenRootSession, sessionCall } from './root-session.ts';
import { readSummaryFlags } from './summary-flags.ts';

/** Read-only: the task policy of its sessions denies deletions. */
export function createRootAuditor(open: OpenRootSession): RootAuditor {
  return {
    async openAuditSession(account, signal) {
      const opened = await open(account, 'audit', signal);
      return opened.type === 'opened' ? { ...opened, session: auditSession(opened.session, signal) } : opened;
    },
  };
}

function auditSession(iam: IAMClient, signal: AbortSignal | undefined): AuditSession {
  return {
    readSummary: () => abortable(signal, () => readSummary(iam)),
    readInventory: () => abortable(signal, () => readInventory(iam)),
    readKeyLastUsed: (accessKeyId) => abortable(signal, () => readKeyLastUsed(iam, accessKeyId)),
  };
}

const SUMMARY = sessionCall('iam:GetAccountSummary');

/**
 * Reads the flags and also lists keys and certificates: AWS does not document whether the flags count inactive ones, which
 * can be activated again. A kind that either shows is present.
 */
async function readSummary(iam: IAMClient): Promise<CredentialSummary> {
  const [flags, listed] = await Promise.all([readSummaryFlags(iam, SUMMARY), readKeysAndCertificates(iam)]);
  if (flags.type === 'unreadable') return flags;
  if (listed.type === 'unreadable') return listed;
  return {
    type: 'readable',
    present: new Set([...flags.present, ...listed.credentials.map(({ kind }) => kind)]),
  };
}

/** Only displayed and never used in a decision, so undefined if it cannot be read. */
async function readKeyLastUsed(iam: IAMClient, accessKeyId: string): Promise<Date | undefined> {
  try {
    const command = new GetAccessKeyLastUsedCommand({ AccessKeyId: accessKeyId });
    const { AccessKeyLastUsed } = await callAws(sessionCall('iam:GetAccessKeyLastUsed'), iam.send(command));
    return AccessKeyLastUsed?.LastUsedDate;
  } catch {
    return undefined;
  }
}
