import { type Figure, meetsAim, rounded } from './figure.ts';
import { median } from './statistics.ts';

/** One line for each figure, for people. */
export function describeFigure(figure: Figure): string {
  const { point, what, ratios, atMost, failures, details } = figure;
  const spread =
    ratios.length > 1 ? ` (${rounded(Math.min(...ratios))} to ${rounded(Math.max(...ratios))})` : '';
  const aim = atMost === undefined ? '' : `, aim ${atMost}${meetsAim(figure) ? '' : ': MISSED'}`;
  const seen = Object.entries({ failures, ...details }).map(([name, value]) => `${name} ${value}`);
  return `${point}. ${what}: ${rounded(median(ratios))}${spread}${aim}\n   ${seen.join(', ')}\n`;
}

/** For machines. */
export function figureAsJson(figure: Figure) {
  return { ...figure, median: median(figure.ratios), met: meetsAim(figure) };
}
