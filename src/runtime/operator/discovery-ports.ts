import { createInspectionClients } from '../../aws/inspection/clients.ts';
import { createOrganizationDiscovery } from '../../aws/inspection/organization-discovery.ts';
import { createRootAccessReader } from '../../aws/organizations/root-access.ts';
import type { DiscoverDependencies } from '../../guardrail/operate/discover-organization.ts';
import type { OperatorPorts } from './ports.ts';

/** What is read of an organization before rootguard is configured for it. */
export function createDiscoveryPorts({ clients }: Pick<OperatorPorts, 'clients'>): DiscoverDependencies {
  const { cloudTrail } = createInspectionClients(clients);
  return {
    discovery: createOrganizationDiscovery({ organizations: clients.organizations, cloudTrail }),
    rootAccess: createRootAccessReader(clients),
  };
}
