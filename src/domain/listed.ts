/** `a, b and 3 more`: no more than `max` of the values by name. */
export function listed(values: readonly string[], max: number): string {
  const more = values.length - max;
  const named = values.slice(0, max).join(', ');
  return more > 0 ? `${named} and ${more} more` : named;
}
