import { AwsCallError } from '../../domain/errors.ts';
import type { ValueReading } from '../../domain/reading.ts';
import { type AccountInspector, type NamedResource, VERSION_OUTPUT } from '../ports/account-inspection.ts';
import { type Check, ok, problem } from './check.ts';
import type { PlannedNames } from './plan.ts';

/** A creation that failed leaves a stack that can only be deleted. @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html */
const UNUSABLE = /^(?:ROLLBACK_COMPLETE|ROLLBACK_FAILED|CREATE_FAILED|DELETE_FAILED)$/;

/** The last version of it may still work: it is continued and never deleted. */
const STUCK = 'UPDATE_ROLLBACK_FAILED';

/**
 * Whether something that rootguard would create exists without it. What a stack of rootguard has is rootguard's own, and the tables
 * stay when it is removed.
 */
export async function checkNames(
  inspector: AccountInspector,
  names: PlannedNames,
  region: string,
): Promise<Check> {
  const id = 'names';
  const stacks: string[] = [];
  for (const name of names.stacks) {
    const stack = required(await inspector.readStack(name));
    if (stack === undefined) continue;
    if (UNUSABLE.test(stack.status)) {
      return problem(
        id,
        `the stack ${name} is in the state ${stack.status}`,
        `Delete it, then deploy again:\naws cloudformation delete-stack --stack-name ${name} --region ${region}`,
      );
    }
    if (stack.status === STUCK) {
      return problem(
        id,
        `the stack ${name} is in the state ${stack.status}`,
        `Give the permission that its rollback lacked (its events say which), then:\naws cloudformation continue-update-rollback --stack-name ${name} --region ${region}`,
      );
    }
    stacks.push(`${name} (${stack.status})`);
  }
  if (stacks.length > 0) return ok(id, `rootguard is deployed here: ${stacks.join(', ')}`);
  const tables = await existing(inspector, 'table', names.tables);
  const others = [
    ...(await existing(inspector, 'queue', names.queues)),
    ...(await existing(inspector, 'event bus', [names.bus])),
    ...(await existing(inspector, 'managed policy', names.managedPolicies)),
    ...(await existing(inspector, 'chat configuration', names.chatConfigurations)),
  ];
  if (tables.length + others.length === 0) return ok(id, 'none of them exists');
  const taken = `exist without a stack of rootguard: ${[...tables, ...others].join(', ')}`;
  return others.length === 0
    ? problem(
        id,
        taken,
        `If they are of an earlier installation, take them over:\nnpx cdk deploy ${names.dataStack} --import-existing-resources`,
      )
    : problem(id, taken, 'Delete them, or deploy under other names: namePrefix in rootguard.json.');
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
