import { AwsCallError } from '../../domain/errors.ts';
import type { ValueReading } from '../../domain/reading.ts';
import {
  type AccountInspector,
  type NamedResource,
  type StackFacts,
  VERSION_OUTPUT,
} from '../ports/account-inspection.ts';
import { type Check, ok, problem } from './check.ts';
import type { PlannedNames, PreflightPlan } from './plan.ts';
import { type EncryptedTable, findOtherKey } from './table-keys.ts';

/** A creation that failed leaves a stack that can only be deleted. @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html */
const ONLY_TO_DELETE = /^(?:ROLLBACK_COMPLETE|ROLLBACK_FAILED|CREATE_FAILED|DELETE_FAILED)$/;

/** Has a change set that nobody has executed, and nothing else. */
const EMPTY = 'REVIEW_IN_PROGRESS';

/** The last version of it may still work: it is continued and never deleted. */
const STUCK = 'UPDATE_ROLLBACK_FAILED';

/**
 * Whether something that rootguard would create exists without it. What a stack of rootguard has is rootguard's own, and the tables
 * stay when it is removed.
 */
export async function checkNames(
  inspector: AccountInspector,
  plan: Pick<PreflightPlan, 'names' | 'region' | 'usesCdk' | 'keyArn' | 'makesKey' | 'canaryAccountId'>,
): Promise<Check> {
  const id = 'names';
  const { names, region } = plan;
  const usesCanary = plan.canaryAccountId !== undefined;
  const [data, home, canary] = await Promise.all([
    readOwnStack(inspector, names.dataStack),
    readOwnStack(inspector, names.homeStack),
    usesCanary ? readOwnStack(inspector, names.canaryStack) : undefined,
  ]);
  const stacks = [data, home, canary].filter((stack) => stack !== undefined);
  const broken = stacks.map((stack) => brokenStack(id, stack, region)).find((check) => check !== undefined);
  if (broken !== undefined) return broken;
  // Tables without a data stack stay when the home stack of an earlier version is deleted, and are then taken over.
  const otherKey =
    data === undefined ? findOtherKey(await readKeys(inspector, names.tables), plan) : undefined;
  if (otherKey !== undefined) return problem(id, otherKey.detail, otherKey.advice);
  const [tables, ofHome, ofCanary] = await Promise.all([
    // Earlier versions had the tables in the home stack.
    data !== undefined || home !== undefined ? [] : existing(inspector, 'table', names.tables),
    home === undefined ? existingOfHome(inspector, names) : [],
    usesCanary && canary === undefined ? existing(inspector, 'role', names.canaryRoles) : [],
  ]);
  const others = [...ofHome, ...ofCanary];
  const deployed = stacks.map(({ name, status }) => `${name} (${status})`).join(', ');
  const taken = [...tables, ...others];
  if (taken.length === 0) {
    return ok(id, deployed === '' ? 'none of them exists' : `rootguard is deployed here: ${deployed}`);
  }
  return problem(
    id,
    `exist without a stack of rootguard: ${taken.join(', ')}`,
    others.length === 0
      ? `If they are of an earlier installation, take them over:\n${importingCommands(plan)}`
      : OTHER_NAMES,
  );
}

const OTHER_NAMES = 'Delete them, or deploy under other names: namePrefix in rootguard.json.';

/** The same in the management account, in which the stack is needed for its events and for the watch of the home account. */
export async function checkManagementNames(
  inspector: AccountInspector,
  {
    names,
    region,
    homeAccountId,
    managementAccountId,
  }: Pick<PreflightPlan, 'names' | 'region' | 'homeAccountId' | 'managementAccountId'>,
): Promise<Check> {
  const id = 'management-names';
  const stack = await readOwnStack(inspector, names.managementStack);
  if (stack !== undefined) {
    return (
      brokenStack(id, stack, region) ?? ok(id, `rootguard is deployed here: ${stack.name} (${stack.status})`)
    );
  }
  // It has nothing with a fixed name then.
  if (homeAccountId === managementAccountId) return ok(id, 'the home account is the management account');
  const [topics, roles] = await Promise.all([
    existing(inspector, 'topic', names.managementTopics),
    existing(inspector, 'role', [names.managementRole]),
  ]);
  const taken = [...topics, ...roles];
  return taken.length === 0
    ? ok(id, 'none of them exists')
    : problem(id, `exist without a stack of rootguard: ${taken.join(', ')}`, OTHER_NAMES);
}

