import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { golden } from "@ballast/testing";

const root = join(__dirname, "../../../..");
const guide = join(root, "docs/placement.md");

/** What a command prints, as a person without colours sees it. */
function output(command: string): string {
  const [program = "", ...args] = command
    .replace("npx ballast", join(root, "node_modules/.bin/ballast"))
    .split(" ");
  const env = { ...process.env, FORCE_COLOR: "0", NO_COLOR: "1" };
  return spawnSync(program, args, { cwd: root, env, encoding: "utf8" }).stdout;
}

it("shows in the guide to placement what the commands print", () => {
  const text = readFileSync(guide, "utf8").replaceAll(
    /```console\n\$ (.+)\n[^]*?```/g,
    (_block, command: string) => `\`\`\`console\n$ ${command}\n${output(command)}\`\`\``,
  );
  expect(text.match(/```console/g)).toHaveLength(6);
  expect(text).toBe(golden(guide, text));
});
