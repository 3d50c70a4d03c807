import { readRootAccess } from '../../guardrail/operate/root-access.ts';
import type { Exit } from '../exit-codes.ts';
import { lines } from '../output/result.ts';
import { defineCommand } from '../program/command.ts';
import { accessJson, accessRows, accessTable, failureBlocks, isAllOn } from '../views/root-access.ts';

export const status = defineCommand({
  description: [
    'Shows what is enabled for the central management of root users: trusted access for IAM, the two features, and the delegated administrators. It changes nothing.',
  ],
  acceptsAnyAccount: true,
  options: {},
  examples: ['rootguard status'],
  exitCodes: {
    failure: 'something is disabled, or it failed',
    unknown: 'something could not be read',
  },
  async run(context) {
    const ports = await context.ports();
    const { createRootAccess } = await import('../../runtime/operator/root-access.ts');
    const access = await readRootAccess(createRootAccess(ports).reader);
    const { caller, managementAccountId } = ports.target;
    const role = caller.account === managementAccountId ? 'the management account' : 'a member account';
    return {
      exit: exitOf(access),
      json: accessJson(access, ports.target),
      blocks: [
        accessTable(access),
        ...failureBlocks(access),
        lines(`Asked from ${caller.account}, ${role}.`),
      ],
      csv: accessRows(access),
    };
  },
});

function exitOf(access: Awaited<ReturnType<typeof readRootAccess>>): Exit {
  if (isAllOn(access)) return 'ok';
  const { trustedAccess, features } = access;
  // The features cannot be read while trusted access is disabled, but the answer is known then.
  const isKnown =
    (trustedAccess.type === 'readable' && !trustedAccess.value) ||
    (trustedAccess.type === 'readable' && features.type === 'readable');
  return isKnown ? 'failure' : 'unknown';
}
