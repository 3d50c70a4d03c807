import type { Operation } from '../../contract/operation.ts';
import { MAX_MFA_DEVICES_PER_USER } from '../../world/new-credentials.ts';
import { type IamContext, optionalText, requiredText } from '../context.ts';
import { callersAccount, readRootCredentials, rootOwner } from '../credential-owner.ts';
import { deleteConflict, entityAlreadyExists, limitExceeded, noSuchEntity } from '../errors.ts';
import { page } from '../page.ts';

const notFound = (serialNumber: string) =>
  noSuchEntity(`MFA Device with serial number ${serialNumber} cannot be found.`);

/** The serial number of a virtual device is an ARN. The device exists until it is deleted, even when it was deactivated. */
const isVirtual = (serialNumber: string) => serialNumber.startsWith('arn:');

export const listMfaDevices =
  (context: IamContext): Operation =>
  (call) => {
    const { mfaDevices } = readRootCredentials(context, rootOwner(context, call), call.now);
    const devices = mfaDevices.map(({ serialNumber, enabledAt }) => ({
      SerialNumber: serialNumber,
      EnableDate: enabledAt,
    }));
    return page(call, 'MFADevices', devices);
  };

export const createVirtualMfaDevice =
  (context: IamContext): Operation =>
  (call) => {
    const { id, root } = callersAccount(context, call);
    const path = optionalText(call, 'Path') ?? '/';
    const serialNumber = `arn:aws:iam::${id}:mfa${path}${requiredText(call, 'VirtualMFADeviceName')}`;
    const isEnabled = root.credentials.mfaDevices.some((device) => device.serialNumber === serialNumber);
    if (isEnabled || root.unassignedMfaDevices.has(serialNumber)) {
      throw entityAlreadyExists('MFADevice entity at the same path and name already exists.');
    }
    root.unassignedMfaDevices.add(serialNumber);
    const seed = Buffer.from(context.ids.key('', 32)).toString('base64');
    return { VirtualMFADevice: { SerialNumber: serialNumber, Base32StringSeed: seed } };
  };

/** Any pair of codes is accepted. */
export const enableMfaDevice =
  (context: IamContext): Operation =>
  (call) => {
    const { root } = rootOwner(context, call);
    const { mfaDevices } = root.credentials;
    const serialNumber = requiredText(call, 'SerialNumber');
    requiredText(call, 'AuthenticationCode1');
    requiredText(call, 'AuthenticationCode2');
    if (mfaDevices.some((device) => device.serialNumber === serialNumber)) {
      throw entityAlreadyExists('MFA Device is already in use.');
    }
    if (isVirtual(serialNumber) && !root.unassignedMfaDevices.has(serialNumber)) throw notFound(serialNumber);
    if (mfaDevices.length >= MAX_MFA_DEVICES_PER_USER) {
      throw limitExceeded(`Cannot exceed quota for MFADevicesPerUser: ${MAX_MFA_DEVICES_PER_USER}`);
    }
    root.unassignedMfaDevices.delete(serialNumber);
    root.change(call.now, { mfaDevices: [...mfaDevices, { serialNumber, enabledAt: call.now }] });
    return {};
  };

/** Any pair of codes is accepted. */
export const resyncMfaDevice =
  (context: IamContext): Operation =>
  (call) => {
    const { root } = rootOwner(context, call);
    const serialNumber = requiredText(call, 'SerialNumber');
    if (root.credentials.mfaDevices.every((device) => device.serialNumber !== serialNumber)) {
      throw notFound(serialNumber);
    }
    return {};
  };

export const deactivateMfaDevice =
  (context: IamContext): Operation =>
  (call) => {
    const { root } = rootOwner(context, call);
    const { mfaDevices } = root.credentials;
    const serialNumber = requiredText(call, 'SerialNumber');
    const remaining = mfaDevices.filter((device) => device.serialNumber !== serialNumber);
    if (remaining.length === mfaDevices.length) throw notFound(serialNumber);
    root.change(call.now, { mfaDevices: remaining });
    if (isVirtual(serialNumber)) root.unassignedMfaDevices.add(serialNumber);
    return {};
  };

export const deleteVirtualMfaDevice =
  (context: IamContext): Operation =>
  (call) => {
    const { root } = callersAccount(context, call);
    const serialNumber = requiredText(call, 'SerialNumber');
    if (root.credentials.mfaDevices.some((device) => device.serialNumber === serialNumber)) {
      throw deleteConflict('MFA device must be deactivated before it can be deleted.');
    }
    if (!root.unassignedMfaDevices.delete(serialNumber)) throw notFound(serialNumber);
    return {};
  };
