import type { AwsFailure } from '../../domain/aws-failure.ts';
import type { AccountInspector } from '../../guardrail/ports/account-inspection.ts';
import type { Configuration } from '../../installation/configuration.ts';
import { resourceNames } from '../../installation/names.ts';
import { needsManagementStack, otherControlTowerRegion } from '../../installation/stacks.ts';
import { compareVersions, parseVersion } from './versions.ts';

/** Every stack has its version in this output. */
const VERSION_OUTPUT = 'Version';

export interface ExpectedStack {
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
}

/** A stack, compared with the version of this package. */
export type DeployedStack = ExpectedStack &
  (
    | { readonly status: 'current' | 'older' | 'newer'; readonly version: string }
    /** It was deployed before stacks had a version. */
    | { readonly status: 'without-version' }
    | { readonly status: 'not-deployed' }
    /** Credentials of its account, or of its Region, are missing. */
    | { readonly status: 'skipped' }
    | { readonly status: 'unreadable'; readonly failure: AwsFailure }
  );

/** The stacks that the configuration leads to, in the order in which they are deployed. */
export function expectedStacks(configuration: Configuration): readonly ExpectedStack[] {
  const { homeAccountId, managementAccountId, stackSetsAccountId, region } = configuration;
  const { stacks } = resourceNames(configuration.namePrefix);
  const controlTowerRegion = otherControlTowerRegion(configuration);
  return [
    { name: stacks.data, accountId: homeAccountId, region },
    { name: stacks.home, accountId: homeAccountId, region },
    ...(needsManagementStack(configuration)
      ? [{ name: stacks.management, accountId: managementAccountId, region }]
      : []),
    ...(controlTowerRegion === undefined
      ? []
      : [{ name: stacks.controlTower, accountId: managementAccountId, region: controlTowerRegion }]),
    { name: stacks.members, accountId: stackSetsAccountId, region },
  ];
}

/** What reads stacks, with credentials of one account and in one Region. */
export interface StackReader extends Pick<AccountInspector, 'readStack'> {
  readonly accountId: string;
  readonly region: string;
}

/** @param current the version of this package */
export async function readDeployedStack(
  stack: ExpectedStack,
  readers: readonly StackReader[],
  current: string,
): Promise<DeployedStack> {
  const reader = readers.find(
    ({ accountId, region }) => accountId === stack.accountId && region === stack.region,
  );
  if (reader === undefined) return { ...stack, status: 'skipped' };
  const reading = await reader.readStack(stack.name);
  if (reading.type === 'unreadable') return { ...stack, status: 'unreadable', failure: reading.failure };
  if (reading.value === undefined) return { ...stack, status: 'not-deployed' };
  return { ...stack, ...compared(reading.value.outputs[VERSION_OUTPUT], current) };
}

function compared(version: string | undefined, current: string) {
  const [deployed, own] = [parseVersion(version ?? ''), parseVersion(current)];
  if (version === undefined || deployed === undefined || own === undefined) {
    return { status: 'without-version' } as const;
  }
  const order = compareVersions(deployed, own);
  return { status: order < 0 ? 'older' : order > 0 ? 'newer' : 'current', version } as const;
}
