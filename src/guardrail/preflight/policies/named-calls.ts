import type { AccountId } from '../../../domain/account.ts';
import { concernsService, type Statement, statementsOf, textsOf } from './document.ts';
import type { NeededCalls, Place } from './needed-calls.ts';
import { OWN_RESOURCES } from './own-resources.ts';

/** Calls to simulate on the ARNs of resources. */
export interface NamedCalls {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/**
 * A statement that denies calls on the roles of an account by their ARN does not match a simulation of all resources. These are the
 * calls that are simulated so, on rootguard's own resources; none where no document denies anything on named resources in their
 * service.
 */
export function namedCalls(
  needed: NeededCalls,
  place: Place,
  account: AccountId,
  documents: readonly string[],
): readonly NamedCalls[] {
  const denials = documents.flatMap((text) => statementsOf(text) ?? []).filter(deniesNamedResources);
  if (denials.length === 0) return [];
  const onAll = new Set(
    needed.calls.flatMap(({ actions, resource }) => (resource(place, account) === '*' ? actions : [])),
  );
  return OWN_RESOURCES.flatMap(({ actions, arns }) => {
    const simulated = actions.filter(
      (action) =>
        onAll.has(action) &&
        denials.some((statement) => concernsService(statement, [action.split(':')[0] ?? ''])),
    );
    return simulated.length === 0 ? [] : [{ actions: simulated, resources: arns(place, account) }];
  });
}

function deniesNamedResources({ Effect, Resource, NotResource }: Statement): boolean {
  return Effect === 'Deny' && (NotResource !== undefined || !textsOf(Resource).includes('*'));
}
