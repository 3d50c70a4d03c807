import * as v from 'valibot';
import type { AccountId, MemberAccount, OrganizationalUnitId } from './account.ts';
import { finiteNumber, type Output, object } from './schema.ts';

/** `observe` records and notifies; `enforce` deletes. */
export const MODES = ['observe', 'enforce'] as const;

export type Mode = (typeof MODES)[number];

/** The modes of the organizational units and accounts that have one of their own. */
export interface ModesById {
  readonly organizationalUnitModes: ReadonlyMap<OrganizationalUnitId, Mode>;
  readonly accountModes: ReadonlyMap<AccountId, Mode>;
}

/** Why nothing is removed in any account, whatever its mode is. */
export type Suspension = 'settings-unreadable' | 'settings-malformed';

export interface Policy extends ModesById {
  /** For accounts without a mode of their own or of an organizational unit. */
  readonly mode: Mode;
  /** How long an account that joined by invitation keeps the credentials it brought. Seconds; 0 is none. */
  readonly invitedGraceSeconds: number;
  /** The limit of the breaker: how many accounts may lose pre-existing credentials within an hour. */
  readonly maxAccountsPerHour: number;
  /** Set where the settings cannot be used, so that it is not known what an operator has set. */
  readonly suspendedBecause?: Suspension;
}

/** The range and the default of its numbers. */
export const POLICY_NUMBERS = {
  invitedGraceSeconds: { min: 0, max: 90 * 24 * 3600, default: 0 },
  /** The accounts of an hour are stored in one DynamoDB item, of at most 400 KB. */
  maxAccountsPerHour: { min: 0, max: 20_000, default: 10 },
} as const;

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
  if (policy.suspendedBecause !== undefined) return 'observe';
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

/**
 * Whether both lead to the same decisions on an account. The limit of the breaker is not compared: in the middle of an enforcement
 * it has permitted the account already.
 */
export function decidesAlike(one: Policy, other: Policy, account: MemberAccount): boolean {
  return (
    one.suspendedBecause === other.suspendedBecause &&
    modeFor(one, account) === modeFor(other, account) &&
    graceEndOf(one, account)?.getTime() === graceEndOf(other, account)?.getTime()
  );
}

/** Whether any account can be in enforce mode. */
export function everEnforces(policy: Policy): boolean {
  const modes = [policy.mode, ...policy.organizationalUnitModes.values(), ...policy.accountModes.values()];
  return modes.includes('enforce');
}

/** The same policy, deleting nothing anywhere. */
export function observingEverywhere(policy: Policy): Policy {
  return { ...policy, mode: 'observe', organizationalUnitModes: new Map(), accountModes: new Map() };
}

/** How many organizational units and accounts have another mode than the organization. */
export function countOtherModes({ mode, organizationalUnitModes, accountModes }: Policy): number {
  const modes = [...organizationalUnitModes.values(), ...accountModes.values()];
  return modes.filter((own) => own !== mode).length;
}

/** A policy as the functions apply it: a deployment that cannot delete observes everywhere. */
export function appliedPolicy(policy: Policy, canEnforce: boolean): Policy {
  return canEnforce ? policy : observingEverywhere(policy);
}

/** The policy of an operator's explicit command: without grace, and the breaker is not asked. Exceptions still apply. */
export const ENFORCED_EVERYWHERE: Policy = {
  mode: 'enforce',
  organizationalUnitModes: new Map(),
  accountModes: new Map(),
  invitedGraceSeconds: 0,
  maxAccountsPerHour: POLICY_NUMBERS.maxAccountsPerHour.max,
};
