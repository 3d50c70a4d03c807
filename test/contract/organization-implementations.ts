import type { OrganizationBackend } from './organization-backend.ts';
import { givenOrganizationInMemory } from './organization-in-memory.ts';
import { givenOrganizationOnAws } from './organization-on-aws.ts';

/** The implementations under the same contract. */
export const ORGANIZATION_BACKENDS = [
  { backend: 'in memory', open: givenOrganizationInMemory },
  { backend: 'AWS protocol', open: givenOrganizationOnAws },
] as const satisfies readonly { backend: string; open: () => Promise<OrganizationBackend> }[];
