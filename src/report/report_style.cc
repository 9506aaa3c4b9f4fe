#include "report/report_style.h"

namespace islet {

// Colours: orange, blue and grey stay apart for people who do not tell red from green (Okabe and
// Ito, "Color Universal Design", 2008). Text has a contrast of at least 4.5 to its ground.
const char* const report_style = R"(:root {
  --ground: #ffffff; --panel: #f5f6f8; --ink: #1b2430; --faint: #55606e; --rule: #d5dae1;
  --accent: #0b5394; --sun: #e8a202; --battery: #2f7fc1; --generator: #7d5a44; --grid: #7a6fb0;
  --load: #2b3a4a; --loss: #a3adb8; --unserved: #c2410c; --good: #0b6a4f; --bad: #b42318;
  --caution: #8a5a00; --cool: #4fa3d1;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #12171e; --panel: #1b222c; --ink: #e7ebf0; --faint: #a5b0be; --rule: #36414e;
    --accent: #8cc4f5; --sun: #f2b632; --battery: #58a6e6; --generator: #b98a6d; --grid: #a79be0;
    --load: #c9d3de; --loss: #6b7785; --unserved: #f0763c; --good: #5cc8a1; --bad: #ff8f80;
    --caution: #e9b44c; --cool: #7cc4ea;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
}
main, header.top, footer { max-width: 62rem; margin: 0 auto; padding: 0 1rem; }
header.top { padding-top: 2rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .3rem; overflow-wrap: anywhere; }
h2 {
  font-size: 1.35rem; line-height: 1.25; margin: 2.6rem 0 .8rem; padding-top: .8rem;
  border-top: 2px solid var(--ink);
}
h2 .number { color: var(--faint); font-weight: 400; margin-right: .4em; }
h3 { font-size: 1.05rem; margin: 1.6rem 0 .4rem; }
p, li { max-width: 46rem; overflow-wrap: anywhere; }
p { margin: .5rem 0; }
a { color: var(--accent); }
.faint, caption, figcaption .what { color: var(--faint); }
.lead { font-size: 1.15rem; }
.good { color: var(--good); } .bad { color: var(--bad); font-weight: 600; }
.caution { color: var(--caution); } .strong { font-weight: 600; }
.absent { border-left: 4px solid var(--rule); padding: .2rem .8rem; color: var(--faint); }
nav ol { columns: 3 12rem; padding-left: 1.6rem; margin: .6rem 0; }
nav li { padding: .1rem 0; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(17rem, 100%), 1fr));
  gap: .8rem;
  margin: 1rem 0; padding: 0; list-style: none; }
.cards li { background: var(--panel); border-radius: .5rem; padding: .7rem .9rem; max-width: none; }
.cards .name { display: block; color: var(--faint); font-size: .9rem; }
.cards .value { display: block; font-size: 1.45rem; font-weight: 600; line-height: 1.3; }
.cards .range { display: block; color: var(--faint); font-size: .9rem; }
.brief { display: grid; grid-template-columns: max-content 1fr; gap: .35rem 1rem;
  margin: 1rem 0; max-width: 52rem; }
.brief dt { font-weight: 600; } .brief dd { margin: 0; overflow-wrap: anywhere; }
.grade { border: 1px solid var(--faint); border-radius: .25rem; padding: 0 .3em; font-size: .85em;
  font-weight: 600; text-decoration: none; color: var(--ink); }
.scroll { overflow-x: auto; margin: .6rem 0 1rem; }
.scroll:focus-visible { outline: 2px solid var(--accent); }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
caption { text-align: left; padding-bottom: .3rem; font-size: .92rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .7rem .3rem 0;
  border-bottom: 1px solid var(--rule); }
