import type { Rule } from './bus.ts';
import { type EventBridgeEvent, eventTime } from './event.ts';
import type { Target } from './target-schema.ts';

/**
 * The input of a target: the event, a part of it, a constant, or a text from a template.
 *
 * @param receivedAt when the bus of the rule received the event, which is later on each bus that it is forwarded to
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export function inputOf(target: Target, rule: Rule, event: EventBridgeEvent, receivedAt: Date): string {
  if (target.Input !== undefined) return target.Input;
  if (target.InputPath !== undefined) return JSON.stringify(valueAt(event, target.InputPath) ?? null);
  if (target.InputTransformer === undefined) return JSON.stringify(event);
  const { detail, ...withoutDetail } = event;
  const { InputPathsMap = {}, InputTemplate } = target.InputTransformer;
  const variables = new Map<string, unknown>([
    ['aws.events.rule-arn', rule.arn],
    ['aws.events.rule-name', rule.name],
    ['aws.events.event.ingestion-time', eventTime(receivedAt)],
    ['aws.events.event', withoutDetail],
    ['aws.events.event.json', event],
    ...Object.entries(InputPathsMap).map(([name, path]): [string, unknown] => [name, valueAt(event, path)]),
  ]);
  return fillTemplate(InputTemplate, variables);
}

/** The value at a path such as `$.detail.resources[0].id`; undefined if there is none. */
export function valueAt(event: unknown, path: string): unknown {
  const steps = path.replace(/^\$\.?/, '').match(/[^.[\]'"]+/g) ?? [];
  return steps.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, step)
        ? Reflect.get(value, step)
        : undefined,
    event,
  );
}

/** Inside a JSON string a variable is inserted without quotes; elsewhere it becomes a JSON value. */
function fillTemplate(template: string, variables: ReadonlyMap<string, unknown>): string {
  let isInString = false;
  return template.replace(/\\.|"|<([\w.-]+)>/gs, (token, name?: string) => {
    if (token === '"') isInString = !isInString;
    if (name === undefined || !variables.has(name)) return token;
    const value = variables.get(name);
    const json = JSON.stringify(value ?? '');
    if (!isInString) return json;
    return typeof value === 'object' && value !== null ? json : json.replace(/^"|"$/g, '');
  });
}
