import { resourceNames } from './names.ts';
import { permissionSetRole } from './permission-set-role.ts';

interface Named {
  readonly partition: string;
  readonly homeAccountId: string;
  readonly namePrefix: string;
  readonly operatorRoles?: readonly string[] | undefined;
  readonly sessionPrincipals?: readonly string[] | undefined;
}

/** By default a role and a permission set with the name of the managed policy that they have. */
export function operatorRolesOf({
  namePrefix,
  operatorRoles,
}: Pick<Named, 'namePrefix' | 'operatorRoles'>): readonly string[] {
  const { operator } = resourceNames(namePrefix).policies;
  return operatorRoles ?? [operator, permissionSetRole(operator)];
}

/** ARN patterns. By default operators: they are roles of the home account. */
export function sessionPrincipalsOf(named: Named): readonly string[] {
  const { partition, homeAccountId, sessionPrincipals } = named;
  return (
    sessionPrincipals ??
    operatorRolesOf(named).map((name) => `arn:${partition}:iam::${homeAccountId}:role/${name}`)
  );
}
