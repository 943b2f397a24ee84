import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

const { runtime } = parse(readFileSync(join(__dirname, "../Pulumi.yaml"), "utf8")) as {
  runtime: { options: { nodeargs: string } };
};

/**
 * Pulumi's language host splits the arguments as a shell does (shlex.Split of `nodeargs`, pulumi-language-nodejs 3) and starts Node with
 * them before its own program.
 */
function startedBy(version: string) {
  const pretend = `Object.defineProperty(process,"versions",{value:{...process.versions,node:"${version}"}})`;
  const command = `"$NODE" "--import=data:text/javascript,$PRETEND" ${runtime.options.nodeargs} --eval 'console.log("the program runs")'`;
  return spawnSync("sh", ["-c", command], {
    encoding: "utf8",
    env: { NODE: process.execPath, PRETEND: pretend, PATH: process.env["PATH"] },
  });
}

it.each(["20.20.2", "22.17.1", "18.20.8"])(
  "says in one sentence that Node %s is too old for the program",
  (version) => {
    const { status, stdout, stderr } = startedBy(version);
    expect(stderr).toBe(
      `Pulumi found Node ${version}, and this project needs 22.18 or later. Run it as "npx pulumi": npx finds the Node of node_modules.\n`,
    );
    expect(stdout).toBe("");
    expect(status).toBe(1);
  },
);

it.each(["22.18.0", "23.6.0", "24.0.0", process.versions.node])("lets Node %s run it", (version) => {
  const { status, stdout, stderr } = startedBy(version);
  expect([status, stdout, stderr]).toEqual([0, "the program runs\n", ""]);
});
