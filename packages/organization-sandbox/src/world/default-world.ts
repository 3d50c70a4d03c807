import type { WorldInput } from './schema.ts';

/** The organization that the sandbox starts with by default: accounts with and without each type of root credential, invited and leaving ones among them. */
export const DEFAULT_WORLD: WorldInput = {
  organization: {
    id: 'o-sandbox0001',
    managementAccountId: '111111111111',
    trustedServices: ['iam.amazonaws.com'],
    features: ['RootCredentialsManagement', 'RootSessions'],
    delegatedAdministrators: { 'iam.amazonaws.com': ['222222222222'] },
    organizationalUnits: [
      { id: 'ou-sbox-secu0001', name: 'security', parent: 'r-sbox' },
      { id: 'ou-sbox-work0001', name: 'workloads', parent: 'r-sbox' },
      { id: 'ou-sbox-prod0001', name: 'production', parent: 'ou-sbox-work0001' },
      { id: 'ou-sbox-test0001', name: 'test', parent: 'ou-sbox-work0001' },
      { id: 'ou-sbox-acqu0001', name: 'acquisitions', parent: 'r-sbox' },
      { id: 'ou-sbox-left0001', name: 'leaving', parent: 'r-sbox' },
    ],
  },
  accounts: [
    {
      id: '111111111111',
      name: 'management',
      email: 'aws-management@example.com',
      root: {
        password: { createdAt: '2023-02-01T09:00:00Z' },
        mfaDevices: [{ enabledAt: '2023-02-01T09:10:00Z' }],
      },
    },
    {
      id: '222222222222',
      name: 'security-tooling',
      email: 'aws-security@example.com',
      parent: 'ou-sbox-secu0001',
    },
    { id: '210000000001', name: 'log-archive', email: 'aws-logs@example.com', parent: 'ou-sbox-secu0001' },
    {
      id: '333333333333',
      name: 'payments',
      email: 'aws-payments@example.com',
      parent: 'ou-sbox-prod0001',
      joinedTimestamp: '2024-02-10T09:00:00Z',
      root: { password: { createdAt: '2024-02-10T09:05:00Z' } },
    },
    {
      id: '310000000001',
      name: 'data-lake',
      email: 'aws-data-lake@example.com',
      parent: 'ou-sbox-prod0001',
      joinedTimestamp: '2024-03-01T09:00:00Z',
      root: {
        accessKeys: [
          {
            id: 'AKIAROOT310000000001',
            createdAt: '2024-03-01T10:00:00Z',
            lastUsedAt: '2026-10-20T08:00:00Z',
          },
          { id: 'AKIAROOT310000000002', status: 'Inactive', createdAt: '2024-05-01T10:00:00Z' },
        ],
      },
    },
    {
      id: '310000000002',
      name: 'web-shop',
      email: 'aws-web-shop@example.com',
      parent: 'ou-sbox-prod0001',
      joinedTimestamp: '2023-01-01T09:00:00Z',
      root: {
        password: { createdAt: '2023-01-01T09:05:00Z' },
        signingCertificates: [{ id: 'CERT310000000002EXAMPLE0', uploadedAt: '2023-01-02T00:00:00Z' }],
        mfaDevices: [
          {
            serialNumber: 'arn:aws:iam::310000000002:mfa/root-account-mfa-device',
            enabledAt: '2023-01-01T09:15:00Z',
          },
          { serialNumber: 'arn:aws:iam::310000000002:mfa/Authapp', enabledAt: '2024-06-01T12:00:00Z' },
        ],
      },
    },
    {
      id: '310000000003',
      name: 'break-glass',
      email: 'aws-break-glass@example.com',
      parent: 'ou-sbox-prod0001',
      joinedTimestamp: '2024-01-15T09:00:00Z',
      root: {
        password: { createdAt: '2024-01-15T09:05:00Z' },
        mfaDevices: [{ enabledAt: '2024-01-15T09:10:00Z' }],
      },
    },
    { id: '310000000004', name: 'reporting', email: 'aws-reporting@example.com', parent: 'ou-sbox-prod0001' },
    {
      id: '320000000001',
      name: 'test-payments',
      email: 'aws-test-payments@example.com',
      parent: 'ou-sbox-test0001',
    },
    {
      id: '320000000002',
      name: 'test-data-lake',
      email: 'aws-test-data-lake@example.com',
      parent: 'ou-sbox-test0001',
      root: { accessKeys: [{ id: 'AKIAROOT320000000002', createdAt: '2025-06-01T10:00:00Z' }] },
    },
    {
      id: '320000000003',
      name: 'load-testing',
      email: 'aws-load-testing@example.com',
      parent: 'ou-sbox-test0001',
      root: { mfaDevices: [{ enabledAt: '2025-04-01T10:00:00Z' }] },
    },
    {
      id: '330000000001',
      name: 'acquired-shop',
      email: 'root@shop.example.net',
      parent: 'ou-sbox-acqu0001',
      joinedMethod: 'INVITED',
      joinedTimestamp: '2026-01-05T09:00:00Z',
      root: {
        password: { createdAt: '2019-11-02T10:00:00Z' },
        accessKeys: [{ id: 'AKIAROOT330000000001', createdAt: '2019-11-03T00:00:00Z' }],
        mfaDevices: [{ enabledAt: '2019-11-02T10:05:00Z' }],
      },
    },
    {
      id: '330000000002',
      name: 'acquired-warehouse',
      email: 'root@warehouse.example.net',
      parent: 'ou-sbox-acqu0001',
      joinedMethod: 'INVITED',
      joinedTimestamp: '2026-02-01T09:00:00Z',
      root: {
        password: { createdAt: '2020-05-01T10:00:00Z' },
        signingCertificates: [{ id: 'CERT330000000002EXAMPLE0', uploadedAt: '2020-05-02T00:00:00Z' }],
      },
    },
    {
      id: '340000000001',
      name: 'old-crm',
      email: 'aws-old-crm@example.com',
      state: 'SUSPENDED',
      parent: 'ou-sbox-left0001',
      root: { password: { createdAt: '2022-01-01T10:00:00Z' } },
    },
    {
      id: '340000000002',
      name: 'old-intranet',
      email: 'aws-old-intranet@example.com',
      state: 'PENDING_CLOSURE',
      parent: 'ou-sbox-left0001',
    },
    { id: '350000000001', name: 'shared-network', email: 'aws-network@example.com' },
    { id: '350000000002', name: 'build-tools', email: 'aws-build-tools@example.com' },
  ],
};
