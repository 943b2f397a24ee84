import { existsSync, readFileSync, statSync } from "node:fs";
import type { Document } from "@ballast/operate";
import { isAnswer } from "@ballast/operate/answers";
import { parseAllDocuments } from "yaml";
import { PlaceError } from "./placeError.ts";

/** Every JSON or YAML document of a file, or of standard input (`-`); several JSON documents may follow one another. */
export function documentsIn(path: string): Document[] {
  const text = read(path);
  const source = path === "-" ? "standard input" : path;
  const json = splitJson(text);
  if (json !== undefined && json.length > 0) return json.map((value) => ({ source, value }));
  if (text.trim() === "") throw new PlaceError(`${source} is empty.`);
  if (/^\s*[{[]/.test(text))
    throw new PlaceError(`${source}: the JSON is truncated or malformed. Save the complete output again.`);
  const documents = parseAllDocuments(text, { logLevel: "error" });
  return ("empty" in documents ? [] : documents).map((document) => {
    const [error] = document.errors;
    if (error) throw new PlaceError(`${source}: ${error.message}`);
    return { source, value: document.toJS() as unknown };
  });
}

/** Whether a file contains output of `aws ecs`, even if truncated, and not a cluster in the simulator's format. */
export function isAnswerFile(path: string): boolean {
  if (!existsSync(path) || !statSync(path).isFile()) return false;
  try {
    return documentsIn(path).some(({ value }) => isAnswer(value));
  } catch {
    return /"(containerInstanceArn|serviceArn|taskArn|taskDefinitionArn)"/.test(read(path));
  }
}

function read(path: string): string {
  try {
    return readFileSync(path === "-" ? 0 : path, "utf8");
  } catch (error) {
    throw new PlaceError(`${path === "-" ? "standard input" : path}: ${(error as Error).message}`);
  }
}

/** @returns undefined if the text is not JSON. */
function splitJson(text: string): unknown[] | undefined {
  const values: unknown[] = [];
  let rest = text.trim();
  while (rest !== "") {
    const end = endOfValue(rest);
    if (end === undefined) return undefined;
    try {
      values.push(JSON.parse(rest.slice(0, end)));
    } catch {
      return undefined;
    }
    rest = rest.slice(end).trimStart();
  }
  return values;
}

/** The end of the object or array at the start of the text. */
function endOfValue(text: string): number | undefined {
  if (!/^[{[]/.test(text)) return undefined;
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\[^])*"|[{}[\]]/g)) {
    if (token === "{" || token === "[") depth += 1;
    else if (token === "}" || token === "]") depth -= 1;
    if (depth === 0) return index + 1;
  }
  return undefined;
}
