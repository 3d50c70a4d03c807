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
  plan: Pick<PreflightPlan, 'names' | 'region' | 'usesCdk' | 'keyArn' | 'makesKey'>,
): Promise<Check> {
  const id = 'names';
  const { names, region } = plan;
  const [data, home] = await Promise.all([
    readOwnStack(inspector, names.dataStack),
    readOwnStack(inspector, names.homeStack),
  ]);
  const stacks = [data, home].filter((stack) => stack !== undefined);
  for (const stack of stacks) {
    const advice = adviceOnStack(stack, region);
    if (advice !== undefined) {
      return problem(id, `the stack ${stack.name} is in the state ${stack.status}`, advice);
    }
  }
  // Tables without a data stack stay when the home stack of an earlier version is deleted, and are then taken over.
  const otherKey =
    data === undefined ? findOtherKey(await readKeys(inspector, names.tables), plan) : undefined;
  if (otherKey !== undefined) return problem(id, otherKey.detail, otherKey.advice);
  const [tables, others] = await Promise.all([
    // Earlier versions had the tables in the home stack.
    stacks.length > 0 ? [] : existing(inspector, 'table', names.tables),
    home === undefined ? existingOfHome(inspector, names) : [],
  ]);
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
      : 'Delete them, or deploy under other names: namePrefix in rootguard.json.',
  );
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
