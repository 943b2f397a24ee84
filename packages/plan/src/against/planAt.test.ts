import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PlanError } from "../planError.ts";
import { planAt } from "./planAt.ts";
import { Repository } from "./testing.ts";

let repository: Repository;
let said: string[];

beforeEach(() => {
  said = [];
  repository = new Repository()
    .write({
      "Pulumi.yaml": "name: demo\nstackConfigDir: config\n",
      "config/Pulumi.a-dev.yaml": "",
      "config/Pulumi.b-dev.yaml": "",
      "config/Pulumi.c-prod.yaml": "",
      ".gitignore": "node_modules\n",
    })
    .commit();
});
afterEach(() => {
  expect(repository.git("worktree", "list").split("\n")).toHaveLength(1);
  repository.remove();
});

/** Puts a command in the place of `ballast`: planAt runs the commit's, which is not always this one. */
function command(program: string): void {
  const folder = join(repository.folder, "node_modules/@ballast/cli/bin");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "ballast.mjs"), program);
}

const at = (wanted: (stack: string) => boolean = (stack) => stack.endsWith("-dev")) =>
  planAt(repository.folder, "main", wanted, (line) => said.push(line));

it("asks the commit's own command for its stacks, and hands on what it is at", async () => {
  command(`
    console.error("planning a-dev (1 of 2)");
    console.log(JSON.stringify(process.argv.slice(3, 5).map((stack) => ({ stack, resources: [], resolved: [] }))));
  `);
  const { commit, plans, errors } = await at();
  expect(commit).toBe(repository.git("rev-parse", "main"));
  expect(Object.keys(plans)).toEqual(["a-dev", "b-dev"]);
  expect(errors).toEqual({});
  expect(said).toEqual(["main: planning a-dev (1 of 2)"]);
});

it("runs nothing where no stack is wanted", async () => {
  expect(await at(() => false)).toMatchObject({ plans: {}, errors: {} });
});

it("takes the plan of an older command, and what that does not say as unsaid", async () => {
  const old = {
    urn: "urn:pulumi:c-prod::demo::t::n",
    type: "t",
    name: "n",
    inputs: {},
    unknown: [],
    protect: true,
  };
  command(
    `console.log(${JSON.stringify(JSON.stringify({ stack: "c-prod", resources: [old], resolved: [old] }))});`,
  );
  const { plans } = await at((stack) => stack === "c-prod");
  expect(plans["c-prod"]).toMatchObject({
    acknowledged: [],
    outputs: {},
    resources: [{ ...old, aliases: [], ignoreChanges: [], propertyDependencies: {} }],
    resolved: [{ identifiers: {} }],
  });
  expect(plans["c-prod"]?.resources[0]).not.toHaveProperty("retainOnDelete");
});

it("has what the command says of stacks that it cannot plan", async () => {
  command(`
    console.error("planning a-dev (1 of 2)\\n\\nb-dev: out of paper");
    console.log(JSON.stringify([{ stack: "a-dev" }]));
    process.exitCode = 1;
  `);
  const { plans, errors } = await at();
  expect(Object.keys(plans)).toEqual(["a-dev"]);
  expect(errors).toEqual({ "b-dev": "b-dev: out of paper" });
});

it.each([
  [
    "cannot load its program",
    'throw new Error("no such module");',
    /^main cannot be planned\. Its own "ballast plan" failed:\n[^]*Error: no such module/,
  ],
  [
    "does not know the call",
    "console.error(\"error: unknown option '--resolved'\"); process.exitCode = 2;",
    /^main cannot be planned\. Its own "ballast plan" failed:\nerror: unknown option '--resolved'$/,
  ],
])("ends with what a command says that %s", async (_what, program, message) => {
  command(program);
  await expect(at()).rejects.toThrow(PlanError);
  await expect(at()).rejects.toThrow(message);
});

it("says that a commit has no command", async () => {
  await expect(at()).rejects.toThrow(
    "main cannot be planned. It does not contain @ballast/cli, which plans the stacks.",
  );
});
