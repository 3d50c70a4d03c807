import { html } from './html.ts';

/*
 * One set of colours for light and one for dark; each pair of text and ground has a contrast of 4.5 to 1 at least. A state
 * is always named beside its colour. On paper it is light, whatever the screen is.
 */

const LIGHT = `
  --ground: #f4f5f7; --surface: #ffffff; --line: #d9dde3; --grid: #e6e9ee;
  --text: #1b2027; --quiet: #57606c; --bar: #2c62b4;
  --violating: #b3261e; --unknown: #8a5300; --excepted: #5a4fb0; --compliant: #1d7040; --skipped: #646c78;
  --violating-soft: #fdecea; --unknown-soft: #fdf1dc; --excepted-soft: #eeecfb; --compliant-soft: #e5f4ea; --skipped-soft: #eceef1;`;

const DARK = `
  --ground: #12151a; --surface: #1b2027; --line: #333b46; --grid: #2a313b;
  --text: #e7eaee; --quiet: #a3adb9; --bar: #7aa7ee;
  --violating: #ff8a80; --unknown: #f2b55a; --excepted: #b3a9ff; --compliant: #74d199; --skipped: #a3adb9;
  --violating-soft: #43211f; --unknown-soft: #3d2f16; --excepted-soft: #2c2950; --compliant-soft: #173524; --skipped-soft: #2a313b;`;

export const STYLE = html`
:root { color-scheme: light dark; ${LIGHT} }
@media (prefers-color-scheme: dark) { :root { ${DARK} } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; -webkit-text-size-adjust: 100%; }
header, main, footer { max-width: 1120px; margin: 0 auto; padding: 0 24px; }
header { padding-top: 32px; }
h1 { margin: 0; font-size: 26px; line-height: 1.25; letter-spacing: -0.01em; }
h2 { margin: 0 0 12px; font-size: 18px; line-height: 1.3; }
h3 { margin: 20px 0 8px; font-size: 15px; }
p { margin: 0 0 12px; max-width: 75ch; }
.quiet, footer { color: var(--quiet); }
header p { margin: 6px 0 0; }
header p.coverage { font-weight: 600; }
section { background: var(--surface); border: 1px solid var(--line); border-radius: 10px; padding: 20px 24px; margin: 20px 0; }
code { font: 13px/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; overflow-wrap: anywhere; }

.totals { display: grid; grid-template-columns: repeat(auto-fit, minmax(130px, 1fr)); gap: 12px; margin: 0; padding: 0; list-style: none; }
.totals li { border: 1px solid var(--line); border-left: 4px solid var(--colour, var(--quiet)); border-radius: 8px; padding: 10px 14px; }
.totals .number { display: block; font-size: 28px; font-weight: 650; line-height: 1.2; font-variant-numeric: tabular-nums; }
.totals .zero { color: var(--quiet); font-weight: 500; }
.totals .label { color: var(--quiet); font-size: 13px; }
.share { display: flex; gap: 2px; height: 10px; margin: 16px 0 0; border-radius: 5px; overflow: hidden; background: var(--grid); }
.share span { background: var(--colour); min-width: 3px; }
.violating { --colour: var(--violating); --soft: var(--violating-soft); }
.unknown { --colour: var(--unknown); --soft: var(--unknown-soft); }
.excepted { --colour: var(--excepted); --soft: var(--excepted-soft); }
.compliant { --colour: var(--compliant); --soft: var(--compliant-soft); }
.skipped { --colour: var(--skipped); --soft: var(--skipped-soft); }
.badge { display: inline-block; padding: 1px 9px; border-radius: 999px; background: var(--soft); color: var(--colour);
  font-size: 13px; font-weight: 600; white-space: nowrap; }

.decision { margin: 0 0 8px; color: var(--colour); font-size: 21px; }
.status { margin: 0; padding: 0; list-style: none; color: var(--quiet); }
.plain { margin: 0; padding: 0; list-style: none; columns: 260px; }
.plain li { break-inside: avoid; overflow-wrap: anywhere; }

table { width: 100%; border-collapse: collapse; }
th { text-align: left; font-size: 13px; font-weight: 600; color: var(--quiet); padding: 6px 12px 6px 0; border-bottom: 1px solid var(--line); }
td { vertical-align: top; padding: 8px 12px 8px 0; border-bottom: 1px solid var(--grid); overflow-wrap: anywhere; }
tr:last-child > td { border-bottom: 0; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
time, code.id, .whole { white-space: nowrap; }
td ul { margin: 0; padding: 0; list-style: none; }
.name { font-weight: 550; }
.under { display: block; color: var(--quiet); font-size: 13px; }
details { border-top: 1px solid var(--line); padding: 10px 0; }
details:first-of-type { border-top: 0; }
summary { cursor: pointer; font-weight: 600; padding: 4px 0; }
summary .counts { font-weight: 400; color: var(--quiet); margin-left: 8px; }

.facts { display: flex; flex-wrap: wrap; gap: 12px 40px; margin: 0 0 16px; }
.facts div { min-width: 110px; }
.facts dt { color: var(--quiet); font-size: 13px; }
.facts dd { margin: 0; font-size: 20px; font-weight: 600; font-variant-numeric: tabular-nums; }
figure { margin: 0 0 16px; }
figcaption { font-weight: 600; margin-bottom: 8px; }
.chart { display: grid; grid-template-columns: auto 1fr; grid-template-rows: 180px auto; gap: 6px 10px; }
.chart .heights { display: flex; flex-direction: column; justify-content: space-between; text-align: right; margin: -0.7em 0;
  color: var(--quiet); font-size: 12px; font-variant-numeric: tabular-nums; }
.chart svg { width: 100%; height: 180px; display: block; overflow: visible; }
.chart .bar { fill: var(--bar); }
.chart .grid { stroke: var(--grid); stroke-width: 1; vector-effect: non-scaling-stroke; }
.chart .base { stroke: var(--quiet); stroke-width: 1; vector-effect: non-scaling-stroke; }
.chart .days { grid-column: 2; display: flex; justify-content: space-between; color: var(--quiet); font-size: 12px; }
footer { padding-top: 4px; padding-bottom: 40px; font-size: 13px; }

@media (max-width: 640px) {
  header, main, footer { padding-left: 14px; padding-right: 14px; }
  header { padding-top: 20px; }
  h1 { font-size: 22px; }
  section { padding: 16px; margin: 14px 0; }
  .totals { grid-template-columns: repeat(2, 1fr); gap: 8px; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table, tbody, tr, td { display: block; }
  tr { border-bottom: 1px solid var(--line); padding: 10px 0; }
  tr:last-child { border-bottom: 0; }
  td, tr:last-child > td { display: grid; grid-template-columns: 96px minmax(0, 1fr); gap: 12px; border: 0; padding: 3px 0; text-align: left; }
  td.number { text-align: left; }
  td::before { content: attr(data-label); color: var(--quiet); font-size: 13px; }
}
@media print {
  :root { color-scheme: light; ${LIGHT} --ground: #ffffff; }
  body { font-size: 10.5pt; }
  header, main, footer { max-width: none; padding-left: 0; padding-right: 0; }
  section { border: 0; padding: 0; margin: 18pt 0; }
  .totals { grid-template-columns: repeat(6, 1fr); gap: 8px; }
  .facts { gap: 8px 28px; }
  tr, figure, .totals li { break-inside: avoid; }
  h2, summary { break-after: avoid; }
  details::details-content { content-visibility: visible; block-size: auto; }
  .bar, .share span, .badge { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}`;
