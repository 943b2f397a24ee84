import type { Diagram, DiagramBox, DiagramEdge, DiagramNode } from "@ballast/plan";
import { markup, type Markup } from "../page/markup.ts";
import type { Layout, Point, Rectangle } from "./layout.ts";
import { cut, linesOf, sizeOfBoxHead, sizes } from "./measure.ts";

/** The address on the page of what is drawn; undefined for what the stack does not have. */
export type LinkOf = (urn: string) => string | undefined;

/** A drawing in which every node leads to its resource; what its arrows mean is said to screen readers, too. */
export function svgOf(diagram: Diagram, layout: Layout, title: string, linkOf: LinkOf): Markup {
  const { width, height, shapes } = layout;
  const titles = new Map([...diagram.boxes, ...diagram.nodes].map((one) => [one.id, one.title]));
  const shapeOf = (id: string): Rectangle => shapes.get(id) ?? { x: 0, y: 0, width: 0, height: 0 };
  return markup`<svg class="diagram" role="group" aria-label="${title}" viewBox="0 0 ${round(width)} ${round(height)}" width="${round(width)}" height="${round(height)}">
${outermostFirst(diagram.boxes).map((box) => drawBox(box, shapeOf(box.id)))}
${layout.edges.map(({ edge, lines }) => drawLines(edge, lines, titles))}
${diagram.boxes.map((box) => drawHead(box, shapeOf(box.id), linkOf))}
${diagram.nodes.map((node) => drawNode(node, shapeOf(node.id), linkOf))}
${layout.edges.map(({ edge, label }) => label && drawLabel(edge, label))}
</svg>`;
}

/** One for the page: what arrows end in. */
export const arrowHeads = markup`<svg class="heads" aria-hidden="true" width="0" height="0"><defs>${[
  "traffic",
  "permission",
  "event",
  "runs",
  "blocked",
].map(
  (kind) =>
    markup`<marker id="head-${kind}" class="head ${kind}" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0.5 8 4 0 7.5z"/></marker>`,
)}</defs></svg>`;

function drawBox(box: DiagramBox, { x, y, width, height }: Rectangle): Markup {
  return markup`<rect class="box ${box.kind}" x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="8"/>`;
}

/** Above the arrows that lead into the box, on a ground that hides them. */
function drawHead(box: DiagramBox, { x, y }: Rectangle, linkOf: LinkOf): Markup {
  const { padding, title, small } = sizes;
  const left = round(x + padding + 2);
  const top = y + padding + title.height - 6;
  const size = sizeOfBoxHead(box);
  const notes = box.notes.map(
    (note, index) =>
      markup`<text class="note" x="${left}" y="${round(top + small.height * (index + 1))}">${note}</text>`,
  );
  const inner = markup`<title>${[box.title, ...box.notes].join(", ")}</title><rect x="${left - 2}" y="${round(y + padding - 2)}" width="${size.width - 2 * padding}" height="${size.height - padding + 2}"/><text class="name" x="${left}" y="${round(top)}">${cut(box.title)}</text>${notes}`;
  const link = box.urn === null ? undefined : linkOf(box.urn);
  return link === undefined
    ? markup`<g class="head-of ${box.kind}">${inner}</g>`
    : markup`<a class="head-of ${box.kind}" href="${link}">${inner}</a>`;
}

function drawNode(node: DiagramNode, shape: Rectangle, linkOf: LinkOf): Markup {
  const { x, y, width, height } = shape;
  const { padding, stripe, title, small } = sizes;
  const left = round(x + padding + stripe);
  const first = y + padding + title.height - 5;
  const line = (index: number): number => round(first + small.height * index);
  const inner = markup`<title>${[node.title, node.type, ...node.notes].join(", ")}</title><rect class="card" x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="5"/><path class="stripe" d="M${round(x + stripe)} ${round(y)}h-0a${stripe} ${stripe} 0 0 0 -${stripe} ${stripe}v${round(height - 2 * stripe)}a${stripe} ${stripe} 0 0 0 ${stripe} ${stripe}z"/><text class="name" x="${left}" y="${round(first)}">${cut(node.title)}</text><text class="type" x="${left}" y="${line(1)}">${node.type}</text>${node.notes.map((note, index) => markup`<text class="note" x="${left}" y="${line(index + 2)}">${note}</text>`)}`;
  const link = node.urn === null ? undefined : linkOf(node.urn);
  return link === undefined
    ? markup`<g class="node ${node.kind}">${inner}</g>`
    : markup`<a class="node ${node.kind}" href="${link}">${inner}</a>`;
}

function drawLines(edge: DiagramEdge, lines: readonly Point[][], titles: Map<string, string>): Markup {
  const kind = edge.blocked ? "blocked" : edge.kind;
  const said = `${titles.get(edge.from)} to ${titles.get(edge.to)}: ${edge.details.join("; ")}`;
  return markup`<g class="edge ${kind}" role="img" aria-label="${said}"><title>${said}</title>${lines.map(
    (points) => markup`<path d="${pathOf(points)}" marker-end="url(#head-${kind})"/>`,
  )}</g>`;
}

/** Corners are rounded, so that lines that cross can be told from lines that turn. */
function pathOf(points: readonly Point[]): string {
  const radius = 5;
  return points
    .map((point, index) => {
      const before = points[index - 1];
      const after = points[index + 1];
      if (before === undefined) return `M${round(point.x)} ${round(point.y)}`;
      if (after === undefined) return `L${round(point.x)} ${round(point.y)}`;
      const start = towards(point, before, radius);
      const end = towards(point, after, radius);
      return `L${round(start.x)} ${round(start.y)}Q${round(point.x)} ${round(point.y)} ${round(end.x)} ${round(end.y)}`;
    })
    .join("");
}

/** A point on the way to another one, at most half of it. */
function towards(from: Point, to: Point, distance: number): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const share = length === 0 ? 0 : Math.min(distance, length / 2) / length;
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

function drawLabel(edge: DiagramEdge, { x, y, width, height }: Rectangle): Markup {
  const kind = edge.blocked ? "blocked" : edge.kind;
  return markup`<g class="label ${kind}" aria-hidden="true"><rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="3"/>${linesOf(
    edge,
  ).map(
    (line, index) =>
      markup`<text x="${round(x + width / 2)}" y="${round(y + 11.5 + index * sizes.small.height)}">${line}</text>`,
  )}</g>`;
}

function outermostFirst(boxes: readonly DiagramBox[]): DiagramBox[] {
  const byId = new Map(boxes.map((box) => [box.id, box]));
  const depth = (box: DiagramBox | undefined): number =>
    box === undefined || box.box === null ? 0 : 1 + depth(byId.get(box.box));
  return [...boxes].sort((one, other) => depth(one) - depth(other));
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
