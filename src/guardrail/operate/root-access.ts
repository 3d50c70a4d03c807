import type { AccountId } from '../../domain/account.ts';
import type { AwsFailure } from '../../domain/aws-failure.ts';
import type { ValueReading } from '../../domain/reading.ts';
import {
  type FeaturesReading,
  ORGANIZATION_FEATURES,
  type OrganizationFeature,
} from '../ports/organization.ts';
import type { Change, RootAccessReader, RootAccessSwitch } from '../ports/root-access.ts';

/** What the organization has switched on, as far as it could be read. */
export interface RootAccess {
  readonly trustedAccess: ValueReading<boolean>;
  readonly features: FeaturesReading;
  readonly delegatedAdministrators: ValueReading<readonly AccountId[]>;
}

export async function readRootAccess(reader: RootAccessReader): Promise<RootAccess> {
  const [trustedAccess, features, delegatedAdministrators] = await Promise.all([
    reader.readTrustedAccess(),
    reader.readFeatures(),
    reader.readDelegatedAdministrators(),
  ]);
  return { trustedAccess, features, delegatedAdministrators };
}

/** One call that changes the organization. */
export type RootAccessStep =
  | { readonly type: 'enable-trusted-access' }
  | { readonly type: 'enable-feature' | 'disable-feature'; readonly feature: OrganizationFeature }
  | { readonly type: 'register-delegated-administrator'; readonly account: AccountId };

/**
 * The calls that are needed until root sessions can be opened, in the order in which AWS accepts them. What could not be read
 * is enabled as well, as enabling twice changes nothing. Trusted access comes first; it restores features that were on before,
 * and enabling those again is harmless.
 */
export function planEnabling(now: RootAccess, delegate: AccountId | undefined): readonly RootAccessStep[] {
  const { trustedAccess, features, delegatedAdministrators } = now;
  const isTrusted = trustedAccess.type === 'readable' && trustedAccess.value;
  const enabled = features.type === 'readable' ? features.enabled : [];
  const delegates = delegatedAdministrators.type === 'readable' ? delegatedAdministrators.value : [];
  return [
    ...(isTrusted ? [] : [{ type: 'enable-trusted-access' } as const]),
    ...ORGANIZATION_FEATURES.filter((feature) => !enabled.includes(feature)).map(
      (feature) => ({ type: 'enable-feature', feature }) as const,
    ),
    ...(delegate === undefined || delegates.includes(delegate)
      ? []
      : [{ type: 'register-delegated-administrator', account: delegate } as const]),
  ];
}

/** Trusted access and the delegated administrator stay: other services may depend on them. */
export function planDisabling({ features }: RootAccess): readonly RootAccessStep[] {
  const enabled = features.type === 'readable' ? features.enabled : ORGANIZATION_FEATURES;
  return ORGANIZATION_FEATURES.filter((feature) => enabled.includes(feature)).map(
    (feature) => ({ type: 'disable-feature', feature }) as const,
  );
}

/** `skipped`: an earlier step was refused, and this one needs it. */
export type StepOutcome = { readonly step: RootAccessStep } & (
  | { readonly result: 'changed' | 'skipped'; readonly failure: undefined }
  | { readonly result: 'refused'; readonly failure: AwsFailure }
);

/** Runs the steps in order; once one is refused, the others are skipped. Returns an outcome for every step. */
export async function applySteps(
  access: RootAccessSwitch,
  steps: readonly RootAccessStep[],
): Promise<readonly StepOutcome[]> {
  const outcomes: StepOutcome[] = [];
  for (const step of steps) {
    if (outcomes.some(({ result }) => result === 'refused')) {
      outcomes.push({ step, result: 'skipped', failure: undefined });
      continue;
    }
    const change = await carryOut(access, step);
    outcomes.push(
      change.type === 'refused'
        ? { step, result: 'refused', failure: change.failure }
        : { step, result: 'changed', failure: undefined },
    );
  }
  return outcomes;
}

function carryOut(access: RootAccessSwitch, step: RootAccessStep): Promise<Change> {
  switch (step.type) {
    case 'enable-trusted-access':
      return access.enableTrustedAccess();
    case 'enable-feature':
      return access.enableFeature(step.feature);
    case 'disable-feature':
      return access.disableFeature(step.feature);
    case 'register-delegated-administrator':
      return access.registerDelegatedAdministrator(step.account);
  }
}
