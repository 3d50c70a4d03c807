import * as v from 'valibot';
import { parseJsonObject } from '../contract/json.ts';
import { object, oneOrMany } from '../contract/shapes.ts';
import { complete, documentOf, type Policy, STATEMENT_ENTRIES } from '../policy/document.ts';
import { evaluate } from '../policy/policy.ts';
import type { EventBus } from './bus.ts';

/** The account that puts events on another account's bus, and its organization. */
export interface Sender {
  readonly accountId: string;
  readonly organizationId: string;
}

const busPolicy = documentOf(
  complete(
    object({
      ...STATEMENT_ENTRIES,
      Principal: v.union([v.literal('*'), object({ AWS: v.optional(oneOrMany) })]),
      // The policy is on one bus, so it need not be named.
      Resource: v.optional(oneOrMany, '*'),
    }),
  ),
);

type BusPolicy = v.InferOutput<typeof busPolicy>;
type Principal = BusPolicy['Statement'][number]['Principal'];

/** Whether a text is a policy that the sandbox can evaluate. */
export const isBusPolicy = (text: string): boolean => v.safeParse(busPolicy, parseJsonObject(text)).success;

/**
 * Whether the policy of a bus allows another account to put events: it has an Allow for everybody, the account or its root,
 * and no such Deny. Conditions can ask for the account and the organization of the sender.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-permissions-manage.html
 */
export function mayPutEvents(bus: EventBus, sender: Sender): boolean {
  const request = {
    action: 'events:PutEvents',
    resource: bus.arn,
    context: { 'aws:PrincipalAccount': sender.accountId, 'aws:PrincipalOrgID': sender.organizationId },
  };
  const decisions = statementsOf(bus)
    .filter(({ principal }) => isPrincipal(principal, sender))
    .map(({ document }) => evaluate(document, request));
  return decisions.includes('allowed') && !decisions.includes('denied');
}

/** One statement of a policy, as a document of its own. */
interface BusStatement {
  readonly principal: Principal;
  readonly document: Policy;
}

/** The policy of a bus changes seldom, and is asked for each event. */
const PARSED = new WeakMap<
  EventBus,
  { readonly text: string; readonly statements: readonly BusStatement[] }
>();

function statementsOf(bus: EventBus): readonly BusStatement[] {
  const { policy: text } = bus;
  if (text === undefined) return [];
  const known = PARSED.get(bus);
  if (known?.text === text) return known.statements;
  const parsed = v.safeParse(busPolicy, parseJsonObject(text));
  const { Version, Statement } = parsed.success ? parsed.output : NO_STATEMENTS;
  const statements = Statement.map(({ Principal: principal, ...statement }) => ({
    principal,
    document: { Version, Statement: [statement] },
  }));
  PARSED.set(bus, { text, statements });
  return statements;
}

const NO_STATEMENTS: BusPolicy = { Version: '2012-10-17', Statement: [] };

function isPrincipal(principal: Principal, { accountId }: Sender): boolean {
  if (principal === '*') return true;
  return (principal.AWS ?? []).some(
    (name) => name === '*' || name === accountId || new RegExp(`^arn:[^:]+:iam::${accountId}:`).test(name),
  );
}
