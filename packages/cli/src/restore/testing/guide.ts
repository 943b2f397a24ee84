import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** "Restore" of a scenario's README: the command that makes the file, and the settings to add to it. */
export function guideOf(root: string, scenario: string): { command: string; settings: string } {
  const text = readFileSync(join(root, "stacks", scenario, "README.md"), "utf8");
  const [, guide = ""] = /^## Restore.*?$(.*?)(?=^## )/ms.exec(text) ?? [];
  const fences = [...guide.matchAll(/^```(\w+)\n(.*?)^```/gms)].map(([, language, body = ""]) => ({
    language,
    body,
  }));
  const command = fences.find(({ body }) => body.startsWith("restored="))?.body;
  const settings = fences.find(({ language }) => language === "yaml")?.body;
  if (command === undefined || settings === undefined)
    throw new Error(`${scenario} has no steps to restore.`);
  return { command, settings };
}

/** Each value of YAML, with the keys that lead to it. */
export function leavesOf(yaml: string): { path: string[]; value: unknown }[] {
  return leaves(parse(yaml), []);
}

function leaves(value: unknown, path: string[]): { path: string[]; value: unknown }[] {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]))
    : [{ path, value }];
}
