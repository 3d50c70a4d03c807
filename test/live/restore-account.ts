import type { Credential } from '../../src/domain/credentials.ts';
import { LOGIN_PROFILE_ID } from '../../src/domain/credentials.ts';
import type { AnyOrganization } from '../contract/on-any-organization.ts';

export type Restoration =
  /** As the account was found. */
  | { readonly type: 'compliant'; readonly hadPassword: boolean }
  | { readonly type: 'not-compliant'; readonly why: string };

const PASSWORD: Credential = {
  kind: 'login-profile',
  id: LOGIN_PROFILE_ID,
  createdAt: undefined,
  status: undefined,
};

/**
 * The account had no root credentials when the test began, so a password is the test's own. It is deleted without looking
 * first: a test that was killed may have left its last call under way, and IAM's reads may lag.
 */
export async function restoreAccount({
  remover,
  compliant,
}: Pick<AnyOrganization, 'remover' | 'compliant'>): Promise<Restoration> {
  const opened = await remover.openDeleteSession(compliant);
  if (opened.type === 'refused') return { type: 'not-compliant', why: opened.failure.message };
  const removal = await opened.session.remove(PASSWORD);
  if (removal.type === 'refused') return { type: 'not-compliant', why: removal.failure.message };
  const inventory = await opened.session.readInventory();
  if (inventory.type === 'unreadable') return { type: 'not-compliant', why: inventory.failure.message };
  if (inventory.credentials.length > 0) {
    return {
      type: 'not-compliant',
      why: `it has ${inventory.credentials.map(({ kind }) => kind).join(', ')}`,
    };
  }
  return { type: 'compliant', hadPassword: removal.type === 'deleted' };
}