function brokenStack(id: 'names' | 'management-names', stack: OwnStack, region: string): Check | undefined {
  const advice = adviceOnStack(stack, region);
  if (advice === undefined) return undefined;
  return problem(id, `the stack ${stack.name} is in the state ${stack.status}`, advice);
}

interface OwnStack extends StackFacts {
  readonly name: string;
}

async function readOwnStack(inspector: AccountInspector, name: string): Promise<OwnStack | undefined> {
  const stack = required(await inspector.readStack(name));
  return stack === undefined || stack.status === EMPTY ? undefined : { ...stack, name };
}

/** Undefined where the stack can be deployed again as it is. */
function adviceOnStack({ name, status }: OwnStack, region: string): string | undefined {
  if (ONLY_TO_DELETE.test(status)) {
    return `Delete it, then deploy again:\naws cloudformation delete-stack --stack-name ${name} --region ${region}`;
  }
  return status === STUCK
    ? `Give the permission that its rollback lacked (its events say which), then:\naws cloudformation continue-update-rollback --stack-name ${name} --region ${region}`
    : undefined;
}

async function existingOfHome(inspector: AccountInspector, names: PlannedNames): Promise<readonly string[]> {
  const found = await Promise.all([
    existing(inspector, 'queue', names.queues),
    existing(inspector, 'event bus', [names.bus]),
    existing(inspector, 'managed policy', names.managedPolicies),
    existing(inspector, 'chat configuration', names.chatConfigurations),
    existing(inspector, 'topic', [names.topic]),
    existing(inspector, 'role', names.homeRoles),
  ]);
  return found.flat();
}

async function readKeys(
  inspector: AccountInspector,
  tables: readonly string[],
): Promise<readonly EncryptedTable[]> {
  const keys = await Promise.all(tables.map(async (name) => required(await inspector.readTableKey(name))));
  return tables.flatMap((name, at) => {
    const key = keys[at];
    return key === undefined ? [] : [{ name, key }];
  });
}

async function existing(
  inspector: AccountInspector,
  type: NamedResource,
  names: readonly string[],
): Promise<readonly string[]> {
  const found = await Promise.all(
    names.map(async (name) => required(await inspector.hasResource(type, name))),
  );
  return names.filter((_, at) => found[at]).map((name) => `${type} ${name}`);
}

/** Creates the data stack over tables that are there. */
function importingCommands({
  names,
  region,
  usesCdk,
}: Pick<PreflightPlan, 'names' | 'region' | 'usesCdk'>): string {
  if (usesCdk) return `npx cdk deploy ${names.dataStack} --import-existing-resources`;
  const changeSet = `--stack-name ${names.dataStack} --change-set-name import --region ${region}`;
  return [
    `aws cloudformation create-change-set ${changeSet} --change-set-type CREATE --import-existing-resources \\`,
    '  --template-body file://DIRECTORY_OF_TEMPLATES/data.template.json',
    `aws cloudformation wait change-set-create-complete ${changeSet}`,
    `aws cloudformation execute-change-set ${changeSet}`,
  ].join('\n');
}

/** @throws AwsCallError where it could not be read, which is then what the check reports */
function required<Value>(reading: ValueReading<Value>): Value {
  if (reading.type === 'readable') return reading.value;
  throw new AwsCallError(reading.failure);
}

export async function checkStackSetName(
  inspector: AccountInspector,
  name: string,
  region: string,
): Promise<Check> {
  const id = 'stack-set-name';
  const stackSet = required(await inspector.readStackSet(name));
  if (stackSet === undefined) return ok(id, `there is no StackSet ${name}`);
  const version = stackSet.outputs.type === 'readable' ? stackSet.outputs.value[VERSION_OUTPUT] : undefined;
  if (version !== undefined) return ok(id, `rootguard's own, of version ${version}: it has the StackSet`);
  const stack = required(await inspector.readStack(name));
  return stack === undefined
    ? problem(
        id,
        `there is a StackSet ${name}, but no stack ${name} that has made it`,
        `If it is not in use, delete it (its stack instances first); else deploy under other names: namePrefix in rootguard.json.\naws cloudformation describe-stack-set --stack-set-name ${name} --region ${region}`,
      )
    : ok(id, `rootguard's own: the stack ${name} (${stack.status}) has it`);
}
