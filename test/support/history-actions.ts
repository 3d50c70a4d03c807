import fc from 'fast-check';
import type { AccountId } from '../../src/domain/account.ts';
import { CREDENTIAL_KINDS, type CredentialKind } from '../../src/domain/credentials.ts';
import { FOREIGN, type GuardedWorld, MANAGEMENT, type Message } from './guarded-world.ts';

/** What can happen to an organization; a history is a list of these in any order. */
export type Action =
  | {
      readonly type: 'create';
      readonly account: AccountId;
      readonly kind: CredentialKind;
      readonly delivery: Delivery;
    }
  | { readonly type: 'pass'; readonly seconds: number }
  | { readonly type: 'deliver'; readonly index: number }
  | {
      readonly type: 'approve';
      readonly account: AccountId;
      readonly kinds: readonly CredentialKind[];
      readonly seconds: number;
    }
  | { readonly type: 'forge'; readonly account: AccountId; readonly kind: CredentialKind | undefined }
  | { readonly type: 'crash'; readonly afterCalls: number }
  | { readonly type: 'fail'; readonly call: string; readonly times: number }
  | { readonly type: 'sweep' };

type Delivery = 'once' | 'twice' | 'lost';

/** Every call that AWS can fail on the way from a message to its outcome. */
export const FALLIBLE_CALLS = [
  'organizations:DescribeAccount',
  'sts:AssumeRoot',
  'iam:GetAccountSummary',
  'iam:GetLoginProfile',
  'iam:ListAccessKeys',
  'iam:ListSigningCertificates',
  'iam:ListMFADevices',
  'iam:DeleteLoginProfile',
  'iam:DeleteAccessKey',
  'iam:DeleteSigningCertificate',
  'iam:DeactivateMFADevice',
  'dynamodb:Query',
] as const;

/** The type of an action, as a literal. */
export const is = <Type extends string>(type: Type) => fc.constant(type);

export const kind = fc.constantFrom(...CREDENTIAL_KINDS);
const kinds = fc.uniqueArray(kind, { minLength: 1 });
const delivery = fc.constantFrom<Delivery>('once', 'once', 'twice', 'lost');

/** What happens in an organization every day. */
export function ordinaryActionOn(members: readonly AccountId[]): fc.Arbitrary<Action> {
  const account = fc.constantFrom(...members);
  return fc.oneof(
    { weight: 5, arbitrary: fc.record({ type: is('create'), account, kind, delivery }) },
    { weight: 4, arbitrary: fc.record({ type: is('deliver'), index: fc.nat(7) }) },
    {
      weight: 2,
      arbitrary: fc.record({ type: is('pass'), seconds: fc.integer({ min: 1, max: 7_200 }) }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        type: is('approve'),
        account,
        kinds,
        seconds: fc.integer({ min: 1, max: 20_000 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ type: is('sweep') }) },
  );
}

export function forgeryOn(members: readonly AccountId[]): fc.Arbitrary<Action> {
  return fc.record({
    type: is('forge'),
    account: fc.constantFrom(...members, MANAGEMENT, FOREIGN),
    kind: fc.option(kind, { nil: undefined }),
  });
}

export const fault: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ type: is('crash'), afterCalls: fc.nat(25) }),
  fc.record({
    type: is('fail'),
    call: fc.constantFrom(...FALLIBLE_CALLS),
    times: fc.integer({ min: 1, max: 3 }),
  }),
);

export async function applyAction(world: GuardedWorld, act: Action): Promise<void> {
  switch (act.type) {
    case 'create': {
      const id = world.createCredential(act.account, act.kind);
      const message = world.eventAbout(act.account, act.kind, id);
      world.pending.push(...copies(message, act.delivery));
      return;
    }
    case 'pass':
      world.memory.clock.advance(act.seconds);
      return;
    case 'deliver':
      return world.deliver(act.index);
    case 'approve':
      world.approve(act.account, act.kinds, act.seconds);
      return;
    case 'forge':
      world.pending.push(world.eventAbout(act.account, act.kind));
      return;
    case 'crash':
      world.crashAfter(act.afterCalls);
      return;
    case 'fail':
      world.memory.log.fail({ call: act.call, times: act.times });
      return;
    case 'sweep':
      return world.sweep();
  }
}

function copies(message: Message, delivery: Delivery): Message[] {
  if (delivery === 'lost') return [];
  return delivery === 'twice' ? [message, message] : [message];
}
