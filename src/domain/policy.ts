import * as v from 'valibot';
import type { AccountId, MemberAccount, OrganizationalUnitId } from './account.ts';
import { finiteNumber, type Output, object } from './schema.ts';

/** `observe` records and notifies; `enforce` deletes. */
export const MODES = ['observe', 'enforce'] as const;

export type Mode = (typeof MODES)[number];

export interface Policy {
  /** For accounts without a mode of their own or of an organizational unit. */
  readonly mode: Mode;
  readonly organizationalUnitModes: ReadonlyMap<OrganizationalUnitId, Mode>;
  readonly accountModes: ReadonlyMap<AccountId, Mode>;
  /** How long an account that joined by invitation keeps the credentials it brought. Seconds; 0 is none. */
  readonly invitedGraceSeconds: number;
  /** The limit of the breaker: how many accounts may lose pre-existing credentials within an hour. */
  readonly maxAccountsPerHour: number;
}

export const deployedModesSchema = object({
  mode: v.picklist(MODES),
  /** How many organizational units and accounts have a mode of their own. */
  overrides: finiteNumber,
});

/** A summary of the modes of a deployment. */
export interface DeployedModes extends Output<typeof deployedModesSchema> {}

export function deployedModes({ mode, organizationalUnitModes, accountModes }: Policy): DeployedModes {
  return { mode, overrides: organizationalUnitModes.size + accountModes.size };
}

/** The closest setting wins: the account's own, then the nearest organizational unit's, then the organization's. */
export function modeFor(policy: Policy, account: MemberAccount): Mode {
  const own = policy.accountModes.get(account.id);
  if (own !== undefined) return own;
  for (const organizationalUnit of account.organizationalUnits.toReversed()) {
    const mode = policy.organizationalUnitModes.get(organizationalUnit);
    if (mode !== undefined) return mode;
  }
  return policy.mode;
}

/** When the grace of an invited account ends; undefined where it did not join by invitation, or there is no grace. */
export function graceEndOf(
  { invitedGraceSeconds }: Policy,
  { joinedMethod, joinedAt }: MemberAccount,
): Date | undefined {
  if (invitedGraceSeconds <= 0 || joinedMethod !== 'INVITED' || joinedAt === undefined) return undefined;
  return new Date(joinedAt.getTime() + invitedGraceSeconds * 1000);
}

/** Whether any account can be in enforce mode; when none can, rootguard is built without the ability to delete. */
export function everEnforces(policy: Policy): boolean {
  const modes = [policy.mode, ...policy.organizationalUnitModes.values(), ...policy.accountModes.values()];
  return modes.includes('enforce');
}

/** The same policy, deleting nothing anywhere. */
export function observingEverywhere(policy: Policy): Policy {
  return { ...policy, mode: 'observe', organizationalUnitModes: new Map(), accountModes: new Map() };
}

/** The policy for an operator's explicit command: enforced everywhere, without grace. Exceptions still apply. */
export function enforcingEverywhere(policy: Policy): Policy {
  return {
    ...policy,
    mode: 'enforce',
    organizationalUnitModes: new Map(),
    accountModes: new Map(),
    invitedGraceSeconds: 0,
  };
}
