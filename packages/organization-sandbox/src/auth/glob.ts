/**
 * Whether a text fits a pattern of a policy: `*` stands for any characters, `?` for one. Whatever follows a `*` is taken
 * where it fits first, so that the time is at most that of the pattern times the text.
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
      // The last star takes one character more.
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
