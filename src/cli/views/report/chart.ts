import type { RemovalBucket } from '../../../guardrail/report/removal-history.ts';
import { formatDay } from './format.ts';
import { html, type Markup } from './html.ts';

/** SVG units. The drawing is stretched to the width of the page, so its text is outside the SVG. */
const WIDTH = 1000;
const HEIGHT = 100;

/** The share of a bar's slot that stays empty. */
const GAP_SHARE = 0.22;

/** A bar chart over time: one inline SVG, with the labels of its axes as text beside it. */
export function removalsChart(buckets: readonly RemovalBucket[], caption: string): Markup {
  const max = Math.max(...buckets.map(({ credentials }) => credentials), 1);
  const top = roundUp(max);
  const room = WIDTH / buckets.length;
  const bars = buckets.map(({ from, days, credentials }, index) => {
    const height = (credentials / top) * HEIGHT;
    const x = index * room + (room * GAP_SHARE) / 2;
    return html`<rect class="bar" x="${round(x)}" y="${round(HEIGHT - height)}" width="${round(room * (1 - GAP_SHARE))}" height="${round(height)}"><title>${spanOf(from, days)}: ${credentials}</title></rect>`;
  });
  const lines = [0, 0.5].map(
    (share) => html`<line class="grid" x1="0" x2="${WIDTH}" y1="${share * HEIGHT}" y2="${share * HEIGHT}"/>`,
  );
  return html`<figure><figcaption>${caption}</figcaption><div class="chart"><div class="heights" aria-hidden="true"><span>${top}</span><span>${top / 2}</span><span>0</span></div><svg role="img" aria-label="${summaryOf(buckets)}" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none">${lines}${bars}<line class="base" x1="0" x2="${WIDTH}" y1="${HEIGHT}" y2="${HEIGHT}"/></svg><div class="days" aria-hidden="true">${daysBelow(buckets)}</div></div></figure>`;
}

/** The first, the middle and the last day: more do not fit side by side on a phone. */
function daysBelow(buckets: readonly RemovalBucket[]): Markup[] {
  const indexes = [0, Math.floor((buckets.length - 1) / 2), buckets.length - 1];
  return [...new Set(indexes)].flatMap((index) => {
    const bucket = buckets[index];
    return bucket === undefined ? [] : [html`<span>${formatDay(bucket.from)}</span>`];
  });
}

/** An even number, so that the line in the middle is at a whole number. */
function roundUp(max: number): number {
  const step = 10 ** Math.floor(Math.log10(max));
  const steps = [2, 4, 6, 8, 10].find((factor) => factor * step >= max) ?? 10;
  return steps * step;
}

function spanOf(from: Date, days: number): string {
  if (days === 1) return formatDay(from);
  return `${formatDay(from)}, ${days} days`;
}

function summaryOf(buckets: readonly RemovalBucket[]): string {
  const total = buckets.reduce((sum, { credentials }) => sum + credentials, 0);
  const [first, last] = [buckets[0], buckets.at(-1)];
  if (first === undefined || last === undefined) return 'nothing was removed';
  return `Bar chart: ${total} credentials removed between ${formatDay(first.from)} and ${formatDay(last.from)}`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
