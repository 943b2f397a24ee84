import type { PropertyChange } from "@ballast/plan";

/** Maximum number of characters of a value that are shown. */
const room = 80;
/** Number of characters that are shown around a difference. */
const context = 24;

/** `old → new`, shortened to the part that differs. */
export function changeText({ from, to }: Pick<PropertyChange, "from" | "to">): string {
  const [old, now] = [valueText(from), valueText(to)];
  const isShort = [old, now].every((text) => text.length <= room && !text.includes("\n"));
  if (isShort) return `${old} → ${now}`;
  const start = common(old, now, (text, index) => text[index]);
  const [oldRest, nowRest] = [old.slice(start), now.slice(start)];
  const end = common(oldRest, nowRest, (text, index) => text[text.length - 1 - index]);
  return [old, now].map((text) => excerpt(text, start - context, text.length - end + context)).join(" → ");
}

export function valueText(value: unknown): string {
  if (value === undefined) return "(none)";
  if (value === "") return '""';
  return typeof value === "string" ? value : JSON.stringify(value);
}

function excerpt(text: string, from: number, to: number): string {
  const [start, end] = [Math.max(0, from), Math.min(text.length, to, Math.max(0, from) + room)];
  const shown = text.slice(start, end).replace(/\s+/g, " ").trim();
  return `${start > 0 ? "…" : ""}${shown}${end < text.length ? "…" : ""}`;
}

/** The number of equal characters, in the order of `at`. */
function common(one: string, other: string, at: (text: string, index: number) => string | undefined): number {
  let index = 0;
  while (index < Math.min(one.length, other.length) && at(one, index) === at(other, index)) index += 1;
  return index;
}
