/** A whole number in decimal digits, from `min` to `max`; undefined for any other text. */
export function parseWholeNumber(text: string, min: number, max: number): number | undefined {
  const number = Number(text);
  return /^\d+$/.test(text) && number >= min && number <= max ? number : undefined;
}
