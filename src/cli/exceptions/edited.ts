import type { ExceptionEdited } from '../../guardrail/edit-exceptions.ts';
import { explainError } from '../errors.ts';

/** What a person is told about the re-audit, and what a script sees of it. */
export function reauditOf({ reaudit }: ExceptionEdited): {
  readonly queued: boolean;
  readonly lines: readonly string[];
} {
  if (reaudit.ok) return { queued: true, lines: ['Its scope will be audited again at once.'] };
  return {
    queued: false,
    lines: [
      'The re-audit of its scope could not be queued; the next sweep looks at it.',
      ...explainError(reaudit.error).lines,
    ],
  };
}
