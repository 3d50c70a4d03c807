import { settlePromise, unwrap } from '../../concurrency/settled.ts';
import { type AwsFailure, describeWithRequestId } from '../../domain/aws-failure.ts';
import { AwsCallError } from '../../domain/errors.ts';
import type { Unusable, UnusableCredentials } from '../../guardrail/preflight/missing-credentials.ts';
import type { OperatorPorts } from '../../runtime/operator/ports.ts';
import type { CliContext } from '../context.ts';
import { nextStepFor } from '../errors.ts';

/** One or two accounts: that of the credentials that every command has, and that of the home profile. */
export interface Connections {
  readonly connections: readonly [OperatorPorts, ...OperatorPorts[]];
  /** Those of the home profile. */
  readonly home: OperatorPorts | undefined;
  /** Credentials that were named, or that the environment has, and that cannot be used. */
  readonly unusable: Unusable;
}

/** A profile, and where its name comes from. */
interface NamedProfile {
  /** Undefined: the credentials of the environment. */
  readonly name: string | undefined;
  readonly isOfFile: boolean;
}

/**
 * Connects with the credentials of the command and with those of the home profile. One of them is enough.
 * @param option the home profile of the command line
 * @throws AwsCallError where none of them can be used
 */
export async function connectAccounts(context: CliContext, option: string | undefined): Promise<Connections> {
  const { homeProfile, managementProfile } = (await context.installation())?.configuration ?? {};
  const name = await context.profile();
  const own = { name, isOfFile: name !== undefined && name === managementProfile };
  const home = { name: option ?? homeProfile, isOfFile: option === undefined };
  const ownSettled = await settlePromise(context.ports());
  if (home.name === undefined || home.name === own.name) {
    return { connections: [unwrap(ownSettled)], home: undefined, unusable: {} };
  }
  const organization = ownSettled.status === 'fulfilled' ? ownSettled.value.target : undefined;
  const homeSettled = await settlePromise(context.portsOf(home.name, organization));
  const ownError = refusalOf(ownSettled);
  const homeError = refusalOf(homeSettled);
  if (homeError !== undefined) {
    const unusable = describeUnusable(home, homeError.failure);
    if (ownError === undefined) {
      return { connections: [unwrap(ownSettled)], home: undefined, unusable: { home: unusable } };
    }
    context.say(`${unusable.detail} (${unusable.advice})`);
    throw isAbsent(own, ownError.failure) ? homeError : ownError;
  }
  const homePorts = unwrap(homeSettled);
  if (ownError !== undefined) {
    const isUnusable = !isAbsent(own, ownError.failure);
    return {
      connections: [homePorts],
      home: homePorts,
      unusable: isUnusable ? { management: describeUnusable(own, ownError.failure) } : {},
    };
  }
  const ownPorts = unwrap(ownSettled);
  const isSame = ownPorts.target.caller.account === homePorts.target.caller.account;
  return { connections: isSame ? [ownPorts] : [ownPorts, homePorts], home: homePorts, unusable: {} };
}

/** @throws whatever is no answer of AWS or of its SDK */
export function refusalOf(settled: PromiseSettledResult<OperatorPorts>): AwsCallError | undefined {
  if (settled.status === 'fulfilled') return undefined;
  if (settled.reason instanceof AwsCallError) return settled.reason;
  throw settled.reason;
}

/** Nobody has named any credentials, and there are none. */
function isAbsent({ name }: NamedProfile, { reason }: AwsFailure): boolean {
  return name === undefined && reason === 'credentials-missing';
}

export function describeUnusable({ name, isOfFile }: NamedProfile, failure: AwsFailure): UnusableCredentials {
  const credentials =
    name === undefined
      ? 'the credentials of the environment'
      : `the profile ${name}${isOfFile ? ', which rootguard.json names,' : ''}`;
  return {
    detail: `${credentials} cannot be used: ${describeWithRequestId(failure)}`,
    advice: nextStepFor(failure, name),
  };
}
