import { vi } from 'vitest';
import { type AdapterName, PERMISSIONS } from '../../src/aws/permissions.ts';

/** Commands whose IAM action has another name. */
const ACTION_NAMES: Readonly<Record<string, string>> = {
  Get: 'GetItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
  SendMessageBatch: 'SendMessage',
};

const used = new Map<AdapterName, Set<string>>();

interface Client {
  send(command: object): unknown;
}

/** Records which IAM actions the calls of an adapter's client need. */
export function recordActions(client: Client, service: string, adapter: AdapterName): void {
  const actions = used.get(adapter) ?? new Set();
  used.set(adapter, actions);
  const send = client.send.bind(client);
  vi.spyOn(client, 'send').mockImplementation((command) => {
    const name = command.constructor.name.replace(/Command$/, '');
    actions.add(`${service}:${ACTION_NAMES[name] ?? name}`);
    return send(command);
  });
}

/** The IAM actions that the adapter used in the tests of this file, and those it is granted. */
export function actionsOf(adapter: AdapterName): {
  readonly used: readonly string[];
  readonly granted: readonly string[];
} {
  return { used: [...(used.get(adapter) ?? [])].toSorted(), granted: PERMISSIONS[adapter].toSorted() };
}
