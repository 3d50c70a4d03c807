import { OU_REGION_DENY } from '../support/control-tower-policies.ts';

/** Of Control Tower, for the unit of the workloads. */
export const CONTROL_TOWER_POLICY = {
  id: 'p-regions001',
  name: 'aws-guardrails-ab12cd',
  type: 'SERVICE_CONTROL_POLICY',
  targets: ['ou-acme-work0001'],
  content: OU_REGION_DENY,
};

/** Written by the organization itself, for another unit. */
export const OWN_POLICY = {
  id: 'p-regions002',
  name: 'only-our-regions',
  type: 'SERVICE_CONTROL_POLICY',
  targets: ['ou-acme-lab00001'],
  content: {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'OnlyOurRegions',
        Effect: 'Deny',
        NotAction: ['iam:*', 'organizations:*', 'sts:*'],
        Resource: '*',
        Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-central-1'] } },
      },
    ],
  },
};

/** An organization that has not heard of rootguard: no feature is on, nobody is delegated, and Regions are denied. */
export const FIRST_HOUR_WORLD = {
  organization: {
    id: 'o-acme0000001',
    managementAccountId: '111111111111',
    trustedServices: [],
    features: [],
    organizationalUnits: [
      { id: 'ou-acme-secu0001', name: 'Security', parent: 'r-acme' },
      { id: 'ou-acme-work0001', name: 'Workloads', parent: 'r-acme' },
      { id: 'ou-acme-prod0001', name: 'Production', parent: 'ou-acme-work0001' },
      { id: 'ou-acme-lab00001', name: 'Lab', parent: 'r-acme' },
    ],
  },
  accounts: [
    { id: '111111111111', name: 'acme' },
    { id: '222222222222', name: 'security', parent: 'ou-acme-secu0001' },
    {
      id: '300000000001',
      name: 'payments',
      parent: 'ou-acme-prod0001',
      root: { password: { createdAt: '2024-03-01T10:00:00Z' } },
    },
    { id: '300000000002', name: 'web', parent: 'ou-acme-prod0001' },
    { id: '300000000003', name: 'data', parent: 'ou-acme-work0001' },
    { id: '300000000004', name: 'lab', parent: 'ou-acme-lab00001' },
    { id: '300000000005', name: 'closing', parent: 'ou-acme-lab00001', state: 'SUSPENDED' },
  ],
  policies: [CONTROL_TOWER_POLICY, OWN_POLICY],
  trails: [{ account: '111111111111', name: 'organization', organization: true, readWrite: 'All' }],
};
