import { EdgeKind, type DiagramEdge } from "./diagram.ts";

/** One thing that an arrow says. */
export interface Arrow {
  from: string;
  to: string;
  kind: EdgeKind;
  /** What stands on the arrow, as `TCP 443`, or one action. */
  word: string;
  /** In front of its words, as `task role`. @default - nothing */
  lead?: string;
  /** All of it in a line. */
  detail: string;
  blocked?: boolean;
}

/** How many words stand on an arrow; the rest is in its details. */
const shown = 3;

/** One edge for all that two ends have to do with each other in one way. */
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
