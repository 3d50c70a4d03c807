import { counted } from '../../domain/counted.ts';
import { type Credential, hasPassword } from '../../domain/credentials.ts';
import type { Notification } from '../../domain/notification.ts';
import type { StateCounts } from '../../domain/posture-state.ts';
import type { NotifyDependencies } from './dependencies.ts';
import type { Finding } from './findings.ts';
import { notify } from './notify.ts';

/** How many findings a digest names. The report has all of them. */
export const MAX_NAMED_FINDINGS = 10;

/** What one notification tells of many accounts. */
export interface Digest {
  readonly isFirst: boolean;
  /** That nobody was notified of yet. */
  readonly findings: readonly Finding[];
  /** Of every account whose posture is recent. */
  readonly counts: StateCounts;
  /** How many accounts of the sweep have not been audited yet; undefined while it is still being queued. */
  readonly open: number | undefined;
}

/** @param fingerprint of exactly these findings */
export function notifyDigest(deps: NotifyDependencies, digest: Digest, fingerprint: string): Promise<void> {
  return notify(deps, digestNotification(digest, fingerprint), 'once');
}

function digestNotification(digest: Digest, fingerprint: string): Omit<Notification, 'at'> {
  return {
    key: digest.isFirst ? 'first-sweep' : 'sweep-findings',
    account: 'organization',
    fingerprint,
    lines: [
      countsLine(digest),
      ...openLines(digest),
      ...findingLines(digest),
      'Every account, with each credential: rootguard report, or rootguard report --html report.html.',
      ...nextSteps(digest),
    ],
  };
}

function countsLine({ isFirst, counts: { accounts, ...counts } }: Digest): string {
  const parts = Object.entries(counts).map(([state, count]) => `${count} ${state}`);
  return `${isFirst ? 'The first sweep' : 'The latest audits'} of ${counted(accounts, 'account')}: ${parts.join(', ')}.`;
}

function openLines({ open }: Digest): readonly string[] {
  if (open === 0) return [];
  const which =
    open === undefined
      ? 'The sweep has not queued every account yet.'
      : `${counted(open, 'account')} of the sweep ${open === 1 ? 'has' : 'have'} not been audited yet.`;
  return [
    `${which} What their audits find is notified later; rootguard queue status shows which messages failed.`,
  ];
}

function findingLines({ findings, counts }: Digest): readonly string[] {
  if (findings.length === 0) {
    return counts.violating + counts.unknown === 0
      ? ['No account has an unapproved root credential.']
      : ['Each of these accounts was notified by itself.'];
  }
  const named = findings.toSorted(byUrgency).slice(0, MAX_NAMED_FINDINGS);
  const more = findings.length - named.length;
  return [
    `${counted(findings.length, 'account')} that nobody was notified of before${more === 0 ? '' : `, the ${named.length} most urgent first`}:`,
    ...named.map(({ account, name, summary }) => `${account} (${name}): ${summary}`),
    ...(more === 0 ? [] : [`${more} more.`]),
  ];
}

function nextSteps({ isFirst, counts }: Digest): readonly string[] {
  if (counts.violating === 0) return [];
  const approve = 'Add an exception for each credential that has to stay: rootguard exceptions add.';
  return [
    isFirst
      ? `Next: ${approve} Then turn on enforce mode for one organizational unit at a time.`
      : `Next: ${approve} In enforce mode the others are removed; rootguard enforce removes them now.`,
  ];
}

/** An active access key works from anywhere, and a password opens the console; what cannot be read comes last. */
function byUrgency(one: Finding, other: Finding): number {
  const [first, second] = [urgencyOf(one), urgencyOf(other)];
  const difference = second.findIndex((value, at) => value !== first[at]);
  if (difference === -1) return one.account < other.account ? -1 : 1;
  return (second[difference] ?? 0) - (first[difference] ?? 0);
}

/** The higher, the more urgent; compared in this order. */
function urgencyOf({ credentials }: Finding): readonly number[] {
  return [
    Number(credentials.some(isActiveKey)),
    Number(hasPassword(credentials)),
    credentials.length,
    -Math.min(...credentials.map(({ createdAt }) => createdAt?.getTime() ?? Number.MAX_SAFE_INTEGER)),
  ];
}

function isActiveKey({ kind, status }: Credential): boolean {
  return kind === 'access-key' && status !== 'Inactive';
}
