/** Styles of the page, with a light and a dark theme. Each text colour has a contrast of at least 4.5 to its background. */
export const styles = `
:root {
  color-scheme: light dark;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  --mono: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
  --ground: light-dark(#fbfbfa, #14171c);
  --canvas: light-dark(#ffffff, #191d23);
  --card: light-dark(#ffffff, #20252d);
  --ink: light-dark(#1c232e, #e4e8ee);
  --soft: light-dark(#57606e, #a3adba);
  --line: light-dark(#e1e4e9, #2d343e);
  --line-strong: light-dark(#9aa3b0, #667080);
  --link: light-dark(#2456b3, #8ab4f8);
  --focus: light-dark(#2456b3, #8ab4f8);
  --error: light-dark(#b3261e, #ff9d94);
  --error-fill: light-dark(#fdecea, #43201d);
  --warning: light-dark(#8a5300, #f2c069);
  --warning-fill: light-dark(#fdf3dc, #3d2f14);
  --waived: light-dark(#4b5565, #b9c2ce);
  --waived-fill: light-dark(#eef0f3, #2a313b);
  --good: light-dark(#1d6b3c, #7fd19a);
  --good-fill: light-dark(#e8f5ec, #17331f);
  --network: light-dark(#5264a8, #93a3e0);
  --network-fill: light-dark(#f6f7fc, #1b202b);
  --tier-fill: light-dark(#eef1fa, #202736);
  --area-fill: light-dark(#f7f7f5, #1c2026);
  --compute: light-dark(#a04a05, #f0a868);
  --balancer: light-dark(#6429b8, #c4a2f5);
  --store: light-dark(#1d6b3c, #7fd19a);
  --secret: light-dark(#9c2067, #f096c7);
  --automation: light-dark(#0d6573, #6fcbd8);
  --traffic: light-dark(#2f4b9c, #93b0f5);
  --permission: light-dark(#86500b, #e2b56d);
}
:root[data-theme="light"] { color-scheme: light; }
:root[data-theme="dark"] { color-scheme: dark; }
* { box-sizing: border-box; }
html { scroll-padding-top: 4rem; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 var(--sans); }
a { color: var(--link); text-underline-offset: .15em; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: 3px; }
main:focus, h2:focus, h3:focus { outline: none; }
small { font-size: .85em; font-weight: 400; color: var(--soft); }
code, pre { font: .87em/1.5 var(--mono); }
code { overflow-wrap: anywhere; }
.soft { color: var(--soft); }
.skip { position: absolute; left: -100vw; z-index: 3; background: var(--canvas); padding: .5rem 1rem; }
.skip:focus { left: .5rem; top: .5rem; }
.visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
html:not(.script) .scripted { display: none; }
[hidden] { display: none !important; }

header { position: sticky; top: 0; z-index: 2; display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; padding: .55rem 1.25rem; background: var(--canvas); border-bottom: 1px solid var(--line); }
header h1 { margin: 0 auto 0 0; font-size: 1.05rem; }
.search input { width: min(21rem, 60vw); }
input, select, button { font: inherit; font-size: .9rem; color: var(--ink); background: var(--canvas); border: 1px solid var(--line-strong); border-radius: 5px; padding: .25rem .55rem; }
button { cursor: pointer; }
.columns { display: grid; grid-template-columns: 13.5rem minmax(0, 1fr); max-width: 96rem; margin-inline: auto; }
nav.stacks { padding: 1.25rem .5rem 2rem 1.25rem; }
nav.stacks ul { position: sticky; top: 4.2rem; margin: 0; padding: 0; list-style: none; font-size: .93rem; }
nav.stacks a { display: inline-block; padding: .18rem .5rem; border-radius: 5px; color: inherit; text-decoration: none; }
nav.stacks a:hover { text-decoration: underline; }
nav.stacks a[aria-current] { background: var(--tier-fill); font-weight: 600; }
main :is(h2, h3, h4, p, li, dd, summary) { overflow-wrap: anywhere; }
td :is(li, summary) { overflow-wrap: break-word; }
main { padding: 1.25rem 1.25rem 4rem; min-width: 0; }
footer { padding: 1rem 1.25rem 2rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .87rem; text-align: center; }

.view { margin-bottom: 4rem; }
html.script .view:not(.current) { display: none; }
h2 { margin: 0 0 .4rem; font-size: 1.55rem; line-height: 1.25; letter-spacing: -.01em; }
h3 { margin: 2.2rem 0 .6rem; font-size: 1.12rem; }
h4 { margin: 1.2rem 0 .4rem; font-size: .95rem; }
.within { display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; font-size: .9rem; }
.scroll { overflow-x: auto; }
.scroll tbody th { position: sticky; left: 0; background: var(--ground); }
table { border-collapse: separate; border-spacing: 0; width: 100%; font-size: .92rem; }
caption { text-align: left; padding: 1.4rem 0 .3rem; font-weight: 600; }
.nowrap { white-space: nowrap; }
th, td { text-align: left; vertical-align: top; padding: .42rem .75rem .42rem 0; border-bottom: 1px solid var(--line); }
thead th { font-size: .82rem; font-weight: 500; color: var(--soft); vertical-align: bottom; }
tbody th { font-weight: 500; }
.number { text-align: right; font-variant-numeric: tabular-nums; padding-right: 1.4rem; }
.stacks tbody th, .findings td > code { white-space: nowrap; }
.badge { display: inline-block; padding: 0 .42em; border-radius: 4px; font-size: .78rem; font-weight: 500; line-height: 1.5; white-space: nowrap; color: var(--waived); background: var(--waived-fill); }
.badge.error { color: var(--error); background: var(--error-fill); }
.badge.warning { color: var(--warning); background: var(--warning-fill); }
.good { color: var(--good); }
pre { margin: .4rem 0; padding: .6rem .8rem; white-space: pre-wrap; overflow-wrap: anywhere; background: var(--area-fill); border: 1px solid var(--line); border-radius: 6px; }
pre.error { color: var(--error); background: var(--error-fill); }
.values b { font-weight: 500; color: var(--network); }
.values i { font-style: normal; color: var(--soft); }
.values var { color: var(--automation); font-style: normal; }
mark { padding: 0 .3em; border-radius: 3px; font: .92em var(--sans); }
mark:not(.secret) { color: var(--waived); background: var(--waived-fill); }
mark.secret { color: var(--secret); background: none; border: 1px solid currentColor; }

figure { margin: 0; }
figcaption { margin-top: .5rem; font-size: .85rem; }
.legend { margin-right: 1.1rem; white-space: nowrap; }
.legend svg { vertical-align: middle; }
.undrawn { font-size: .82rem; }
.more { margin: .5rem 0; font-size: .92rem; }
summary { cursor: pointer; }
.links { margin: 0; padding: 0; list-style: none; }

.survival td { min-width: 9.5rem; }
.survival tbody th { min-width: 9rem; overflow-wrap: anywhere; }
.survival small { display: block; line-height: 1.35; }
.survival strong { font-weight: 600; }
.verdict.yes strong { color: var(--good); }
.verdict.partly strong { color: var(--warning); }
.verdict.no strong { color: var(--error); }
.verdict.unknown strong { color: var(--soft); }

.change { margin: .6rem 0 1rem; padding-left: .8rem; border-left: 3px solid var(--line-strong); }
.change p { margin: 0; }
.losses { padding: .6rem .8rem .6rem 2rem; border-radius: 6px; background: var(--error-fill); }

.filters { display: flex; flex-wrap: wrap; gap: .5rem 1rem; margin-bottom: .8rem; font-size: .9rem; }
.filters select { max-width: 15rem; }
.tree { margin: 0; padding: 0; list-style: none; }
.tree .tree { margin-left: .55rem; padding-left: .9rem; border-left: 1px solid var(--line-strong); }
.resource { margin-top: -1px; border: 1px solid var(--line); background: var(--canvas); }
.resource > summary { padding: .38rem .8rem; overflow-wrap: anywhere; }
.resource > summary:hover { background: var(--area-fill); }
.resource[open] > summary { background: var(--tier-fill); }
.resource:target { outline: 2px solid var(--focus); outline-offset: -2px; }
.resource > :not(summary) { margin: .5rem .8rem .8rem; }
.resource .name { font-weight: 600; }
.resource .type { color: var(--soft); font: .82rem var(--mono); }
.resource .badges { margin-left: .3rem; }
.found { padding-left: 1.1rem; }
.resource > dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .2rem 1rem; font-size: .88rem; }
.resource > dl dt { color: var(--soft); }
.resource > dl dd { margin: 0; }
.resource > dl ul { margin: 0; padding: 0; list-style: none; display: flex; flex-wrap: wrap; gap: .1rem 1rem; }
.resource > dl dd > code { font-size: .8rem; color: var(--soft); }
.urn { font-size: .8rem; color: var(--soft); }

@media (max-width: 52rem) {
  .scroll table { min-width: 46rem; }
  .scroll .stacks { min-width: 75rem; }
  .tree .tree { margin-left: .2rem; padding-left: .45rem; }
  .columns { display: block; }
  header { flex-wrap: nowrap; padding-inline: .8rem; }
  header h1 small { display: none; }
  .search, .search input { flex: 1; width: 100%; min-width: 0; }
  .theme { white-space: nowrap; }
  nav.stacks { padding: .6rem 1.25rem 0; }
  nav.stacks ul { position: static; display: flex; flex-wrap: wrap; gap: .1rem .4rem; }
  .diagram-frame { max-height: 75vh; overflow: auto; }
  .diagram-frame > svg { max-width: none; }
  .legend { white-space: normal; }
  .resource > dl { display: block; }
}
@media print {
  :root { color-scheme: light !important; }
  header, nav, .filters, .skip, .hits, .theme { display: none !important; }
  main { padding: 0; }
  .scroll, .diagram-frame { overflow: visible; }
  .badge, .difference div, .difference b { print-color-adjust: exact; }
  details:not(.resource)::details-content { content-visibility: visible; display: block; height: auto; }
  h2, h3, h4 { break-after: avoid; }
  .columns { display: block; }
  html.script .view:not(.current) { display: block; }
  .view { break-before: page; }
  tr, figure, .resource > summary { break-inside: avoid; }
  .diagram { max-height: 24cm; }
}
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
`;
