/** Styles of the diagrams. The colour of a node shows its kind, that of an arrow its meaning; labels and dashes show the same. */
export const diagramStyles = `
.diagram-frame { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; background: var(--canvas); padding: .5rem; }
.diagram { display: block; max-width: 100%; height: auto; margin-inline: auto; font: 11px/1 var(--sans); }
.heads { position: absolute; }
.diagram text { fill: var(--ink); }
.diagram .name { font-size: 12.5px; font-weight: 600; }
.diagram .type { font-size: 11px; fill: var(--accent, var(--soft)); }
.diagram .note { font-size: 11px; fill: var(--soft); }
.diagram a { cursor: pointer; }
.diagram a:hover .card { stroke-width: 2; }
.diagram a:hover .name { text-decoration: underline; }
.diagram a:focus-visible { outline: none; }
.diagram a:focus-visible > rect { stroke: var(--focus); stroke-width: 3; }
.diagram a.head-of:focus-visible text { fill: var(--focus); text-decoration: underline; }
.head-of rect { fill: var(--ground-of, var(--area-fill)); }
.head-of.network { --ground-of: var(--network-fill); }
.head-of.tier { --ground-of: var(--tier-fill); }
.head-of.instances { --ground-of: var(--canvas); }
.box { fill: none; stroke: var(--line-strong); }
.box.network { fill: var(--network-fill); stroke: var(--network); }
.box.tier { fill: var(--tier-fill); stroke: var(--network); stroke-dasharray: 2 3; }
.box.instances { fill: var(--canvas); stroke: var(--compute); }
.box.services, .box.automation { fill: var(--area-fill); stroke-dasharray: 6 4; }
.node .card { fill: var(--card); stroke: var(--accent, var(--line-strong)); }
.node .stripe { fill: var(--accent, var(--line-strong)); }
.node.outside .card { fill: var(--canvas); stroke-dasharray: 3 3; }
.node.outside .stripe { display: none; }
.node.balancer { --accent: var(--balancer); }
.node.compute, .node.instances { --accent: var(--compute); }
.node.store { --accent: var(--store); }
.node.secret { --accent: var(--secret); }
.node.automation { --accent: var(--automation); }
.node.network { --accent: var(--network); }
.edge path { fill: none; stroke-width: 1.4; }
.traffic { --arrow: var(--traffic); }
.permission { --arrow: var(--permission); }
.event { --arrow: var(--automation); }
.runs { --arrow: var(--compute); }
.blocked { --arrow: var(--error); }
.edge path { stroke: var(--arrow); }
.head path { fill: var(--arrow); }
.edge.permission path { stroke-dasharray: 5 3; }
.edge.event path, .edge.runs path { stroke-dasharray: 1.5 3; stroke-linecap: round; }
.edge.blocked path { stroke-dasharray: 2 6; }
.edge:hover path { stroke-width: 3; }
.label rect { fill: var(--canvas); }
.label text { font-size: 10.5px; text-anchor: middle; fill: var(--arrow); }
`;
