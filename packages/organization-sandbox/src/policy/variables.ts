import type { KeyValues } from './context.ts';

/** A text of a policy with its variables filled in; undefined if the request lacks one that has no default value. */
export type Template = (values: KeyValues) => string | undefined;

/** A key is short, so that a text of many openings is not searched from each of them to its end. */
const VARIABLE = /\$\{(?<key>[^{},'$]{1,256})(?:,\s{0,9}'(?<byDefault>[^']*)')?\}/g;

/**
 * Policies of version 2012-10-17 have variables such as `${aws:PrincipalAccount}` in resources and conditions.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function template(text: string, hasVariables: boolean): Template {
  if (!hasVariables || !text.includes('${')) return () => text;
  return (values) => {
    let isComplete = true;
    const filled = text.replace(VARIABLE, (...match) => {
      const { key = '', byDefault }: { key?: string; byDefault?: string } = match.at(-1);
      // A key with several values cannot be used as a variable.
      const [value, ...others] = values(key.trim().toLowerCase()) ?? [];
      if (value !== undefined && others.length === 0) return value;
      isComplete &&= byDefault !== undefined;
      return byDefault ?? '';
    });
    return isComplete ? filled : undefined;
  };
}
