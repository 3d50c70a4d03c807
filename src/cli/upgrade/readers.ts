import { settlePromise, unwrap } from '../../concurrency/settled.ts';
import type { AwsFailure } from '../../domain/aws-failure.ts';
import type { Configuration } from '../../installation/configuration.ts';
import type { OperatorPorts } from '../../runtime/operator/ports.ts';
import type { CliContext } from '../context.ts';
import { describeUnusable, refusalOf } from '../operations/connect-accounts.ts';
import type { Readers, StackReader } from './deployed-stacks.ts';

/**
 * With the credentials of the command, and with those of the management profile.
 * @throws AwsCallError where none of them can be used
 */
export async function createReaders(context: CliContext, configuration: Configuration): Promise<Readers> {
  const { homeProfile, managementProfile } = configuration;
  const own = await context.profile();
  const ownSettled = await settlePromise(context.ports());
  // Without a profile the credentials are those of the environment: a profile beside them may not exist on this machine.
  const hasOther = own !== undefined && managementProfile !== undefined && managementProfile !== own;
  if (!hasOther) return { readers: [await readerOf(unwrap(ownSettled))], unusable: [] };

  const ownError = refusalOf(ownSettled);
  const known = ownSettled.status === 'fulfilled' ? ownSettled.value.target : undefined;
  const otherSettled = await settlePromise(context.portsOf(managementProfile, known));
  const otherError = refusalOf(otherSettled);
  const report = (name: string, isOfFile: boolean, failure: AwsFailure) => {
    const { detail, advice } = describeUnusable({ name, isOfFile }, failure);
    context.say(`${detail} (${advice})`);
  };
  if (otherError !== undefined) report(managementProfile, true, otherError.failure);
  if (ownError === undefined) {
    const reader = await readerOf(unwrap(ownSettled));
    return otherError === undefined
      ? { readers: [reader, await readerOf(unwrap(otherSettled))], unusable: [] }
      : {
          readers: [reader],
          unusable: [{ accountId: configuration.managementAccountId, failure: otherError.failure }],
        };
  }
  if (otherError !== undefined) throw ownError;
  report(own, own === homeProfile, ownError.failure);
  // A profile that the command line names may be of any account.
  const accountId = own === homeProfile ? configuration.homeAccountId : undefined;
  return {
    readers: [await readerOf(unwrap(otherSettled))],
    unusable: [{ accountId, failure: ownError.failure }],
  };
}

async function readerOf(ports: OperatorPorts): Promise<StackReader> {
  const { createAccountReads } = await import('../../runtime/operator/preflight-ports.ts');
  return { accountId: ports.target.caller.account, ...createAccountReads(ports).inspector };
}
