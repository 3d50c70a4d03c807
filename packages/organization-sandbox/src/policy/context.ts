/**
 * The condition keys of a request, such as `aws:PrincipalArn`, each with its value, or its values if it can have several.
 * Upper and lower case of a key make no difference.
 */
export type Context = Readonly<Record<string, string | readonly string[]>>;

/** The values of a key, given in lower case; undefined if the request does not have it. */
export type KeyValues = (key: string) => readonly string[] | undefined;

/** The keys of a context in lower case: one request is compared with many policies. */
const LOWER_CASE = new WeakMap<Context, ReadonlyMap<string, readonly string[]>>();

/** Most policies name no key, so the context is asked for only with the first one. */
export function keyValues(context: () => Context): KeyValues {
  return (key) => {
    const given = context();
    let values = LOWER_CASE.get(given);
    if (values === undefined) {
      values = new Map(Object.entries(given).map(([name, value]) => [name.toLowerCase(), [value].flat()]));
      LOWER_CASE.set(given, values);
    }
    return values.get(key);
  };
}
