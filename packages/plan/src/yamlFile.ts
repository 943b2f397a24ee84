import { readFileSync } from "node:fs";
import { LineCounter, parseDocument } from "yaml";
import { PlanError } from "./planError.ts";

/**
 * A file of Pulumi's, which may hold secrets.
 *
 * @returns an empty object for an empty file.
 * @throws {PlanError} that names the place of a mistake, and quotes nothing of the file, as the parser itself would.
 */
export function readYamlFile(path: string): Record<string, unknown> {
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(path, "utf8"), { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error) throw invalid(path, lines, error.pos[0], error.code);
  let value: unknown;
  try {
    value = document.toJS();
  } catch {
    throw invalid(path, lines, 0, "an alias without its anchor, or too many aliases");
  }
  if (value === null || value === undefined) return {};
  if (typeof value !== "object" || Array.isArray(value))
    throw new PlanError(
      `${path} is invalid: expected a map of keys to values at the top. Its content is not shown.`,
    );
  return value as Record<string, unknown>;
}

function invalid(path: string, lines: LineCounter, offset: number, what: string): PlanError {
  const { line, col } = lines.linePos(offset);
  return new PlanError(
    `${path} is invalid YAML at line ${Math.max(line, 1)}, column ${Math.max(col, 1)} (${what}). The line is not shown, because ` +
      "it may hold a secret.",
  );
}
