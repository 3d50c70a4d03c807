import type * as v from 'valibot';
import { InvalidInputError } from '../domain/errors.ts';
import { isUnknownKeyIssue } from './json-objects.ts';

/** The longest value that an issue quotes. Characters. */
const MAX_QUOTED = 80;

/** Lists every issue of the configuration, so that all can be corrected at once. */
export class ConfigurationError extends InvalidInputError {
  /** @param source such as `rootguard.json` */
  constructor(source: string, issues: readonly string[]) {
    super('invalid-configuration', source, issues);
    this.name = 'ConfigurationError';
    this.message = [`The configuration (${source}) cannot be used:`, ...issues].join('\n  - ');
  }
}

/** Path, what is allowed, and what was seen. @param whole stands for an empty path */
export function describeIssue(issue: v.BaseIssue<unknown>, whole: string): string {
  const keys = (issue.path ?? []).map(({ key }) => String(key));
  if (isUnknownKeyIssue(issue)) keys.pop();
  return `${keys.join('.') || whole}: ${issue.message}${seen(issue)}`;
}

/** Messages of valibot itself quote the value already. */
function seen({ message, input }: v.BaseIssue<unknown>): string {
  if (!message.startsWith('must ')) return '';
  const quoted = JSON.stringify(input) ?? 'nothing';
  return `, got ${quoted.length > MAX_QUOTED ? `${quoted.slice(0, MAX_QUOTED)}…` : quoted}`;
}
