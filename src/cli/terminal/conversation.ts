import { createInterface } from 'node:readline';
import { plainText } from '../../domain/plain-text.ts';
import type { Terminal } from './terminal.ts';

/** The value of an answer, or what is wrong with it. */
export type Accepted<Value> =
  | { readonly type: 'accepted'; readonly value: Value }
  | { readonly type: 'refused'; readonly issues: readonly string[] };

export interface Conversation {
  /**
   * Asks until the answer is accepted. An empty answer is the default.
   * @returns undefined on Ctrl-C and at the end of the input
   */
  ask<Value>(
    question: string,
    byDefault: string | undefined,
    accept: (answer: string) => Promise<Accepted<Value>>,
  ): Promise<Value | undefined>;
  close(): void;
}

/** Questions on stderr, answers from stdin; to be closed. Answers that are typed ahead are not lost. */
export function openConversation(terminal: Terminal, interrupted: AbortSignal): Conversation {
  const reader = createInterface({ input: terminal.stdin, output: terminal.stderr });
  const answers = reader[Symbol.asyncIterator]();
  let isClosed = false;
  reader.once('close', () => {
    isClosed = true;
  });
  interrupted.addEventListener('abort', () => reader.close(), { once: true });
  return {
    async ask(question, byDefault, accept) {
      for (;;) {
        const hint = byDefault === undefined ? '' : ` [${byDefault}]`;
        reader.setPrompt(plainText(`${question}${hint}: `));
        // A reader that is closed refuses to prompt; lines that were typed ahead are still there.
        if (!isClosed) reader.prompt();
        const { value: line, done } = await answers.next();
        if (done) return undefined;
        const result = await accept(line.trim() || (byDefault ?? ''));
        if (result.type === 'accepted') return result.value;
        for (const issue of result.issues) terminal.stderr.write(`  ${plainText(issue)}\n`);
      }
    },
    close: () => reader.close(),
  };
}
