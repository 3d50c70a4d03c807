import type { OrganizationPlace } from './organization-backend.ts';
import { givenOrganizationInMemory } from './organization-in-memory.ts';
import { givenOrganizationOnAws } from './organization-on-aws.ts';

/** The implementations that are held to the same contract. */
export const ORGANIZATION_PLACES = [
  { place: 'in memory', open: givenOrganizationInMemory },
  { place: "on AWS's protocol", open: givenOrganizationOnAws },
] as const satisfies readonly { place: string; open: () => Promise<OrganizationPlace> }[];
