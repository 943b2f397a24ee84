import { spawnSync } from "node:child_process";

const parts = [
  "@pulumi/pulumi/automation",
  "@npmcli/arborist",
  "normalize-package-data",
  "typescript",
  "@pulumi/awsx/classic",
];

/** What a process of its own prints: in this one the SDK is loaded. */
function printed(script: string): unknown {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ["--input-type=module", "--eval", `import { loadLazily } from "./lazyModules.ts";\n${script}`],
    { cwd: import.meta.dirname, encoding: "utf8" },
  );
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

const loaded = `import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
const sizes = () => ["/@pulumi/pulumi/automation/", "/@npmcli/arborist/lib/"].map(
  (part) => Object.keys(require.cache).filter((path) => path.replaceAll("\\\\\\\\", "/").includes(part)).length);`;

it("leaves out of the SDK what a plan does not use, and loads it whole where a program does", () => {
  const [before, after, names, real] = printed(`${loaded}
    loadLazily();
    const pulumi = await import("@pulumi/pulumi");
    const before = sizes();
    const names = Object.keys(pulumi.automation).sort();
    const { Arborist } = require("@npmcli/arborist");
    const isReal = pulumi.automation.LocalWorkspace === require("@pulumi/pulumi/automation").LocalWorkspace
      && typeof Arborist === "function" && new Arborist({ path: "." }).path !== undefined;
    console.log(JSON.stringify([before, sizes(), names, isReal]));`) as [
    number[],
    number[],
    string[],
    boolean,
  ];
  const [names0, cold] = printed(`${loaded}
    const pulumi = await import("@pulumi/pulumi");
    console.log(JSON.stringify([Object.keys(pulumi.automation).sort(), sizes()]));`) as [string[], number[]];
  expect(before).toEqual([1, 1]);
  expect([names, real]).toEqual([names0, true]);
  expect(after).toEqual(cold);
});

it("gives a program what it packs a function with, and Crosswalk's first version", () => {
  const [before, packed, classic, after] = printed(`
    import { createRequire } from "node:module";
    const require = createRequire(import.meta.url);
    const sizes = () => ["/typescript/lib/typescript.js", "/normalize-package-data/lib/", "/@pulumi/awsx/classic/"].map(
      (part) => Object.keys(require.cache).filter((path) => path.replaceAll("\\\\", "/").includes(part)).length);
    loadLazily();
    const { runtime } = await import("@pulumi/pulumi");
    const awsx = await import("@pulumi/awsx");
    const before = sizes();
    const greeting = "hello";
    const { text } = await runtime.serializeFunction(async (name) => greeting + name);
    await runtime.computeCodePaths();
    const classic = Object.keys(awsx.classic.ecs).length;
    console.log(JSON.stringify([before, text.includes("hello"), classic > 5, sizes().map((size) => size > 0)]));`) as [
    number[],
    boolean,
    boolean,
    boolean[],
  ];
  expect(before).toEqual([1, 1, 1]);
  expect([packed, classic]).toEqual([true, true]);
  expect(after).toEqual([true, true, true]);
});

it("lets a program construct what is exported by default", () => {
  const [path, constructs] = printed(`
    loadLazily();
    const { default: Arborist } = await import("@npmcli/arborist");
    Arborist.prototype.ofTest = true;
    console.log(JSON.stringify([new Arborist({ path: "/nowhere" }).path, new Arborist({ path: "." }).ofTest]));`) as [
    string,
    boolean,
  ];
  expect([path, constructs]).toEqual(["/nowhere", true]);
});

it.each(parts)("%s is where the SDK looks for it", (name) => {
  expect(import.meta.resolve(name)).toContain("node_modules");
});
