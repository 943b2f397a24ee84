import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ballast } from "./testing.ts";

const root = join(__dirname, "../../..");

async function suggested(...typed: string[]): Promise<string[]> {
  const { stdout, status } = await ballast(["complete", "--", ...typed]);
  expect(status).toBe(0);
  return stdout
    .split("\n")
    .flatMap((line) => (line === "" || line.startsWith(":") ? [] : (line.split("\t")[0] ?? "")));
}

describe("completion", () => {
  it("suggests commands, options, choices, names of stacks and environments", async () => {
    expect(await suggested("pl")).toEqual(["plan", "place"]);
    expect(await suggested("--v")).toEqual(["--version"]);
    expect(await suggested("plan", "--f")).toEqual(["--format"]);
    expect(await suggested("plan", "--format", "m")).toEqual(["markdown"]);
    expect(await suggested("status", "--format", "t")).toEqual(["table"]);
    expect(await suggested("cost", "network-")).toEqual(["network-dev", "network-prod"]);
    expect(await suggested("plan", "--environment", "")).toEqual(["dev", "prod"]);
  });

  it("prints scripts that the shell reads, and that suggest in it", async () => {
    const { stdout } = await ballast(["completion", "bash"]);
    const path = `${join(root, "node_modules/.bin")}:${process.env["PATH"]}`;
    // What bash and bash-completion have while somebody types.
    const typing = [
      "COMP_WORDS=(ballast cost network-)",
      '_get_comp_words_by_ref() { cur=network-; words=("${COMP_WORDS[@]}"); cword=2; }',
      "compopt() { :; }",
    ].join("\n");
    const script = `${typing}\n${stdout}\n__ballast_complete\nprintf '%s\\n' "\${COMPREPLY[@]}"`;
    const bash = spawnSync("bash", ["-c", script], {
      cwd: root,
      encoding: "utf8",
      env: { ...process.env, PATH: path },
    });
    expect(bash.stderr).toBe("");
    expect(bash.stdout.split("\n").map((line) => line.trim())).toEqual(["network-dev", "network-prod", ""]);
  });
});