td { overflow-wrap: break-word; }
thead th { border-bottom: 2px solid var(--faint); white-space: nowrap; vertical-align: bottom; }
tbody th { font-weight: 500; }
.long { min-width: 11rem; }
th.number, td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
figure { margin: 1.4rem 0; }
figcaption { margin-bottom: .4rem; max-width: 46rem; }
figcaption strong { display: block; font-size: 1.05rem; }
svg { display: block; width: 100%; min-width: 35rem; height: auto; max-width: 52rem; }
svg text { font-size: 13px; fill: var(--ink); }
svg text.faint { fill: var(--faint); }
svg text.strong { font-weight: 600; }
svg .rule { stroke: var(--rule); stroke-width: 1; }
svg .axis { stroke: var(--faint); stroke-width: 1; }
svg .limit { stroke: var(--ink); stroke-width: 2; }
svg .whisker { stroke: var(--ink); stroke-width: 1.5; }
svg rect.ground { fill: var(--panel); stroke: var(--rule); stroke-width: 1; }
svg polyline { fill: none; stroke-width: 1.8; stroke-linejoin: round; }
svg rect, svg polygon, svg path, svg circle { stroke: none; }
svg .sun { fill: var(--sun); } svg polyline.sun { fill: none; stroke: var(--sun); }
svg .battery { fill: var(--battery); } svg polyline.battery { fill: none; stroke: var(--battery); }
svg .generator { fill: var(--generator); }
svg polyline.generator { fill: none; stroke: var(--generator); }
svg .grid { fill: var(--grid); } svg polyline.grid { fill: none; stroke: var(--grid); }
svg .load { fill: var(--load); } svg polyline.load { fill: none; stroke: var(--load); }
svg .loss { fill: var(--loss); } svg .unserved { fill: var(--unserved); }
svg .cool { fill: var(--cool); } svg polyline.cool { fill: none; stroke: var(--cool); }
svg .good { fill: var(--good); } svg .bad { fill: var(--bad); }
svg .caution { fill: var(--caution); }
svg .left { fill: url(#hatch); }
svg .flow { opacity: .55; }
svg .soft { opacity: .45; }
svg .s0 { fill: #2f7fc1; } svg .s1 { fill: #e8a202; } svg .s2 { fill: #7a6fb0; }
svg .s3 { fill: #4fa3d1; } svg .s4 { fill: #7d5a44; } svg .s5 { fill: #c77ba0; }
svg .s6 { fill: #8a9a5b; } svg .s7 { fill: #8795a3; }
svg .h0 { fill: var(--battery); opacity: .08; } svg .h1 { fill: var(--battery); opacity: .25; }
svg .h2 { fill: var(--battery); opacity: .42; } svg .h3 { fill: var(--battery); opacity: .6; }
svg .h4 { fill: var(--battery); opacity: .8; } svg .h5 { fill: var(--battery); }
.defs { position: absolute; width: 0; height: 0; min-width: 0; }
details { margin: .3rem 0 1rem; }
summary { cursor: pointer; color: var(--accent); }
code { font: .9em ui-monospace, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
pre { background: var(--panel); padding: .7rem .9rem; overflow-x: auto; border-radius: .4rem; }
footer { margin: 3rem auto 2rem; color: var(--faint); font-size: .9rem; }
@media (max-width: 40rem) {
  h1 { font-size: 1.5rem; } nav ol { columns: 1; }
  .brief { grid-template-columns: 1fr; gap: 0; } .brief dd { margin-bottom: .5rem; }
}
@page { margin: 16mm 14mm; }
@media print {
  :root {
    --ground: #ffffff; --panel: #f3f4f6; --ink: #000000; --faint: #444c56; --rule: #c4cad2;
    --accent: #000000; --sun: #e8a202; --battery: #2f7fc1; --generator: #7d5a44; --grid: #7a6fb0;
    --load: #2b3a4a; --loss: #a3adb8; --unserved: #c2410c; --good: #0b6a4f; --bad: #b42318;
    --caution: #8a5a00; --cool: #4fa3d1;
  }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  html { font-size: 8.6pt; }
  body { font-size: 1rem; line-height: 1.4; }
  main, header.top, footer { max-width: none; padding: 0; }
  header.top { padding-top: 0; }
  h2 { margin-top: 1.8rem; }
  figure { margin: 1rem 0; }
  nav, details, .hint { display: none; }
  svg { min-width: 0; max-width: 150mm; }
  p, li, figcaption { max-width: 165mm; }
  .scroll { overflow: visible; }
  h2, h3, figcaption, caption { break-after: avoid; }
  figure, tr, .cards li, .brief { break-inside: avoid; }
  thead { display: table-header-group; break-after: avoid; }
  tbody tr:nth-child(-n+2), tbody tr:last-child { break-before: avoid; }
  caption, li { break-inside: avoid; }
  li:first-child { break-after: avoid; }
  li:last-child { break-before: avoid; }
  .long { min-width: 27mm; }
  .cards { grid-template-columns: repeat(3, 1fr); }
  th, td { padding: .15rem .5rem .15rem 0; }
  th.number, thead th { white-space: normal; }
}
)";

}  // namespace islet
