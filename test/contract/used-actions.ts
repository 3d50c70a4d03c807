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

/** Notes which IAM actions an adapter's client needs. */
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

/** What the tests of this file made the adapter use, and what it is granted. */
export function actionsOf(adapter: AdapterName): {
  readonly used: readonly string[];
  readonly granted: readonly string[];
} {
  return { used: [...(used.get(adapter) ?? [])].toSorted(), granted: PERMISSIONS[adapter].toSorted() };
}
