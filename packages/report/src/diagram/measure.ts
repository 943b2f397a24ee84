import type { DiagramBox, DiagramEdge, DiagramNode } from "@ballast/plan";

/** Pixels of the page's own letters, from above: nothing here can ask a browser how wide a text is. */
export const sizes = {
  title: { height: 17, perLetter: 8 },
  small: { height: 14, perLetter: 6.3 },
  padding: 10,
  /** The width of the coloured edge that shows the node's kind. */
  stripe: 4,
} as const;

export interface Size {
  width: number;
  height: number;
}

/** Letters in a line; longer ones are cut in the drawing, and whole in its title. */
const longest = 34;

export function cut(text: string): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}

export function sizeOfNode({ title, type, notes }: DiagramNode): Size {
  const { padding, stripe, small } = sizes;
  return {
    width: Math.ceil(widest([cut(title)], [type, ...notes]) + 2 * padding + stripe),
    height: sizes.title.height + small.height * (1 + notes.length) + 2 * padding - 2,
  };
}

export function sizeOfBoxHead({ title, notes }: DiagramBox): Size {
  const { padding, small } = sizes;
  return {
    width: Math.ceil(widest([cut(title)], notes) + 2 * padding + 4),
    height: sizes.title.height + small.height * notes.length + padding,
  };
}

export function linesOf({ label }: DiagramEdge): string[] {
  return label
    .split("\n")
    .filter((line) => line !== "")
    .map(cut);
}

export function sizeOfLabel(edge: DiagramEdge): Size {
  const lines = linesOf(edge);
  return { width: Math.ceil(widest([], lines) + 6), height: lines.length * sizes.small.height + 2 };
}

function widest(titles: readonly string[], smalls: readonly string[]): number {
  return Math.max(
    0,
    ...titles.map((text) => text.length * sizes.title.perLetter),
    ...smalls.map((text) => text.length * sizes.small.perLetter),
  );
}
