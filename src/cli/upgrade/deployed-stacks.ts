import type { AwsFailure } from '../../domain/aws-failure.ts';
import type { ValueReading } from '../../domain/reading.ts';
import { type AccountInspector, VERSION_OUTPUT } from '../../guardrail/ports/account-inspection.ts';
import type { Configuration } from '../../installation/configuration.ts';
import { resourceNames } from '../../installation/names.ts';
import { needsManagementStack, otherControlTowerRegion, sessionsStacks } from '../../installation/stacks.ts';
import { compareVersions, parseVersion } from './versions.ts';

export interface ExpectedStack {
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  /** The StackSet that there is instead of the stack where it was deployed from templates. */
  readonly stackSet?: string;
}

/** A stack, compared with the version of this package. */
export type DeployedStack = ExpectedStack &
  (
    | { readonly status: 'current' | 'older' | 'newer'; readonly version: string }
    /** It was deployed before stacks had a version. */
    | { readonly status: 'without-version' }
    | { readonly status: 'not-deployed' }
    /** Credentials of its account are missing. */
    | { readonly status: 'skipped' }
    | { readonly status: 'unreadable'; readonly failure: AwsFailure }
  );

/** The stacks that the configuration leads to, in the order in which they are deployed. */
export function expectedStacks(configuration: Configuration): readonly ExpectedStack[] {
  const { homeAccountId, managementAccountId, stackSetsAccountId, region } = configuration;
  const { stacks, membersStackSet, memberSessionsStackSet } = resourceNames(configuration.namePrefix);
  const controlTowerRegion = otherControlTowerRegion(configuration);
  return [
    { name: stacks.data, accountId: homeAccountId, region },
    { name: stacks.home, accountId: homeAccountId, region },
    ...(configuration.canary === undefined
      ? []
      : [{ name: stacks.canary, accountId: homeAccountId, region }]),
    ...(needsManagementStack(configuration)
      ? [{ name: stacks.management, accountId: managementAccountId, region }]
      : []),
    ...(controlTowerRegion === undefined
      ? []
      : [{ name: stacks.controlTower, accountId: managementAccountId, region: controlTowerRegion }]),
    ...sessionsStacks(configuration).map(({ where: _, ...stack }) => stack),
    { name: stacks.members, accountId: stackSetsAccountId, region, stackSet: membersStackSet },
    ...(configuration.sessionRegions.length === 0
      ? []
      : [
          {
            name: stacks.memberSessions,
            accountId: stackSetsAccountId,
            region,
            stackSet: memberSessionsStackSet,
          },
        ]),
  ];
}

/** What reads stacks, with credentials of one account. */
export interface StackReader extends Pick<AccountInspector, 'readStack' | 'readStackSet'> {
  readonly accountId: string;
}

/** Credentials that were named, and that cannot be used. */
export interface UnusableReader {
  /** Undefined: they may be of any account. */
  readonly accountId: string | undefined;
  readonly failure: AwsFailure;
}

export interface Readers {
  readonly readers: readonly StackReader[];
  readonly unusable: readonly UnusableReader[];
}

/** @param current the version of this package */
export async function readDeployedStack(
  stack: ExpectedStack,
  { readers, unusable }: Readers,
  current: string,
): Promise<DeployedStack> {
  const reader = readers.find(({ accountId }) => accountId === stack.accountId);
  if (reader === undefined) {
    const failed = unusable.find(({ accountId }) => accountId === undefined || accountId === stack.accountId);
    return failed === undefined
      ? { ...stack, status: 'skipped' }
      : { ...stack, status: 'unreadable', failure: failed.failure };
  }
  const outputs = await readOutputs(stack, reader);
  if (outputs.type === 'unreadable') return { ...stack, status: 'unreadable', failure: outputs.failure };
  if (outputs.value === undefined) return { ...stack, status: 'not-deployed' };
  return { ...stack, ...compared(outputs.value[VERSION_OUTPUT], current) };
}

type Outputs = Readonly<Record<string, string>>;

/** Of the stack, or of the StackSet where the stack has no version: `cdk diff` leaves an empty stack. */
async function readOutputs(
  { name, region, stackSet }: ExpectedStack,
  reader: StackReader,
): Promise<ValueReading<Outputs | undefined>> {
  const stack = await reader.readStack(name, region);
  if (stack.type === 'unreadable') return stack;
  const ofStack = { type: 'readable', value: stack.value?.outputs } as const;
  if (stackSet === undefined || ofStack.value?.[VERSION_OUTPUT] !== undefined) return ofStack;
  const reading = await reader.readStackSet(stackSet, region);
  if (reading.type === 'unreadable') return reading;
  return reading.value?.outputs ?? ofStack;
}

function compared(version: string | undefined, current: string) {
  const [deployed, own] = [parseVersion(version ?? ''), parseVersion(current)];
  if (version === undefined || deployed === undefined || own === undefined) {
    return { status: 'without-version' } as const;
  }
  const order = compareVersions(deployed, own);
  return { status: order < 0 ? 'older' : order > 0 ? 'newer' : 'current', version } as const;
}
