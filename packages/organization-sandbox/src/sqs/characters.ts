import { SqsError } from './errors.ts';

/** Characters that XML 1.0 does not allow. With the `u` flag a lone surrogate is a code point of its own. */
const INVALID_CHARACTERS = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

export function checkCharacters(text: string): void {
  if (INVALID_CHARACTERS.test(text)) {
    throw new SqsError(
      'InvalidMessageContents',
      'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF.',
    );
  }
}
