import { ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge';
import { parseAccountId } from '../../src/domain/account.ts';
import { assertNever } from '../../src/domain/errors.ts';
import { NOTIFICATIONS, type NotificationKey } from '../../src/domain/notification.ts';
import { deleteRule } from '../../src/local/demo/rules.ts';
import { LISTENER_SOURCES } from '../../src/runtime/resources.ts';
import { isNothingHeardNotified, notifiedSilent } from '../support/hearing-acts.ts';
import { MANAGEMENT } from '../support/sandbox-scene.ts';
import type { SandboxWorld } from './sandbox-world.ts';

/** What decides whether accounts are heard. Events that are late or arrive twice are acts of their own. */
export type SilenceAct =
  | { readonly type: 'mute' | 'unmute'; readonly account: number }
  | { readonly type: 'trail'; readonly logging: boolean; readonly readWrite: 'All' | 'WriteOnly' };

const RULE = 'rootguard-heartbeats';

export async function applySilenceAct(world: SandboxWorld, act: SilenceAct): Promise<void> {
  const { trails } = world.sandbox;
  switch (act.type) {
    case 'mute': {
      const account = world.accounts[act.account] ?? '';
      if (world.restoreRules.has(account)) return;
      world.restoreRules.set(account, await deleteRule(world.scene, account, RULE));
      return;
    }
    case 'unmute': {
      const account = world.accounts[act.account] ?? '';
      await world.restoreRules.get(account)?.();
      world.restoreRules.delete(account);
      return;
    }
    case 'trail':
      for (const trail of trails.list()) {
        trails.change(trail, { logging: act.logging, readWrite: act.readWrite });
      }
      return;
    default:
      return assertNever(act);
  }
}

/** The sweeper's watch every five minutes until half an hour after a sweep is over. */
export async function waitForSilence(world: SandboxWorld): Promise<void> {
  const { clock } = world.sandbox;
  clock.advance(LISTENER_SOURCES.heartbeats.batchingWindowSeconds);
  await world.drain();
  for (let minutes = 0; minutes <= 35; minutes += 5) {
    clock.advance(5 * 60);
    await world.during(world.stack.run('watch'));
    await world.drain();
  }
}

/** 17: people know of each account that is not heard, and no account that is heard counts as silent. */
export async function wrongSilence(world: SandboxWorld): Promise<readonly string[]> {
  const { organization, sns } = world.sandbox;
  const members = [...organization.accounts.values()].filter(({ id }) => id !== MANAGEMENT);
  const active = members.filter(({ state }) => state === 'ACTIVE').map(({ id }) => parseAccountId(id));
  const heard = new Set<string>();
  for (const id of active) if (await isHeard(world, id)) heard.add(id);
  const published = sns.published().map(({ message }) => notificationOf(message));
  if (isNothingHeardNotified(published)) {
    return [...heard].map((id) => `17: nothing is heard, people were told, and ${id} is heard`);
  }
  const known = notifiedSilent(published, active);
  const operator = await world.during(world.stack.operator());
  const breaches: string[] = [];
  for (const id of active) {
    if (!heard.has(id) && !known.has(id)) breaches.push(`17: ${id} is silent, and nobody was told`);
    const { notifiedSilentSince } = (await world.during(operator.posture.read(id)))?.hearing ?? {};
    if (heard.has(id) && notifiedSilentSince !== undefined) {
      breaches.push(`17: ${id} is heard, and counts as silent`);
    }
  }
  return breaches;
}

async function isHeard({ scene, sandbox }: SandboxWorld, account: string): Promise<boolean> {
  const records = sandbox.trails.list().some(({ logging, readWrite }) => logging && readWrite === 'All');
  if (!records) return false;
  try {
    const { eventBridge } = scene.administrator(account);
    const { Targets = [] } = await eventBridge.send(new ListTargetsByRuleCommand({ Rule: RULE }));
    return Targets.length > 0;
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return false;
    throw error;
  }
}

/** What of a notification its mail shows. */
function notificationOf(mail: string) {
  const [title, ...rest] = mail.split('\n');
  const keys = Object.keys(NOTIFICATIONS) as NotificationKey[];
  return {
    key: keys.find((key) => NOTIFICATIONS[key].title === title),
    lines: rest.filter((line) => line.startsWith('- ')).map((line) => line.slice(2)),
    fingerprint: rest.find((line) => line.startsWith('Incident: '))?.replace(/^Incident: +/, '') ?? '',
  };
}
