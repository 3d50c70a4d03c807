import { createRootAccessReader } from '../../aws/organizations/root-access.ts';
import { createAccountInspector } from '../../aws/preflight/account-inspector.ts';
import { createPreflightClients } from '../../aws/preflight/clients.ts';
import { createOrganizationPolicies } from '../../aws/preflight/organization-policies.ts';
import { createPolicySimulator } from '../../aws/preflight/policy-simulator.ts';
import type { AccountReads } from '../../guardrail/preflight/preflight.ts';
import type { OperatorPorts } from './ports.ts';

/** What preflight reads with the credentials of one account. */
export function createAccountReads(ports: OperatorPorts): AccountReads {
  const { clients, target, lister, auditor, clock, pause } = ports;
  const { caller, partition, region } = target;
  const inspected = { partition, region, account: caller.account };
  return {
    account: caller.account,
    inspector: createAccountInspector(clients, createPreflightClients(clients), inspected),
    rootAccess: createRootAccessReader(clients),
    lister,
    policies: createOrganizationPolicies({ client: clients.organizations, clock, pause }),
    simulator: createPolicySimulator(clients.iam),
    auditor,
  };
}
