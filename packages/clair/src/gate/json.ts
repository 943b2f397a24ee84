// Parses every input of the gate: JSON must be complete and must not repeat a key, and only own properties are read.

/** Why the gate judges nothing; its message is a sentence of the verdict. */
export class NotJudged extends Error {}

export type Fields = Record<string, unknown>;

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An empty text for whatever is not a text. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** Own keys alone: an id such as `constructor` or `__proto__` is an entry only if the text has it. */
export function entriesOf(value: unknown): Map<string, unknown> {
  return new Map(isFields(value) ? Object.entries(value) : []);
}

/**
 * @param what Names the text in messages: `the report`.
 * @throws {NotJudged} if it is missing, empty, no JSON, or has a key twice, of which a parser shows the last one alone.
 */
export function parseJson(text: string | undefined, what: string): unknown {
  if (text === undefined) throw new NotJudged(`${what} is missing.`);
  if (text.trim() === "") throw new NotJudged(`${what} is empty.`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new NotJudged(`${what} is not JSON. Was it cut off?`);
  }
  const key = repeatedKey(text);
  if (key !== undefined)
    throw new NotJudged(`${what} has the key ${JSON.stringify(key)} twice in one object.`);
  return value;
}

/** @param text JSON that parses: its tokens suffice, and a stack instead of recursion takes any depth. */
function repeatedKey(text: string): string | undefined {
  const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]/g;
  // The keys of each object that is not closed yet; undefined for an array.
  const open: (Set<string> | undefined)[] = [];
  let last = "";
  for (let found = token.exec(text); found !== null; found = token.exec(text)) {
    const [word] = found;
    if (word === "{") open.push(new Set());
    else if (word === "[") open.push(undefined);
    else if (word === "}" || word === "]") open.pop();
    else if (word === ":") {
      const keys = open.at(-1);
      const key = JSON.parse(last) as string;
      if (keys?.has(key)) return key;
      keys?.add(key);
    }
    last = word;
  }
  return undefined;
}
