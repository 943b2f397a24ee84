import type { Diagram, DiagramBox, DiagramEdge, DiagramNode, KeptFiles } from "@ballast/plan";
import type { ElkExtendedEdge, ElkNode } from "elkjs";
import { createRequire } from "node:module";
import { sizeOfBoxHead, sizeOfLabel, sizeOfNode, type Size } from "./measure.ts";

export interface Point {
  x: number;
  y: number;
}

export type Rectangle = Point & Size;

/** Where everything of a diagram is drawn, in pixels from the top left. */
export interface Layout extends Size {
  /** Keyed by the id of a node or box. */
  shapes: Map<string, Rectangle>;
  /** In the order of the diagram's edges. */
  edges: { edge: DiagramEdge; lines: Point[][]; label?: Rectangle }[];
}

/** Keeps what takes long to lay out, by all that it is made of. */
export type Drawings = Pick<KeptFiles, "get" | "set">;

type Direction = "RIGHT" | "DOWN";

/** Another one may lay out otherwise. */
const { version } = createRequire(import.meta.url)("elkjs/package.json") as { version: string };

const options = {
  "elk.algorithm": "layered",
  "elk.hierarchyHandling": "INCLUDE_CHILDREN",
  "elk.edgeRouting": "ORTHOGONAL",
  "elk.json.shapeCoords": "ROOT",
  "elk.json.edgeCoords": "ROOT",
  "elk.padding": "[top=8,left=8,bottom=8,right=8]",
  "elk.spacing.nodeNode": "24",
  "elk.spacing.edgeNode": "18",
  "elk.spacing.edgeEdge": "14",
  "elk.spacing.edgeLabel": "3",
  "elk.layered.spacing.nodeNodeBetweenLayers": "32",
  "elk.layered.spacing.edgeNodeBetweenLayers": "18",
  "elk.layered.spacing.edgeEdgeBetweenLayers": "12",
  "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
  "elk.layered.nodePlacement.favorStraightEdges": "true",
  "elk.layered.thoroughness": "30",
  "elk.randomSeed": "1",
};

/** The width of a page that needs no horizontal scrolling, in pixels. */
const pageWidth = 1180;

/**
 * Lays a diagram out so that arrows run in one direction: who asks, who answers, and what that stands on. From left to
 * right where that fits on the page, from top to bottom otherwise, whichever stays larger.
 */
export async function layoutOf(diagram: Diagram, drawings?: Drawings): Promise<Layout> {
  const across = await laidOut(diagram, "RIGHT", drawings);
  if (across.width <= pageWidth) return across;
  const down = await laidOut(diagram, "DOWN", drawings);
  return down.width < across.width ? down : across;
}

async function laidOut(diagram: Diagram, direction: Direction, drawings?: Drawings): Promise<Layout> {
  const graph: ElkNode = {
    id: "diagram",
    layoutOptions: { ...options, "elk.direction": direction },
    children: childrenOf(null, diagram, direction),
    edges: diagram.edges.map(asElkEdge),
  };
  const key = `${version} ${JSON.stringify(graph)}`;
  const kept = drawings?.get(key) as ElkNode | undefined;
  const placed = kept ?? (await placedBy(graph));
  if (kept === undefined) drawings?.set(key, placed);
  const edges = new Map((placed.edges ?? []).map((edge) => [edge.id, edge]));
  return {
    width: placed.width ?? 0,
    height: placed.height ?? 0,
    shapes: new Map(shapesIn(placed)),
    edges: diagram.edges.map((edge, index) => ({ edge, ...routeOf(edges.get(String(index))) })),
  };
}

async function placedBy(graph: ElkNode): Promise<ElkNode> {
  // It takes a tenth of a second to load.
  const { default: elk } = await import("elkjs");
  return new (elk as unknown as typeof elk.default)().layout(graph);
}

function childrenOf(parent: string | null, diagram: Diagram, direction: Direction): ElkNode[] {
  return [
    ...diagram.boxes.filter(({ box }) => box === parent).map((box) => asElkBox(box, diagram, direction)),
    ...diagram.nodes.filter(({ box }) => box === parent).map(asElkNode),
  ];
}

function asElkBox(box: DiagramBox, diagram: Diagram, direction: Direction): ElkNode {
  const head = sizeOfBoxHead(box);
  const children = childrenOf(box.id, diagram, direction);
  const apart = isApart(box, diagram);
  // The layered algorithm lays out from left to right and then turns the drawing, but not the smallest size of a box.
  const isTurned = direction === "DOWN" && !apart;
  const [width, height] = isTurned ? [head.height, head.width] : [head.width, head.height];
  return {
    id: box.id,
    layoutOptions: {
      "elk.padding": `[top=${head.height + 8},left=14,bottom=14,right=14]`,
      "elk.nodeSize.constraints": "MINIMUM_SIZE",
      "elk.nodeSize.minimum": `(${width}, ${height})`,
      ...(apart && packed),
    },
    children,
  };
}

/** Where no arrow leads in or out, there is no order: the things fill a rectangle. */
const packed = {
  "elk.algorithm": "rectpacking",
  "elk.hierarchyHandling": "SEPARATE_CHILDREN",
  "elk.aspectRatio": "1.8",
  "elk.spacing.nodeNode": "12",
};

function isApart(box: DiagramBox, { boxes, nodes, edges }: Diagram): boolean {
  const inside = new Set(nodes.filter((node) => node.box === box.id).map(({ id }) => id));
  const holdsBoxes = boxes.some((other) => other.box === box.id);
  return !holdsBoxes && !edges.some(({ from, to }) => inside.has(from) || inside.has(to));
}

function asElkNode(node: DiagramNode): ElkNode {
  return { id: node.id, ...sizeOfNode(node) };
}

function asElkEdge(edge: DiagramEdge, index: number): ElkExtendedEdge {
  const labels = edge.label === "" ? [] : [{ text: edge.label, ...sizeOfLabel(edge) }];
  return { id: String(index), sources: [edge.from], targets: [edge.to], labels };
}

function* shapesIn(node: ElkNode): Iterable<[string, Rectangle]> {
  for (const child of node.children ?? []) {
    const { x = 0, y = 0, width = 0, height = 0 } = child;
    yield [child.id, { x, y, width, height }];
    yield* shapesIn(child);
  }
}

function routeOf(edge: ElkExtendedEdge | undefined): { lines: Point[][]; label?: Rectangle } {
  const lines = (edge?.sections ?? []).map(({ startPoint, bendPoints = [], endPoint }) => [
    startPoint,
    ...bendPoints,
    endPoint,
  ]);
  const [label] = edge?.labels ?? [];
  if (label === undefined) return { lines };
  const { x = 0, y = 0, width = 0, height = 0 } = label;
  return { lines, label: { x, y, width, height } };
}
