import { ROOT_USER_NAME } from '../../iam/credential-owner.ts';
import { MAX_MFA_DEVICES_PER_USER } from '../../world/new-credentials.ts';
import { type ActionOfRoot, DONE, refused } from './action.ts';

export const enableMfa: ActionOfRoot = ({ ids, now, emit, consoleEvents }, { id, root }) => {
  const { mfaDevices } = root.credentials;
  if (mfaDevices.length >= MAX_MFA_DEVICES_PER_USER) {
    return refused('The root user has eight MFA devices already.');
  }
  const at = now();
  const name = `root-${ids.hex(8)}`;
  const serialNumber = `arn:aws:iam::${id}:mfa/${name}`;
  root.change(at, { mfaDevices: [...mfaDevices, { serialNumber, enabledAt: at }] });
  const created = {
    eventName: 'CreateVirtualMFADevice',
    requestParameters: { virtualMFADeviceName: name },
    responseElements: { virtualMFADevice: { serialNumber } },
  };
  const enabled = {
    eventName: 'EnableMFADevice',
    requestParameters: { userName: ROOT_USER_NAME, serialNumber },
  };
  emit(consoleEvents.iamCall(id, created));
  emit(consoleEvents.iamCall(id, enabled));
  return { type: 'done', created: serialNumber };
};

/** Removes the newest device. The console also deletes a virtual device, whose serial number is an ARN. */
export const deactivateMfa: ActionOfRoot = ({ now, emit, consoleEvents }, { id, root }) => {
  const { mfaDevices } = root.credentials;
  const device = mfaDevices.at(-1);
  if (device === undefined) return refused('The root user has no MFA device.');
  root.change(now(), { mfaDevices: mfaDevices.slice(0, -1) });
  const requestParameters = { serialNumber: device.serialNumber };
  emit(consoleEvents.iamCall(id, { eventName: 'DeactivateMFADevice', requestParameters }));
  if (device.serialNumber.startsWith('arn:')) {
    emit(consoleEvents.iamCall(id, { eventName: 'DeleteVirtualMFADevice', requestParameters }));
  }
  return DONE;
};

/** Synchronizes the newest device again, as somebody does who has got hold of it. */
export const resyncMfa: ActionOfRoot = ({ emit, consoleEvents }, { id, root }) => {
  const device = root.credentials.mfaDevices.at(-1);
  if (device === undefined) return refused('The root user has no MFA device.');
  const requestParameters = { userName: ROOT_USER_NAME, serialNumber: device.serialNumber };
  emit(consoleEvents.iamCall(id, { eventName: 'ResyncMFADevice', requestParameters }));
  return DONE;
};
