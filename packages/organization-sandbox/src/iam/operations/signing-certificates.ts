import type { Operation } from '../../contract/operation.ts';
import type { Account } from '../../world/account.ts';
import { MAX_CERTIFICATES_PER_USER, newCertificate } from '../../world/new-credentials.ts';
import type { SigningCertificate } from '../../world/root-credentials.ts';
import { type IamContext, requiredText, statusOf } from '../context.ts';
import { readRootCredentials, rootOwner } from '../credential-owner.ts';
import { limitExceeded, noSuchEntity } from '../errors.ts';
import { page } from '../page.ts';

const described = ({ id, status, body, uploadedAt }: SigningCertificate) => ({
  CertificateId: id,
  CertificateBody: body,
  Status: status,
  UploadDate: uploadedAt,
});

function requireCertificate(account: Account, id: string): readonly SigningCertificate[] {
  const certificates = account.root.credentials.signingCertificates;
  if (certificates.some((certificate) => certificate.id === id)) return certificates;
  throw noSuchEntity(`The Certificate with id ${id} cannot be found.`);
}

export const listSigningCertificates =
  (context: IamContext): Operation =>
  (call) => {
    const { signingCertificates } = readRootCredentials(context, rootOwner(context, call), call.now);
    return page(call, 'Certificates', signingCertificates.map(described));
  };

export const uploadSigningCertificate =
  (context: IamContext): Operation =>
  (call) => {
    const { root } = rootOwner(context, call);
    const { signingCertificates } = root.credentials;
    const body = requiredText(call, 'CertificateBody');
    if (signingCertificates.length >= MAX_CERTIFICATES_PER_USER) {
      throw limitExceeded(`Cannot exceed quota for CertificatesPerUser: ${MAX_CERTIFICATES_PER_USER}`);
    }
    const certificate = newCertificate(context.ids, body, call.now);
    root.change(call.now, { signingCertificates: [...signingCertificates, certificate] });
    return { Certificate: described(certificate) };
  };

export const updateSigningCertificate =
  (context: IamContext): Operation =>
  (call) => {
    const account = rootOwner(context, call);
    const id = requiredText(call, 'CertificateId');
    const status = statusOf(call);
    const changed = requireCertificate(account, id).map((it) => (it.id === id ? { ...it, status } : it));
    account.root.change(call.now, { signingCertificates: changed });
    return {};
  };

export const deleteSigningCertificate =
  (context: IamContext): Operation =>
  (call) => {
    const account = rootOwner(context, call);
    const id = requiredText(call, 'CertificateId');
    const remaining = requireCertificate(account, id).filter((it) => it.id !== id);
    account.root.change(call.now, { signingCertificates: remaining });
    return {};
  };
