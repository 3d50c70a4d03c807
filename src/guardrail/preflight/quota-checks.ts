import type { MemberAccount } from '../../domain/account.ts';
import { BOOTSTRAP_STACK, bootstrapCommand, bootstrapRoleArn } from '../../domain/cdk-bootstrap.ts';
import { listed } from '../../domain/listed.ts';
import type { ValueReading } from '../../domain/reading.ts';
import { isCount } from '../../domain/schema.ts';
import { type AccountInspector, RESERVED_OUTPUT } from '../ports/account-inspection.ts';
import { type Check, notDetermined, ok, problem, refused, skipped, warning } from './check.ts';
import type { PreflightPlan } from './plan.ts';

/** What Lambda keeps for functions without a reservation. @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html */
const MIN_UNRESERVED = 100;

/** The functions run about as many at once where none are reserved. */
const MIN_USEFUL = 20;

/** What AWS gives to most accounts. A request for no more than an account has is refused. */
const DEFAULT_LIMIT = 1000;

export async function checkConcurrency(
  inspector: AccountInspector,
  { reservedConcurrency, region, names }: PreflightPlan,
): Promise<Check> {
  const id = 'lambda-concurrency';
  const reading = await inspector.readConcurrency();
  if (reading.type === 'unreadable') return refused(id, reading.failure);
  const own = await readOwnReservation(inspector, names.homeStack);
  if (own.type === 'unreadable') return refused(id, own.failure);
  const { limit } = reading.value;
  const unreserved = reading.value.unreserved + own.value;
  const besides = own.value === 0 ? '' : `, besides the ${own.value} that rootguard has reserved`;
  const found = `${reading.value.unreserved} of ${limit} executions at a time are not reserved${besides}`;
  const wanted = reservedConcurrency === 0 ? MIN_USEFUL : MIN_UNRESERVED + reservedConcurrency;
  if (unreserved >= wanted) return ok(id, `${found}; rootguard needs ${wanted}`);
  const desired = Math.max(DEFAULT_LIMIT, limit + wanted - unreserved);
  const raise = `aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value ${desired} --region ${region}`;
  return reservedConcurrency === 0
    ? warning(id, found, `A removal may wait for other functions of the account. Ask for more:\n${raise}`)
    : problem(
        id,
        `${found}; reserving ${reservedConcurrency} needs ${wanted}, as Lambda keeps ${MIN_UNRESERVED} for other functions`,
        `Set reserveConcurrency to false, or ask for more:\n${raise}`,
      );
}

/** What rootguard has reserved already is not reserved once more. 0 where it is not deployed, or of a version that does not say. */
async function readOwnReservation(
  inspector: AccountInspector,
  homeStack: string,
): Promise<ValueReading<number>> {
  const reading = await inspector.readStack(homeStack);
  if (reading.type === 'unreadable') return reading;
  const reserved = Number(reading.value?.outputs[RESERVED_OUTPUT] ?? 0);
  return { type: 'readable', value: isCount(reserved) ? reserved : 0 };
}

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeploymentTargets.html */
const MAX_UNITS_IN_A_CALL = 50;

/**
 * Whether the units can be covered: not too many, and none that no account is in, as of a misspelt id.
 * @param listed every member account; it throws an AwsCallError where they could not be listed
 */
export function checkUnits(plan: PreflightPlan, listed: () => readonly MemberAccount[]): Check {
  const counted = checkUnitCount(plan);
  if (counted.status !== 'ok' || plan.coveredUnits.every(isRoot)) return counted;
  const members = listed();
  const empty = plan.coveredUnits.filter(
    (unit) => !isRoot(unit) && !members.some((account) => isIn(unit, account)),
  );
  if (empty.length === 0) return counted;
  return notDetermined(
    'organizational-units',
    `no account is in ${empty.join(' or ')}`,
    `See whether the unit exists:\n${empty.map((unit) => `aws organizations describe-organizational-unit --organizational-unit-id ${unit}`).join('\n')}`,
  );
}

const isRoot = (unit: string) => unit.startsWith('r-');

const isIn = (unit: string, { organizationalUnits }: MemberAccount) =>
  organizationalUnits.some((above) => above === unit);

export function checkUnitCount({ coveredUnits }: PreflightPlan): Check {
  const id = 'organizational-units';
  const found = `${coveredUnits.length} of at most ${MAX_UNITS_IN_A_CALL}`;
  if (coveredUnits.length === 0) {
    return skipped(id, 'the units to be covered are not known', 'Name them: --cover UNIT_OR_ROOT.');
  }
  return coveredUnits.length <= MAX_UNITS_IN_A_CALL
    ? ok(id, found)
    : problem(id, found, 'Cover a unit above several of them, or the root of the organization.');
}

/** The version from which the CDK of rootguard can deploy. @see https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html */
const MIN_BOOTSTRAP_VERSION = 6;

const MAX_NAMED_STACKS = 10;

export async function checkBootstrap(
  inspector: AccountInspector,
  homeAccountId: string,
  { usesCdk, region, partition, names }: PreflightPlan,
): Promise<Check> {
  const id = 'bootstrap';
  if (!usesCdk) return skipped(id, 'templates need none');
  const reading = await inspector.readStack(BOOTSTRAP_STACK);
  if (reading.type === 'unreadable') return refused(id, reading.failure);
  const bootstrap = `npx cdk ${bootstrapCommand({ homeAccountId, region })} --profile HOME`;
  if (reading.value === undefined) {
    return problem(
      id,
      `there is no stack ${BOOTSTRAP_STACK} in ${region}`,
      `Bootstrap it, or deploy the templates:\n${bootstrap}`,
    );
  }
  const version = Number(reading.value.outputs.BootstrapVersion);
  if (!(version >= MIN_BOOTSTRAP_VERSION)) {
    return problem(
      id,
      `the version of the bootstrap is ${reading.value.outputs.BootstrapVersion ?? 'not known'}`,
      `Bootstrap it again:\n${bootstrap}`,
    );
  }
  const role = bootstrapRoleArn('cfn-exec', { partition, homeAccountId, region });
  const deployed = await inspector.readStacksOfRole(role);
  if (deployed.type === 'unreadable') return refused(id, deployed.failure);
  const own: readonly string[] = [names.dataStack, names.homeStack, names.canaryStack];
  const others = deployed.value.filter((stack) => !own.includes(stack));
  if (others.length === 0) return ok(id, `version ${version}`);
  return warning(
    id,
    `other stacks are deployed with the role of rootguard's bootstrap: ${listed(others, MAX_NAMED_STACKS)}`,
    `Whoever may update one of them acts as ${role}, which the policies of \`rootguard policies\` exempt. Deploy them through another bootstrap, or delete them.`,
  );
}
