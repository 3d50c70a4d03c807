import { createRootAccessReader, createRootAccessSwitch } from '../../aws/organizations/root-access.ts';
import type { OperatorPorts } from './ports.ts';

/** The root access features of the organization, to read and to switch. */
export function createRootAccess({ clients }: Pick<OperatorPorts, 'clients'>) {
  return { reader: createRootAccessReader(clients), access: createRootAccessSwitch(clients) };
}
