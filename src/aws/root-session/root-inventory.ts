import {
  GetLoginProfileCommand,
  type IAMClient,
  paginateListAccessKeys,
  paginateListMFADevices,
  paginateListSigningCertificates,
} from '@aws-sdk/client-iam';
import type { AwsFailure } from '../../domain/aws-failure.ts';
import { type Credential, type Inventory, LOGIN_PROFILE_ID } from '../../domain/credentials.ts';
import { failureOf, isNoSuchEntity, malformedAnswer } from '../failures.ts';

type Listing =
  | { readonly type: 'listed'; readonly credentials: readonly Credential[] }
  | { readonly type: 'failed'; readonly failure: AwsFailure };

/**
 * Lists the four kinds side by side, in an audit or a delete session: without a user name the calls are about the root
 * user itself. One that fails makes the whole inventory unreadable.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html
 */
export async function readInventory(iam: IAMClient): Promise<Inventory> {
  return inventoryOf([
    list('iam:GetLoginProfile', () => listLoginProfile(iam)),
    ...keysAndCertificates(iam),
    list('iam:ListMFADevices', () => listMfaDevices(iam)),
  ]);
}

/** The two kinds that can be inactive. */
export async function readKeysAndCertificates(iam: IAMClient): Promise<Inventory> {
  return inventoryOf(keysAndCertificates(iam));
}

function keysAndCertificates(iam: IAMClient): readonly Promise<Listing>[] {
  return [
    list('iam:ListAccessKeys', () => listAccessKeys(iam)),
    list('iam:ListSigningCertificates', () => listSigningCertificates(iam)),
  ];
}

async function inventoryOf(asked: readonly Promise<Listing>[]): Promise<Inventory> {
  const listings = await Promise.all(asked);
  const credentials: Credential[] = [];
  for (const listing of listings) {
    if (listing.type === 'failed') return { type: 'unreadable', failure: listing.failure };
    credentials.push(...listing.credentials);
  }
  return { type: 'readable', credentials };
}

/** When the root user's password was set up; undefined when it has none. */
export async function readLoginProfile(iam: IAMClient): Promise<{ createdAt: Date | undefined } | undefined> {
  try {
    const { LoginProfile } = await iam.send(new GetLoginProfileCommand({}));
    return { createdAt: LoginProfile?.CreateDate };
  } catch (error) {
    if (isNoSuchEntity(error)) return undefined;
    throw error;
  }
}

async function list(call: string, read: () => Promise<readonly Found[]>): Promise<Listing> {
  try {
    const credentials: Credential[] = [];
    for (const { id, ...found } of await read()) {
      if (!id) return { type: 'failed', failure: malformedAnswer(call, 'a credential has no id') };
      credentials.push({ id, ...found });
    }
    return { type: 'listed', credentials };
  } catch (error) {
    return { type: 'failed', failure: failureOf(call, error, 'denied-in-session') };
  }
}

/** A credential as AWS answers it, before anybody looked whether it has an id. */
type Found = Omit<Credential, 'id'> & { readonly id: string | undefined };

async function listLoginProfile(iam: IAMClient): Promise<readonly Found[]> {
  const profile = await readLoginProfile(iam);
  if (profile === undefined) return [];
  return [{ kind: 'login-profile', id: LOGIN_PROFILE_ID, createdAt: profile.createdAt, status: undefined }];
}

async function listAccessKeys(iam: IAMClient): Promise<readonly Found[]> {
  const found: Found[] = [];
  for await (const { AccessKeyMetadata = [] } of paginateListAccessKeys({ client: iam }, {})) {
    for (const { AccessKeyId, CreateDate, Status } of AccessKeyMetadata) {
      found.push({ kind: 'access-key', id: AccessKeyId, createdAt: CreateDate, status: statusOf(Status) });
    }
  }
  return found;
}

async function listSigningCertificates(iam: IAMClient): Promise<readonly Found[]> {
  const found: Found[] = [];
  for await (const { Certificates = [] } of paginateListSigningCertificates({ client: iam }, {})) {
    for (const { CertificateId, UploadDate, Status } of Certificates) {
      found.push({
        kind: 'signing-certificate',
        id: CertificateId,
        createdAt: UploadDate,
        status: statusOf(Status),
      });
    }
  }
  return found;
}

async function listMfaDevices(iam: IAMClient): Promise<readonly Found[]> {
  const found: Found[] = [];
  for await (const { MFADevices = [] } of paginateListMFADevices({ client: iam }, {})) {
    for (const { SerialNumber, EnableDate } of MFADevices) {
      found.push({ kind: 'mfa-device', id: SerialNumber, createdAt: EnableDate, status: undefined });
    }
  }
  return found;
}

function statusOf(status: string | undefined): Credential['status'] {
  return status === 'Active' || status === 'Inactive' ? status : undefined;
}
