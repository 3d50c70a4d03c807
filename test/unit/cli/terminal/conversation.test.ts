import { describe, expect, it } from 'vitest';
import { type Accepted, openConversation } from '../../../../src/cli/terminal/conversation.ts';
import { givenTerminal } from '../terminal-double.ts';

const accept = async (answer: string): Promise<Accepted<string>> =>
  answer.startsWith('no')
    ? { type: 'refused', issues: [`${answer} is not accepted`] }
    : { type: 'accepted', value: answer };

function given(interrupted = new AbortController().signal) {
  const double = givenTerminal();
  return { ...double, conversation: openConversation(double.terminal, interrupted) };
}

describe('a conversation', () => {
  it('takes answers that are typed ahead, and an empty one as the default', async () => {
    const { conversation, type, seen } = given();
    type('  one \n\n');
    expect(await conversation.ask('First', undefined, accept)).toBe('one');
    expect(await conversation.ask('Second', 'two', accept)).toBe('two');
    expect(seen.stderr).toContain('First: ');
    expect(seen.stderr).toContain('Second [two]: ');
    expect(seen.stdout).toBe('');
    conversation.close();
  });

  it('says what is wrong, and asks again', async () => {
    const { conversation, type, seen } = given();
    type('nothing\nyes\n');
    expect(await conversation.ask('Which', undefined, accept)).toBe('yes');
    expect(seen.stderr).toContain('  nothing is not accepted\n');
    expect(seen.stderr.match(/Which: /g)).toHaveLength(2);
    conversation.close();
  });

  it('ends when the input is closed, and for all further questions', async () => {
    const { conversation, hangUp } = given();
    const answer = conversation.ask('Which', 'default', accept);
    hangUp();
    expect(await answer).toBeUndefined();
    expect(await conversation.ask('And', 'default', accept)).toBeUndefined();
  });

  it('ends with Ctrl-C', async () => {
    const controller = new AbortController();
    const { conversation } = given(controller.signal);
    const answer = conversation.ask('Which', undefined, accept);
    controller.abort();
    expect(await answer).toBeUndefined();
  });

  it('shows no control characters of what others have named', async () => {
    const { conversation, type, seen } = given();
    type('one\n');
    await conversation.ask('Account \u001b[31mred', undefined, accept);
    expect(seen.stderr).not.toContain('\u001b[31m');
    conversation.close();
  });
});
