import { stringify } from "yaml";
import { textDifference, type Line } from "../difference/textDifference.ts";
import { markup, type Content, type Markup } from "./markup.ts";
import { count } from "./count.ts";
import { open, scalar } from "./values.ts";

/** Unchanged lines that stay visible around what changes. */
const context = 3;
/** Unchanged lines that a fold holds at the most: the page is to stay small. */
const mostFolded = 200;
/** Lines of a value that only one side has; more are folded. */
const mostAlone = 12;

/** The two values of a property, line by line. Whether they stand side by side or one below the other, the style decides. */
export function valueDifference(path: string, from: unknown, to: unknown): Markup {
  const [before, after] = [from, to].map((value) => (value === undefined ? undefined : textOf(path, value)));
  if (before === undefined || after === undefined)
    return markup`<div class="difference"><div class="pair">${wholeSide("old", before)}${wholeSide("new", after)}</div></div>`;
  const blocks = textDifference(before, after);
  return markup`<div class="difference">${blocks.map((block, index) =>
    "same" in block
      ? sameLines(block.same, index > 0, index < blocks.length - 1)
      : markup`<div class="pair">${side("old", block.before)}${side("new", block.after)}</div>`,
  )}</div>`;
}

/** The text as people write it: user data decoded, and documents with one line for each member. */
function textOf(path: string, value: unknown): string {
  const { opened } = open(path.split(".").at(-1) ?? path, value);
  return typeof opened === "string" ? opened : stringify(opened, { lineWidth: 0 }).trimEnd();
}

type Side = "old" | "new";

/** Text for screen readers before lines, with the meaning of their signs and colours. */
const words: Record<Side, string> = { old: "Before", new: "After" };

function wholeSide(name: Side, text: string | undefined): Markup {
  if (text === undefined)
    return markup`<div class="${name} nothing"><span class="visually-hidden">${words[name]}</span> (none)</div>`;
  const lines = text.split("\n").map((line): Line => [{ text: line, isChanged: false }]);
  if (lines.length <= mostAlone) return markup`${side(name, lines)}`;
  const [first, rest] = [lines.slice(0, mostAlone), lines.slice(mostAlone, mostAlone + mostFolded)];
  const left = lines.length - mostAlone - rest.length;
  return markup`<div class="${name}"><span class="visually-hidden">${words[name]}</span> ${first.map(lineOf)}<details class="fold"><summary>${count(rest.length, "more line")}</summary>${rest.map(lineOf)}</details>${leftOut(left)}</div>`;
}

function side(name: Side, lines: readonly Line[]): Content {
  if (lines.length === 0) return undefined;
  return markup`<div class="${name}"><span class="visually-hidden">${words[name]}</span> ${lines.map(lineOf)}</div>`;
}

function lineOf(pieces: Line): Markup {
  return markup`<div>${pieces.map(({ text, isChanged }) => (isChanged ? markup`<b>${scalar(text)}</b>` : text === "" ? undefined : scalar(text)))}</div>`;
}

function sameLines(lines: readonly string[], isAfterChange: boolean, isBeforeChange: boolean): Content {
  const [start, end] = [isAfterChange ? context : 0, isBeforeChange ? context : 0];
  // A collapsed line that replaces fewer lines than it takes up is useless.
  if (lines.length <= start + end + 2) return same(lines);
  const hidden = lines.slice(start, lines.length - end);
  return [
    same(lines.slice(0, start)),
    markup`<details class="fold"><summary>${count(hidden.length, "unchanged line")}</summary>${same(hidden.slice(0, mostFolded))}${leftOut(hidden.length - mostFolded)}</details>`,
    same(end === 0 ? [] : lines.slice(-end)),
  ];
}

function same(lines: readonly string[]): Content {
  if (lines.length === 0) return undefined;
  return markup`<div class="same">${lines.map((line, index) => [index > 0 && "\n", line !== "" && scalar(line)])}</div>`;
}

function leftOut(lines: number): Content {
  return lines > 0 && markup`<p class="soft">${count(lines, "line")} left out.</p>`;
}
