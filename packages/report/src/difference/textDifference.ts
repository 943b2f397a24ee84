import { diffArrays } from "diff";

/** A part of a line. */
export interface Piece {
  text: string;
  /** True if the other side does not have it here. */
  isChanged: boolean;
}

export type Line = readonly Piece[];

/** Lines that both sides have. */
export interface SameLines {
  same: readonly string[];
}

/** Lines of the old side that lines of the new side take the place of; one of the two may be empty. */
export interface ChangedLines {
  before: readonly Line[];
  after: readonly Line[];
}

export type Block = SameLines | ChangedLines;

/** Beyond so many edits, the rest counts as one change, so that the page is written within seconds. */
const mostEdits = 2000;

/**
 * The lines of two texts, in blocks. Joined by line feeds, the same and the old lines are the old text, and the same and the new
 * lines are the new one.
 */
export function textDifference(before: string, after: string): Block[] {
  const blocks: Block[] = [];
  let [old, now]: string[][] = [[], []];
  const end = (): void => {
    if (old?.length || now?.length) blocks.push(changedLines(old ?? [], now ?? []));
    [old, now] = [[], []];
  };
  for (const { value, added, removed } of edits(before.split("\n"), after.split("\n"))) {
    if (removed) old?.push(...value);
    else if (added) now?.push(...value);
    else {
      end();
      blocks.push({ same: value });
    }
  }
  end();
  return blocks;
}

function changedLines(old: readonly string[], now: readonly string[]): ChangedLines {
  const plain = { before: old.map(plainLine), after: now.map(plainLine) };
  if (old.length === 0 || now.length === 0) return plain;
  const before: Piece[] = [];
  const after: Piece[] = [];
  for (const { value, added, removed } of edits(wordsIn(old), wordsIn(now))) {
    const piece = { text: value.join(""), isChanged: added || removed };
    if (!added) before.push(piece);
    if (!removed) after.push(piece);
  }
  // Where hardly a word is the same, marks would only be noise.
  return isAlike(before) && isAlike(after) ? { before: linesOf(before), after: linesOf(after) } : plain;
}

/** Splits into words, spaces and signs. A placeholder for an unknown value or a secret is not split. */
function wordsIn(lines: readonly string[]): string[] {
  return lines.join("\n").match(/\[(?:unknown[^\]\n]*|secret)\]|[\p{L}\p{N}_]+|\n|[^\S\n]+|./gsu) ?? [];
}

function isAlike(pieces: readonly Piece[]): boolean {
  const lengthOf = (some: readonly Piece[]): number =>
    some.reduce((sum, { text }) => sum + text.replace(/\s/g, "").length, 0);
  return lengthOf(pieces.filter(({ isChanged }) => !isChanged)) * 3 >= lengthOf(pieces);
}

function plainLine(text: string): Line {
  return [{ text, isChanged: false }];
}

function linesOf(pieces: readonly Piece[]): Line[] {
  const lines: Piece[][] = [[]];
  for (const { text, isChanged } of pieces)
    for (const [index, part] of text.split("\n").entries()) {
      if (index > 0) lines.push([]);
      if (part !== "") lines.at(-1)?.push({ text: part, isChanged });
    }
  return lines;
}

interface Edit {
  value: string[];
  added: boolean;
  removed: boolean;
}

function edits(before: string[], after: string[]): Edit[] {
  const found = diffArrays(before, after, { maxEditLength: mostEdits });
  return (
    found ?? [
      { value: before, added: false, removed: true },
      { value: after, added: true, removed: false },
    ]
  );
}
