import { displayTimestamp } from '../../cloudtrail/format.ts';
import {
  MAX_CERTIFICATES_PER_USER,
  newCertificate,
  SANDBOX_CERTIFICATE,
} from '../../world/new-credentials.ts';
import { type ActionOfRoot, refused } from './action.ts';

export const uploadSigningCertificate: ActionOfRoot = ({ ids, now, emit, consoleEvents }, { id, root }) => {
  const { signingCertificates } = root.credentials;
  if (signingCertificates.length >= MAX_CERTIFICATES_PER_USER) {
    return refused('The root user has two signing certificates already.');
  }
  const at = now();
  const certificate = newCertificate(ids, SANDBOX_CERTIFICATE, at);
  root.change(at, { signingCertificates: [...signingCertificates, certificate] });
  const call = {
    eventName: 'UploadSigningCertificate',
    requestParameters: { certificateBody: certificate.body },
    responseElements: {
      certificate: {
        certificateId: certificate.id,
        certificateBody: certificate.body,
        status: certificate.status,
        uploadDate: displayTimestamp(at),
      },
    },
  };
  emit(consoleEvents.iamCall(id, call));
  return { type: 'done', created: certificate.id };
};
