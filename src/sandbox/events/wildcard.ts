import { PatternError } from './pattern-error.ts';

/**
 * `*` stands for any text, also none. A backslash escapes `*` and itself. Two wildcards in a row and any other use of
 * a backslash are refused.
 */
export function wildcardTest(pattern: string): (text: string) => boolean {
  const parts = [...pattern.matchAll(/\\?./gsu)].map(([part]) => part);
  const source = parts.map((part, index) => {
    if (part === '*') {
      if (parts[index - 1] === '*')
        throw new PatternError(`Consecutive wildcard characters at pos ${index - 1}`);
      return '.*';
    }
    if (part.startsWith('\\') && part !== '\\*' && part !== '\\\\') {
      throw new PatternError(`Invalid escape character at pos ${index}`);
    }
    return escapeForRegExp(part.startsWith('\\') ? part.slice(1) : part);
  });
  const expression = new RegExp(`^${source.join('')}$`, 'su');
  return (text) => expression.test(text);
}

const escapeForRegExp = (text: string): string => text.replace(/[$()*+.?[\\\]^{|}/]/g, '\\$&');
