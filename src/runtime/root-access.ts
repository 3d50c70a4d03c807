import { createRootAccessReader, createRootAccessSwitch } from '../aws/organizations/root-access.ts';
import type { OperatorPorts } from './operator-ports.ts';

/** The organization's root access features, to look at and to switch. */
export function createRootAccess({ clients }: Pick<OperatorPorts, 'clients'>) {
  return { reader: createRootAccessReader(clients), access: createRootAccessSwitch(clients) };
}
