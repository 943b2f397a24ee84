import { EdgeKind, type DiagramEdge } from "@ballast/plan";
import { svgOf } from "../diagram/svg.ts";
import type { PlannedStack } from "../report.ts";
import { idOf, shortType } from "./anchors.ts";
import { markup, type Content, type Markup } from "./markup.ts";

const meanings: Record<EdgeKind, string> = {
  [EdgeKind.Traffic]: "packets may pass: security groups, routes",
  [EdgeKind.Permission]: "a role allows it",
  [EdgeKind.Event]: "starts or tells the other",
  [EdgeKind.Runs]: "tasks run there",
};

export function diagramSection({ stack, diagram, layout, anchors }: PlannedStack): Markup {
  const id = `${idOf(stack)}/diagram`;
  const linkOf = (urn: string): string | undefined => {
    const anchor = anchors.get(urn);
    return anchor === undefined ? undefined : `#${anchor}`;
  };
  const drawing = svgOf(diagram, layout, `What ${stack} is made of`, linkOf);
  const kinds = [...new Set(diagram.edges.map(({ kind }) => kind))];
  const isBlocked = diagram.edges.some(({ blocked }) => blocked);
  return markup`<section aria-labelledby="${id}"><h3 id="${id}">Diagram</h3>
<figure><div class="diagram-frame" role="region" aria-label="Diagram of ${stack}" tabindex="0">${drawing}</div>
<figcaption>${kinds.map((kind) => legendItem(kind, meanings[kind]))}${isBlocked && legendItem("blocked", "only one of the two security groups allows it, so nothing passes")}
<span class="soft">Outer boxes: a VPC with its tiers of subnets, the region’s services, and what acts by itself. Every node leads to its resource.</span></figcaption></figure>
${edgeList(diagram.edges, new Map([...diagram.boxes, ...diagram.nodes].map((one) => [one.id, one.title])))}
${undrawnNote(diagram.undrawn)}
</section>`;
}

function legendItem(kind: string, meaning: string): Markup {
  return markup`<span class="legend"><svg class="edge ${kind}" width="30" height="8" aria-hidden="true"><path d="M1 4H28" marker-end="url(#head-${kind})"/></svg> ${meaning}</span> `;
}

/** The diagram as text, for readers who cannot see it or look for a port. */
function edgeList(edges: readonly DiagramEdge[], titles: Map<string, string>): Content {
  if (edges.length === 0) return undefined;
  const rows = edges.map(
    ({ from, to, kind, details, blocked }) =>
      markup`<tr><td>${titles.get(from)}</td><td>${titles.get(to)}</td><td>${blocked ? "blocked" : kind}</td><td><ul class="links">${details.map((detail) => markup`<li>${detail}</li>`)}</ul></td></tr>`,
  );
  return markup`<details class="more"><summary>The ${edges.length} arrows in words</summary><div class="scroll" role="region" aria-label="Arrows in words" tabindex="0"><table><thead><tr><th scope="col">From</th><th scope="col">To</th><th scope="col">Kind</th><th scope="col">What exactly</th></tr></thead><tbody>${rows}</tbody></table></div></details>`;
}

function undrawnNote(undrawn: Record<string, number>): Content {
  const entries = Object.entries(undrawn).sort(([, one], [, other]) => other - one);
  if (entries.length === 0) return undefined;
  const words = entries.map(([type, number]) => `${number} × ${shortType(type)}`).join(", ");
  return markup`<p class="soft undrawn">Not drawn as nodes, but as arrows, notes or not at all: ${words}.</p>`;
}
