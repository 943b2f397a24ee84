import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { record } from "@ballast/recording";
import { ScratchWorkspace, type PublishedManifest } from "./scratchWorkspace.ts";
import sharedFiles from "./sharedFiles.ts";

// The newest versions that the ranges allow are the workspace's, with which all other tests run; these are the oldest.

const manifestOf = (folder: string): PublishedManifest =>
  JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as PublishedManifest;

/** What every package of ours says of an SDK. */
const ranges = [
  ...new Set(
    readdirSync("packages").flatMap(
      (name) => manifestOf(join("packages", name)).peerDependencies?.["@pulumi/aws"] ?? [],
    ),
  ),
];
const [, oldest = ""] = /^\^(\d+\.\d+\.\d+)$/.exec(ranges[0] ?? "") ?? [];

let scratch: ScratchWorkspace;
beforeAll(() => {
  scratch = new ScratchWorkspace({ "@pulumi/aws": oldest });
});
afterAll(() => scratch.remove());

it("every package asks for one range of the SDK, whose newest version is the workspace's", () => {
  expect(ranges).toHaveLength(1);
  const [major] = oldest.split(".");
  expect(manifestOf("node_modules/@pulumi/aws").version.split(".")[0]).toBe(major);
  expect(manifestOf(scratch.folderOf("@pulumi/aws")).version).toBe(oldest);
});

it("every package loads with the oldest SDK of the range", () => {
  const names = [...scratch.manifests.keys()];
  scratch.write(
    "all.js",
    names.map((name) => `import * as ${name.replace(/\W/g, "_")} from "${name}";`).join("\n"),
  );
  expect(scratch.node("all.js")).toBe("");
});

it("types of every package compile with it, and a program over them plans what it plans with the newest", async () => {
  scratch.copy("stacks/testing/sharedFiles.ts");
  const imports = [...scratch.manifests.keys()].map((name, index) => `export * as p${index} from "${name}";`);
  scratch.write("all.ts", imports.join("\n"));
  const compilerOptions = {
    module: "nodenext",
    target: "es2024",
    strict: true,
    types: ["node"],
    outDir: "built",
  };
  scratch.write("tsconfig.json", JSON.stringify({ compilerOptions, files: ["sharedFiles.ts", "all.ts"] }));
  expect(scratch.node("node_modules/typescript/bin/tsc", "--project", ".")).toBe("");

  scratch.write(
    "plan.js",
    `import { record } from ${JSON.stringify(resolve("packages/recording/src/index.ts"))};
    import program from "./built/sharedFiles.js";
    const { resources } = await record(program);
    process.stdout.write(JSON.stringify(resources));`,
  );
  const { resources } = await record(sharedFiles);
  expect(JSON.parse(scratch.node("plan.js"))).toEqual(JSON.parse(JSON.stringify(resources)));
});
