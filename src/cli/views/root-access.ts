import type { RootAccess, RootAccessStep, StepOutcome } from '../../guardrail/operate/root-access.ts';
import { ORGANIZATION_FEATURES, type OrganizationFeature } from '../../guardrail/ports/organization.ts';
import type { OperatorTarget } from '../../runtime/operator/ports.ts';
import { explainFailure } from '../errors.ts';
import { type Block, type Cell, lines, type Result, type Rows, table } from '../output/result.ts';

/** The purpose of each feature. */
const FEATURE_PURPOSES: Readonly<Record<OrganizationFeature, string>> = {
  RootCredentialsManagement: 'look at, delete and re-allow the root credentials of member accounts',
  RootSessions: 'privileged tasks in member accounts, such as unlocking a bucket or queue policy',
};

export function describeStep(step: RootAccessStep): string {
  switch (step.type) {
    case 'enable-trusted-access':
      return 'enable trusted access for IAM (iam.amazonaws.com) in AWS Organizations';
    case 'enable-feature':
      return `enable ${step.feature}: ${FEATURE_PURPOSES[step.feature]}`;
    case 'disable-feature':
      return `disable ${step.feature}`;
    case 'register-delegated-administrator':
      return `register account ${step.account} as delegated administrator for IAM`;
  }
}

export function stepsResult(
  outcomes: readonly StepOutcome[],
  access: RootAccess,
  target: OperatorTarget,
): Result {
  const failed = outcomes.some(({ result }) => result !== 'changed');
  return {
    exit: failed ? 'failure' : 'ok',
    json: { steps: outcomes, ...accessJson(access, target) },
    blocks: [
      ...outcomes.map(stepBlock),
      ...(outcomes.length === 0 ? [lines('Nothing to change.')] : []),
      accessTable(access),
    ],
    csv: accessRows(access),
  };
}

function stepBlock({ step, result, failure }: StepOutcome): Block {
  if (failure !== undefined) {
    return {
      type: 'lines',
      lines: [`refused: ${describeStep(step)}`, ...explainFailure(failure)],
      tone: 'bad',
    };
  }
  return result === 'changed'
    ? { type: 'lines', lines: [`done: ${describeStep(step)}`], tone: 'good' }
    : { type: 'lines', lines: [`not tried: ${describeStep(step)}`], tone: 'doubtful' };
}

export function accessJson(
  access: RootAccess,
  { organizationId, managementAccountId, caller }: OperatorTarget,
) {
  const { trustedAccess, features, delegatedAdministrators } = access;
  const failures = [trustedAccess, features, delegatedAdministrators].flatMap((reading) =>
    reading.type === 'unreadable' ? [reading.failure] : [],
  );
  return {
    organizationId,
    managementAccountId,
    callerAccountId: caller.account,
    trustedAccess: trustedAccess.type === 'readable' ? trustedAccess.value : null,
    features: features.type === 'readable' ? features.enabled : null,
    delegatedAdministrators:
      delegatedAdministrators.type === 'readable' ? delegatedAdministrators.value : null,
    failures,
  };
}

/** Whether the organization allows root sessions. */
export function isAllOn({ trustedAccess, features }: RootAccess): boolean {
  return (
    trustedAccess.type === 'readable' &&
    trustedAccess.value &&
    features.type === 'readable' &&
    ORGANIZATION_FEATURES.every((feature) => features.enabled.includes(feature))
  );
}

export function accessTable(access: RootAccess): Block {
  const { columns, rows } = accessRows(access);
  return table(columns, rows);
}

export function failureBlocks(access: RootAccess): readonly Block[] {
  return Object.values({ ...access }).flatMap((reading) =>
    reading.type === 'unreadable' ? [lines(...explainFailure(reading.failure))] : [],
  );
}

export function accessRows({ trustedAccess, features, delegatedAdministrators }: RootAccess): Rows {
  return {
    columns: ['what', 'state'],
    rows: [
      ['trusted access for IAM', trustedAccess.type === 'readable' ? onOff(trustedAccess.value) : UNKNOWN],
      ...ORGANIZATION_FEATURES.map((feature) => [
        feature,
        features.type === 'readable' ? onOff(features.enabled.includes(feature)) : UNKNOWN,
      ]),
      [
        'delegated administrators for IAM',
        delegatedAdministrators.type === 'readable'
          ? delegatedAdministrators.value.join(', ') || 'none'
          : UNKNOWN,
      ],
    ],
  };
}

const UNKNOWN: Cell = { value: 'could not be read', tone: 'doubtful' };

function onOff(isOn: boolean): Cell {
  return isOn ? { value: 'on', tone: 'good' } : { value: 'off', tone: 'bad' };
}
