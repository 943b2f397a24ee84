import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * A page whose blocks of shell are run in their order, in one folder. What stands in comments before a block says what it is:
 *
 * - `<!-- file: path -->`: the block is written to that file;
 * - `<!-- prints: text -->`: the command's output has this text;
 * - `<!-- exits: 1 -->`: it ends with this status, and not with 0;
 * - `<!-- elsewhere: path -->`: this test runs it, or does what it does.
 */
export interface Step {
  line: number;
  language: string;
  text: string;
  marks: { kind: string; value: string }[];
}

export function stepsOf(page: string): Step[] {
  const blocks = page.matchAll(/((?:^<!-- \w+: .+? -->\n\n?)*)^```(\w+)\n([^]*?)^```$/gm);
  return [...blocks].map((block) => {
    const [all, comments = "", language = "", text = ""] = block;
    const marks = [...comments.matchAll(/<!-- (\w+): (.+?) -->/g)].map(([, kind = "", value = ""]) => ({
      kind,
      value,
    }));
    const line = page.slice(0, block.index + all.indexOf("```")).split("\n").length;
    return { line, language, text, marks };
  });
}

/** @returns what is wrong, as `line: what`; it stops at the first step that fails. */
export function walk(page: string, folder: string, environment: Record<string, string>): string[] {
  for (const { line, language, text, marks } of stepsOf(page)) {
    const values = (kind: string): string[] =>
      marks.flatMap((mark) => (mark.kind === kind ? [mark.value] : []));
    for (const path of values("elsewhere")) if (!existsSync(path)) return [`${line}: there is no ${path}`];
    for (const path of values("file")) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    if (language !== "sh" || values("elsewhere").length > 0) continue;
    const { status, stdout, stderr } = spawnSync("bash", ["--norc", "-euo", "pipefail", "-c", text], {
      cwd: folder,
      encoding: "utf8",
      maxBuffer: 2 ** 28,
      env: { ...environment, NO_COLOR: "1", FORCE_COLOR: "0" },
    });
    const said = stdout + stderr;
    const [wanted = "0"] = values("exits");
    if (String(status) !== wanted) return [`${line}: ended with ${status}:\n${said}`];
    const missing = values("prints").filter((one) => !said.includes(one));
    if (missing.length > 0) return [`${line}: did not print ${missing.join(", ")}:\n${said}`];
  }
  return [];
}
