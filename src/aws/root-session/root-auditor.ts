import { GetAccessKeyLastUsedCommand, GetAccountSummaryCommand, type IAMClient } from '@aws-sdk/client-iam';
import { abortable } from '../../concurrency/abortable.ts';
import type { CredentialKind } from '../../domain/credentials.ts';
import { isCount } from '../../domain/schema.ts';
import type { AuditSession, CredentialSummary, RootAuditor } from '../../guardrail/ports/root-sessions.ts';
import { callAws, reading } from '../aws-call.ts';
import { malformedAnswer } from '../failures.ts';
import { readInventory, readKeysAndCertificates } from './root-inventory.ts';
import { type OpenRootSession, sessionCall } from './root-session.ts';

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

const FLAGS = [
  ['AccountPasswordPresent', 'login-profile'],
  ['AccountAccessKeysPresent', 'access-key'],
  ['AccountSigningCertificatesPresent', 'signing-certificate'],
  ['AccountMFAEnabled', 'mfa-device'],
] as const;

const SUMMARY = sessionCall('iam:GetAccountSummary');

/**
 * Reads the flags and also lists keys and certificates: AWS does not document whether the flags count inactive ones, which
 * can be activated again. A kind that either shows is present.
 */
async function readSummary(iam: IAMClient): Promise<CredentialSummary> {
  const [flags, listed] = await Promise.all([readFlags(iam), readKeysAndCertificates(iam)]);
  if (flags.type === 'unreadable') return flags;
  if (listed.type === 'unreadable') return listed;
  return {
    type: 'readable',
    present: new Set([...flags.present, ...listed.credentials.map(({ kind }) => kind)]),
  };
}

/** A missing flag does not count as zero. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html */
function readFlags(iam: IAMClient): Promise<CredentialSummary> {
  return reading(async () => {
    const { SummaryMap = {} } = await callAws(SUMMARY, iam.send(new GetAccountSummaryCommand({})));
    const present = new Set<CredentialKind>();
    for (const [flag, kind] of FLAGS) {
      const value = SummaryMap[flag];
      if (value === undefined) throw malformedAnswer(SUMMARY, `the answer has no ${flag}`);
      // The SDK reads any text as a number; only 0 says that there is none.
      if (!isCount(value)) throw malformedAnswer(SUMMARY, `the answer has no number ${flag}`);
      if (value > 0) present.add(kind);
    }
    return { present };
  });
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
