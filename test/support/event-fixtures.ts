import { readdirSync, readFileSync } from 'node:fs';
import { parseAccountId } from '../../src/domain/account.ts';
import { parseMessage } from '../../src/events/parse-message.ts';
import type { ParsedMessage } from '../../src/events/parsed-message.ts';

const FOLDER = new URL('../fixtures/events/', import.meta.url);

/** An event as EventBridge delivers it, and the expected result of the parser. */
export interface EventFixture {
  readonly name: string;
  /** Where the event comes from: a documentation page, a public record, or `composed`. */
  readonly source: string;
  readonly managementAccountId: string;
  readonly sentAt: string;
  readonly event: {
    readonly source: string;
    readonly account: string;
    readonly region: string;
    readonly detail: { readonly eventName: string };
  };
  /** The result as JSON: times are text, undefined fields are absent. */
  readonly expect: { readonly type: ParsedMessage['type'] };
}

export function readEventFixtures(): readonly EventFixture[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .map((file) => ({
      name: file.replace(/\.json$/, ''),
      ...JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')),
    }));
}

export function parseFixture({ event, sentAt, managementAccountId }: EventFixture): ParsedMessage {
  return parseMessage(
    { body: JSON.stringify(event), queue: 'triggers', sentAt: new Date(sentAt) },
    { managementAccountId: parseAccountId(managementAccountId) },
  );
}

/** Whether the event must lead to an audit or a notification. */
export function isPositive(fixture: EventFixture): boolean {
  const { type } = fixture.expect;
  return type === 'trigger' || type === 'weakening' || isAnnounced(fixture);
}

/** Whether the event must lead to a notification alone. */
export function isAnnounced({ expect }: EventFixture): boolean {
  return expect.type === 'announcement';
}
