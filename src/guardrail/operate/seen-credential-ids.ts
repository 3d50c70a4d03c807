import type { AccountId } from '../../domain/account.ts';
import { remainsAfter } from '../../domain/credential-result.ts';
import type { Exception } from '../../domain/exception.ts';
import type { PostureStore } from '../ports/posture.ts';

/** By credential id, the accounts in which the latest audits saw it. */
export type SeenCredentialIds = ReadonlyMap<string, ReadonlySet<AccountId>>;

/** Reads the whole posture table. @throws AwsCallError */
export async function readSeenCredentialIds({
  readAll,
}: Pick<PostureStore, 'readAll'>): Promise<SeenCredentialIds> {
  const seen = new Map<string, Set<AccountId>>();
  for await (const { posture } of readAll()) {
    if (posture === undefined) continue;
    for (const { credential } of posture.credentials.filter(remainsAfter)) {
      seen.set(credential.id, (seen.get(credential.id) ?? new Set()).add(posture.account));
    }
  }
  return seen;
}

/** Warnings only, as a credential may be newer than the latest audit, or not exist yet. */
export function unseenCredentialIds(
  { scope, credentialIds = [] }: Pick<Exception, 'scope' | 'credentialIds'>,
  seen: SeenCredentialIds,
): readonly string[] {
  return credentialIds.flatMap((id) => {
    const accounts = seen.get(id);
    const about = `credentialIds: ${JSON.stringify(id)} was seen`;
    if (accounts === undefined) return [`${about} in no account by the latest audits`];
    if (scope.type !== 'account' || accounts.has(scope.account)) return [];
    return [`${about} in ${[...accounts].join(', ')}, where the exception does not apply`];
  });
}
