import { describe, expect, it } from 'vitest';
import { readDeployedStack, type StackReader } from '../../../../src/cli/upgrade/deployed-stacks.ts';
import type { StackFacts, StackSetFacts } from '../../../../src/guardrail/ports/account-inspection.ts';
import { readable } from '../../guardrail/doctor/readings.ts';

const MEMBERS = {
  name: 'rootguard-members',
  accountId: '111111111111',
  region: 'us-east-1',
  stackSet: 'rootguard-members',
};

const versioned = (Version: string): StackFacts => ({ status: 'CREATE_COMPLETE', outputs: { Version } });
const stackSetWith = (outputs: Readonly<Record<string, string>>): StackSetFacts => ({
  outputs: readable(outputs),
});

function readerOf(stack: StackFacts | undefined, stackSet: StackSetFacts | undefined): StackReader {
  return {
    accountId: MEMBERS.accountId,
    readStack: async () => readable(stack),
    readStackSet: async () => readable(stackSet),
  };
}

describe('the deployed version of the StackSet', () => {
  it.each([
    ['of its stack, where the CDK has deployed it', versioned('1.0.0'), stackSetWith({}), 'current'],
    ['of its template, where it has no stack', undefined, stackSetWith({ Version: '0.9.0' }), 'older'],
    [
      'of its template, where the stack is an empty one of a change set',
      { status: 'REVIEW_IN_PROGRESS', outputs: {} },
      stackSetWith({ Version: '1.1.0' }),
      'newer',
    ],
    [
      'none, where both have none',
      { status: 'CREATE_COMPLETE', outputs: {} },
      stackSetWith({}),
      'without-version',
    ],
    ['none, where there is neither', undefined, undefined, 'not-deployed'],
  ] as const)('is that %s', async (_, stack, stackSet, status) => {
    const read = await readDeployedStack(
      MEMBERS,
      { readers: [readerOf(stack, stackSet)], unusable: [] },
      '1.0.0',
    );
    expect(read).toMatchObject({ name: 'rootguard-members', status });
  });
});
