import * as v from 'valibot';

/*
 * A Query request names its fields flatly: `ContextEntries.member.1.ContextKeyName`.
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */

type Node = Map<string, Node | string>;

/** The structure that the fields of a request describe: lists are arrays, and values are strings. */
export function queryStructure(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const root: Node = new Map();
  for (const [name, value] of Object.entries(fields)) {
    const path = name.split('.');
    const last = path.pop() ?? '';
    let node = root;
    for (const part of path) {
      const child = node.get(part);
      const next = child instanceof Map ? child : new Map();
      node.set(part, next);
      node = next;
    }
    if (!node.has(last)) node.set(last, String(value));
  }
  return structureOf(root);
}

const structureOf = (node: Node): Record<string, unknown> =>
  Object.fromEntries(
    [...node].map(([name, child]) => [name, typeof child === 'string' ? child : childOf(child)]),
  );

function childOf(node: Node): unknown {
  const members = node.get('member');
  if (node.size !== 1 || !(members instanceof Map)) return structureOf(node);
  return [...members]
    .sort(([left], [right]) => Number(left) - Number(right))
    .map(([, member]) => (typeof member === 'string' ? member : childOf(member)));
}

/** A list: one without items is sent as an empty field. */
export const queryList = <Item extends v.GenericSchema>(item: Item, max = Number.MAX_SAFE_INTEGER) =>
  v.pipe(
    v.unknown(),
    v.transform((value) => (value === '' ? [] : value)),
    v.array(item),
    v.maxLength(max, `Member must have length less than or equal to ${max}`),
  );
