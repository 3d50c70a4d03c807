import {
  GetLoginProfileCommand,
  type IAMClient,
  paginateListAccessKeys,
  paginateListMFADevices,
  paginateListSigningCertificates,
} from '@aws-sdk/client-iam';
import { type Credential, type Inventory, LOGIN_PROFILE_ID } from '../../domain/credentials.ts';
import { callAws, reading, readPages } from '../aws-call.ts';
import { type AwsCall, isNoSuchEntity, malformedAnswer, present } from '../failures.ts';
import { sessionCall } from './root-session.ts';

/**
 * Lists the four kinds concurrently, in an audit or a delete session: without a user name the calls are about the root
 * user itself. If one fails, the whole inventory is unreadable.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html
 */
export async function readInventory(iam: IAMClient): Promise<Inventory> {
  return inventoryOf([
    list(LOGIN_PROFILE, () => listLoginProfile(iam)),
    ...keysAndCertificates(iam),
    list(MFA_DEVICES, () => listMfaDevices(iam)),
  ]);
}

/** The two kinds that can be inactive. */
export async function readKeysAndCertificates(iam: IAMClient): Promise<Inventory> {
  return inventoryOf(keysAndCertificates(iam));
}

const LOGIN_PROFILE = sessionCall('iam:GetLoginProfile');
const ACCESS_KEYS = sessionCall('iam:ListAccessKeys');
const SIGNING_CERTIFICATES = sessionCall('iam:ListSigningCertificates');
const MFA_DEVICES = sessionCall('iam:ListMFADevices');

function keysAndCertificates(iam: IAMClient): readonly Promise<Inventory>[] {
  return [
    list(ACCESS_KEYS, () => listAccessKeys(iam)),
    list(SIGNING_CERTIFICATES, () => listSigningCertificates(iam)),
  ];
}

/** Merges inventories. @returns the first unreadable one, if any */
async function inventoryOf(parts: readonly Promise<Inventory>[]): Promise<Inventory> {
  const credentials: Credential[] = [];
  for (const listed of await Promise.all(parts)) {
    if (listed.type === 'unreadable') return listed;
    credentials.push(...listed.credentials);
  }
  return { type: 'readable', credentials };
}

/** When the root user's password was set up; undefined when it has none. @throws AwsCallError */
export async function readLoginProfile(iam: IAMClient): Promise<{ createdAt: Date | undefined } | undefined> {
  try {
    const { LoginProfile } = await callAws(LOGIN_PROFILE, iam.send(new GetLoginProfileCommand({})));
    return { createdAt: present(LOGIN_PROFILE, 'LoginProfile', LoginProfile).CreateDate };
  } catch (error) {
    if (isNoSuchEntity(error)) return undefined;
    throw error;
  }
}

function list(call: AwsCall, read: () => Promise<readonly Found[]>): Promise<Inventory> {
  return reading(async () => {
    const credentials: Credential[] = [];
    for (const { id, ...found } of await read()) {
      if (!id) throw malformedAnswer(call, 'a credential has no id');
      credentials.push({ id, ...found });
    }
    return { credentials };
  });
}

/** A credential in AWS's answer, before the check that it has an id. */
type Found = Omit<Credential, 'id'> & { readonly id: string | undefined };

interface Page {
  readonly IsTruncated?: boolean | undefined;
  readonly Marker?: string | undefined;
}

/** The SDK takes an answer without a marker for the last one, also where it says that there is more. @throws AwsCallError */
async function* completePages<Answer extends Page>(
  call: AwsCall,
  pages: AsyncIterable<Answer>,
): AsyncGenerator<Answer> {
  for await (const page of readPages(call, pages)) {
    if (page.IsTruncated === true && !page.Marker) {
      throw malformedAnswer(call, 'the answer is truncated, and has no Marker');
    }
    yield page;
  }
}

async function listLoginProfile(iam: IAMClient): Promise<readonly Found[]> {
  const profile = await readLoginProfile(iam);
  if (profile === undefined) return [];
  return [{ kind: 'login-profile', id: LOGIN_PROFILE_ID, createdAt: profile.createdAt, status: undefined }];
}

async function listAccessKeys(iam: IAMClient): Promise<readonly Found[]> {
  const found: Found[] = [];
  for await (const { AccessKeyMetadata } of completePages(
    ACCESS_KEYS,
    paginateListAccessKeys({ client: iam }, {}),
  )) {
    for (const { AccessKeyId, CreateDate, Status } of present(
      ACCESS_KEYS,
      'AccessKeyMetadata',
      AccessKeyMetadata,
    )) {
      found.push({ kind: 'access-key', id: AccessKeyId, createdAt: CreateDate, status: statusOf(Status) });
    }
  }
  return found;
}

async function listSigningCertificates(iam: IAMClient): Promise<readonly Found[]> {
  const found: Found[] = [];
  for await (const { Certificates } of completePages(
    SIGNING_CERTIFICATES,
    paginateListSigningCertificates({ client: iam }, {}),
  )) {
    for (const { CertificateId, UploadDate, Status } of present(
      SIGNING_CERTIFICATES,
      'Certificates',
      Certificates,
    )) {
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
  for await (const { MFADevices } of completePages(
    MFA_DEVICES,
    paginateListMFADevices({ client: iam }, {}),
  )) {
    for (const { SerialNumber, EnableDate } of present(MFA_DEVICES, 'MFADevices', MFADevices)) {
      found.push({ kind: 'mfa-device', id: SerialNumber, createdAt: EnableDate, status: undefined });
    }
  }
  return found;
}

function statusOf(status: string | undefined): Credential['status'] {
  return status === 'Active' || status === 'Inactive' ? status : undefined;
}
