/**
 * Text that came from elsewhere (an account's name, a reason somebody typed, a message of AWS), fit to be one line of a
 * terminal or a mail: it must not move the cursor, change colours or turn the direction of writing, so control and format
 * characters go, and what breaks a line becomes a space.
 */
export function plainText(text: string): string {
  return text.replaceAll(/[\t\n\v\f\r\u0085\u2028\u2029]+/g, ' ').replaceAll(/[\p{Cc}\p{Cf}]/gu, '');
}

export function firstLine(text: string): string {
  return text.replace(/\n.*$/s, '');
}
