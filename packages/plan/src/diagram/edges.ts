import { EdgeKind, type DiagramEdge } from "./diagram.ts";

/** One fact that an arrow shows. */
export interface Arrow {
  from: string;
  to: string;
  kind: EdgeKind;
  /** The arrow's label, as `TCP 443`, or one action. */
  word: string;
  /** Prefix of the label, as `task role`. @default - none */
  lead?: string;
  /** The full text in one line. */
  detail: string;
  blocked?: boolean;
}

/** The maximum number of words in an arrow's label; the rest is in its details. */
const shown = 3;

/** Joins all facts of one kind between two ends into one edge. */
export function edgesOf(arrows: readonly Arrow[]): DiagramEdge[] {
  const groups = Object.groupBy(arrows, ({ from, to, kind, blocked = false }) =>
    JSON.stringify([from, to, kind, blocked]),
  );
  return Object.values(groups).flatMap((group = []) => {
    const [first] = group;
    if (first === undefined || first.from === first.to) return [];
    const { from, to, kind, blocked = false } = first;
    const details = [...new Set(group.map(({ detail }) => detail))].sort();
    return [{ from, to, kind, label: labelOf(group), details, blocked }];
  });
}

function labelOf(arrows: readonly Arrow[]): string {
  const byLead = Object.groupBy(arrows, ({ lead = "" }) => lead);
  return Object.entries(byLead)
    .map(([lead, group = []]) => {
      const words = [...new Set(group.map(({ word }) => word).filter((word) => word !== ""))].sort(byNumber);
      const listed = words.length > shown ? [...words.slice(0, shown), `+ ${words.length - shown}`] : words;
      return [lead, listed.join(", ")].filter((part) => part !== "").join(kindSeparator(group));
    })
    .filter((line) => line !== "")
    .join("\n");
}

/** `TCP 80, 443`, but `task role:` above its actions. */
function kindSeparator([first]: readonly Arrow[]): string {
  return first?.kind === EdgeKind.Traffic ? " " : ":\n";
}

function byNumber(one: string, other: string): number {
  return one.localeCompare(other, "en", { numeric: true });
}
