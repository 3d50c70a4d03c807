/**
 * Whether a text matches a pattern of a policy: `*` matches any characters, `?` matches one. The part after a `*` is matched
 * at its first occurrence, so the time is at most the length of the pattern times that of the text.
 */
export function matchesPattern(pattern: string, text: string): boolean {
  let at = 0;
  let index = 0;
  let star = -1;
  let resumeAt = 0;
  while (at < text.length) {
    const step = pattern[index];
    if (step === '*') {
      star = index;
      resumeAt = at;
      index += 1;
    } else if (step !== undefined && (step === '?' || step === text[at])) {
      at += 1;
      index += 1;
    } else if (star !== -1) {
      // Let the last star match one more character.
      resumeAt += 1;
      at = resumeAt;
      index = star + 1;
    } else {
      return false;
    }
  }
  while (pattern[index] === '*') index += 1;
  return index === pattern.length;
}
