import { type Figure, meetsAim, rounded } from './figure.ts';
import { median } from './statistics.ts';

/** One line for each figure, for a terminal. */
export function describeFigure(figure: Figure): string {
  const { scenario, what, ratios, maxRatio, failures, details } = figure;
  const spread =
    ratios.length > 1 ? ` (${rounded(Math.min(...ratios))} to ${rounded(Math.max(...ratios))})` : '';
  const aim = maxRatio === undefined ? '' : `, aim ${maxRatio}${meetsAim(figure) ? '' : ': MISSED'}`;
  const values = Object.entries({ failures, ...details }).map(([name, value]) => `${name} ${value}`);
  return `${scenario}. ${what}: ${rounded(median(ratios))}${spread}${aim}\n   ${values.join(', ')}\n`;
}

/** For machines. */
export function figureAsJson(figure: Figure) {
  return { ...figure, median: median(figure.ratios), met: meetsAim(figure) };
}
