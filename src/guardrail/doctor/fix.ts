import { applySteps } from '../operate/root-access.ts';
import type { RuleSwitch } from '../ports/deployment-inspection.ts';
import type { Clock } from '../ports/platform.ts';
import type { RequestedScopes } from '../ports/requested-scopes.ts';
import type { RootAccessSwitch } from '../ports/root-access.ts';
import type { Check, Fix } from './check.ts';

export interface FixDependencies {
  readonly access: RootAccessSwitch;
  readonly rules: RuleSwitch;
  readonly requestedScopes: Pick<RequestedScopes, 'request'>;
  readonly clock: Clock;
}

/** All fixes of the checks, in their order. */
export function fixesOf(checks: readonly Check[]): readonly Fix[] {
  return checks.flatMap(({ fixes }) => fixes);
}

/** @returns why AWS refused to switch a feature on. @throws AwsCallError when AWS refuses a rule or a table */
export async function applyFix(deps: FixDependencies, fix: Fix) {
  switch (fix.type) {
    case 'root-access': {
      const [outcome] = await applySteps(deps.access, [fix.step]);
      return outcome?.failure;
    }
    case 'enable-rule':
      await deps.rules.enableRule(fix.bus, fix.rule);
      return undefined;
    case 'request-sweep':
      await deps.requestedScopes.request({ type: 'organization' }, deps.clock.now());
      return undefined;
  }
}
