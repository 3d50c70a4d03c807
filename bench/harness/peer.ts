/** One end of the channel between a process of Node and its child. */
export interface Channel {
  send?(message: object, sent: (error: Error | null) => void): unknown;
  on(event: 'message', listener: (message: unknown) => void): unknown;
}

/** The procedures that one process can call in the other. Arguments and results are JSON: a Date arrives as text. */
export type Procedures = Readonly<Record<string, { readonly input: unknown; readonly output: unknown }>>;

export type Handlers<Offered extends Procedures> = {
  readonly [Name in keyof Offered]: (
    argument: Offered[Name]['input'],
  ) => Offered[Name]['output'] | Promise<Offered[Name]['output']>;
};

export type Ask<Offered extends Procedures> = <Name extends keyof Offered & string>(
  name: Name,
  argument: Offered[Name]['input'],
) => Promise<Offered[Name]['output']>;

type Message<Mine extends Procedures> =
  | { readonly type: 'ask'; readonly id: number; readonly name: keyof Mine; readonly argument: never }
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failure'; readonly id: number; readonly error: string };

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Answers calls of the other process, and makes calls to it. */
export function connectPeer<Mine extends Procedures, Theirs extends Procedures>(
  channel: Channel,
  handlers: Handlers<Mine>,
): Ask<Theirs> {
  /** A message that is sent while the channel closes is lost without an error. */
  const send = (message: object) => channel.send?.(message, () => {});
  const waiting = new Map<number, Waiting>();
  let asked = 0;

  async function answer({ id, name, argument }: Extract<Message<Mine>, { type: 'ask' }>): Promise<void> {
    try {
      send({ type: 'answer', id, value: await handlers[name](argument) });
    } catch (error) {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      send({ type: 'failure', id, error: text });
    }
  }

  channel.on('message', (message) => {
    if (!isMessage<Mine>(message)) return;
    if (message.type === 'ask') return void answer(message);
    const asker = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.type === 'answer') asker?.resolve(message.value);
    else asker?.reject(new Error(message.error));
  });

  return (name, argument) =>
    new Promise((resolve, reject) => {
      asked += 1;
      waiting.set(asked, { resolve, reject });
      send({ type: 'ask', id: asked, name, argument });
    });
}

/** Both processes run this file, so the form of a message is known. */
function isMessage<Mine extends Procedures>(message: unknown): message is Message<Mine> {
  return typeof message === 'object' && message !== null && 'type' in message && 'id' in message;
}
