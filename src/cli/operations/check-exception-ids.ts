import { settlePromise } from '../../concurrency/settled.ts';
import { checkCredentialIds } from '../../domain/credential-ids.ts';
import { type Exception, endOf, formatScope } from '../../domain/exception.ts';
import {
  readSeenCredentialIds,
  type SeenCredentialIds,
  unseenCredentialIds,
} from '../../guardrail/operate/seen-credential-ids.ts';
import type { OperatorPorts } from '../../runtime/operator/ports.ts';
import { explainError } from '../errors.ts';

/** An issue in the `credentialIds` of a valid row. */
export interface IdFinding {
  readonly scope: string;
  readonly id: string;
  readonly severity: 'error' | 'warning';
  readonly finding: string;
}

export interface IdCheck {
  readonly findings: readonly IdFinding[];
  /** Why the ids were not compared with the latest audits; empty if they were. */
  readonly notCompared: readonly string[];
}

/** Checks the exceptions that have not ended. The posture table is read only if one of them names ids. */
export async function checkIds(
  { posture, clock }: Pick<OperatorPorts, 'posture' | 'clock'>,
  exceptions: readonly Exception[],
): Promise<IdCheck> {
  const now = clock.now();
  const narrowed = exceptions.filter((exception) => {
    const end = endOf(exception);
    return exception.credentialIds !== undefined && (end === undefined || now < end);
  });
  if (narrowed.length === 0) return { findings: [], notCompared: [] };
  const seen = await settlePromise(readSeenCredentialIds(posture));
  return {
    findings: narrowed.flatMap((exception) =>
      findingsOf(exception, seen.status === 'fulfilled' ? seen.value : undefined),
    ),
    notCompared:
      seen.status === 'fulfilled'
        ? []
        : [
            'The ids could not be compared with what the latest audits saw.',
            ...explainError(seen.reason).lines,
          ],
  };
}

function findingsOf(exception: Exception, seen: SeenCredentialIds | undefined): readonly IdFinding[] {
  const { errors, warnings } = checkCredentialIds(exception);
  const about = { scope: formatScope(exception.scope), id: exception.id };
  // An id that can never match was of course not seen.
  const unseen = errors.length === 0 && seen !== undefined ? unseenCredentialIds(exception, seen) : [];
  return [
    ...errors.map((finding) => ({ ...about, severity: 'error' as const, finding })),
    ...[...warnings, ...unseen].map((finding) => ({ ...about, severity: 'warning' as const, finding })),
  ];
}
