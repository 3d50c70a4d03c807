import type { Scope } from '../../domain/exception.ts';
import type { ExceptionEdited } from '../../guardrail/operate/edit-exceptions.ts';
import { explainError } from '../errors.ts';

/** For the help of the commands that edit exceptions. The watch runs every five minutes. */
export const REAUDIT =
  'An account is audited again at once, a wider scope by the next watch, within five minutes.';

/** Whether the re-audit was queued, and the text about it. */
export function reauditOf(
  { reaudit }: ExceptionEdited,
  scope: Scope,
): {
  readonly queued: boolean;
  readonly lines: readonly string[];
} {
  if (reaudit.status === 'fulfilled') {
    const text =
      scope.type === 'account'
        ? 'The account is audited again at once.'
        : 'Its scope is audited again by the next watch, within five minutes.';
    return { queued: true, lines: [text] };
  }
  return {
    queued: false,
    lines: [
      'The re-audit of its scope could not be queued; the next sweep audits it.',
      ...explainError(reaudit.reason).lines,
    ],
  };
}
