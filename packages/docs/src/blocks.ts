import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { extname, join } from "node:path";

/**
 * A page with its blocks as they are now:
 *
 * - after `<!-- from: path -->` or `<!-- from: path#region -->` the file's text, or what stands between its comments
 *   `#region` and `#endregion`;
 * - after `<!-- run -->` a console's block: what its first line's command prints.
 */
export function withBlocks(page: string, root: string): string {
  return page
    .replaceAll(
      /<!-- from: (\S+?)(?:#(\S+))? -->\n\n?```[^]*?\n```/g,
      (_all, path: string, region?: string) => {
        const mark = region === undefined ? path : `${path}#${region}`;
        const text = excerpt(readFileSync(join(root, path), "utf8"), region, path);
        return `<!-- from: ${mark} -->\n\n\`\`\`${extname(path).slice(1)}\n${text.trimEnd()}\n\`\`\``;
      },
    )
    .replaceAll(
      /<!-- run -->\n\n?```console\n\$ (.+)\n([^]*?)```/g,
      (_all, command: string, before: string) => {
        const now = output(command, root);
        return `<!-- run -->\n\n\`\`\`console\n$ ${command}\n${sameButForTime(before, now) ? before : now}\`\`\``;
      },
    );
}

function excerpt(text: string, region: string | undefined, path: string): string {
  if (region === undefined) return text;
  const lines = text.split("\n");
  const from = lines.findIndex((line) => line.trim().endsWith(`#region ${region}`));
  const to = lines.findIndex((line, index) => index > from && line.trim().endsWith("#endregion"));
  if (from < 0 || to < 0) throw new Error(`${path} has no #region ${region} that ends in #endregion.`);
  return lines.slice(from + 1, to).join("\n");
}

/** How long something took differs from run to run, and is not a reason to change a page. */
function sameButForTime(one: string, other: string): boolean {
  const timeless = (text: string): string => text.replaceAll(/ *\d+\.\d+ s\b/g, " s");
  return timeless(one) === timeless(other);
}

/** The output of a command, without colours. */
function output(command: string, root: string): string {
  const [program = "", ...args] = command
    .replace("npx ballast", join(root, "node_modules/.bin/ballast"))
    .split(" ");
  const env = { ...process.env, FORCE_COLOR: "0", NO_COLOR: "1" };
  const { stdout, stderr, status } = spawnSync(program, args, { cwd: root, env, encoding: "utf8" });
  if (status === null || stdout === "") throw new Error(`${command} printed nothing: ${stderr}`);
  return stdout.endsWith("\n") ? stdout : `${stdout}\n`;
}
