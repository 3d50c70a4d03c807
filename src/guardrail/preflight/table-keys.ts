import type { PreflightPlan } from './plan.ts';

/** A table that is encrypted with a key of KMS. */
export interface EncryptedTable {
  readonly name: string;
  /** The ARN of the key. */
  readonly key: string;
}

/**
 * Tables that a deployment would take over with another key than theirs: the import leaves them as they are, and the functions
 * may use the configured key only. Undefined where there are none.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources-automatically.html
 */
export function findOtherKey(
  tables: readonly EncryptedTable[],
  { keyArn, makesKey }: Pick<PreflightPlan, 'keyArn' | 'makesKey'>,
): { readonly detail: string; readonly advice: string } | undefined {
  const others = tables.filter(({ key }) => key !== keyArn);
  const [first] = others;
  if (first === undefined) return undefined;
  const listed = others.map(({ name, key }) => `table ${name} with ${key}`).join(', ');
  const isOne = new Set(tables.map(({ key }) => key)).size === 1;
  return {
    detail: `encrypted by an earlier installation: ${listed}; ${configured()}, with which they could not be read`,
    advice: isOne
      ? `In rootguard.json, set keyArn to ${first.key}${makesKey ? ' and take customerManagedKey out' : ''}. Its policy needs the statements of docs/encryption.md; then go on as in docs/lifecycle.md, under "Upgrade" or "Deploy again".`
      : 'They have different keys, and keyArn names one: encrypt them with the same key first (aws dynamodb update-table --sse-specification), and name that one.',
  };

  function configured(): string {
    if (makesKey) return 'the configuration makes a new key';
    return keyArn === undefined ? 'the configuration has no key' : `the configuration has ${keyArn}`;
  }
}
