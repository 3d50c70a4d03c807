import type { AccountInspector, TrailDetails } from '../../../../src/guardrail/ports/account-inspection.ts';
import { ALLOW_EVERYTHING } from '../../../../src/guardrail/preflight/policies/document.ts';
import { readable } from '../doctor/readings.ts';

/** A trail that records everything. */
export const TRAIL: TrailDetails = {
  name: 'organization',
  homeRegion: 'us-east-1',
  ofOrganization: true,
  multiRegion: true,
  globalServices: true,
  logging: readable(true),
  events: readable({ reads: true, writes: true }),
  logGroup: undefined,
};

/** An account in which nothing stands in the way, except what the test says. */
export function givenInspector(answers: Partial<AccountInspector> = {}): AccountInspector {
  return {
    readFeatureSet: async () => readable('ALL'),
    readTrails: async () => readable([TRAIL]),
    readStackSetsAccess: async () => readable('ENABLED'),
    readStackSet: async () => readable(undefined),
    readStack: async (name) =>
      readable(
        name === 'CDKToolkit-rootguard'
          ? { status: 'CREATE_COMPLETE', outputs: { BootstrapVersion: '28' } }
          : undefined,
      ),
    readStacksOfRole: async () => readable([]),
    readTableKey: async () => readable(undefined),
    hasResource: async () => readable(false),
    readManagedPolicy: async () => readable(ALLOW_EVERYTHING),
    readKey: async () => readable({ enabled: true, usage: 'ENCRYPT_DECRYPT', spec: 'SYMMETRIC_DEFAULT' }),
    readConcurrency: async () => readable({ limit: 1000, unreserved: 1000 }),
    hasGuardDuty: async () => readable(false),
    readMetricFilters: async () => readable([]),
    readRootUserRules: async () => readable([]),
    ...answers,
  };
}
