import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { credentials, type ServiceError } from "@grpc/grpc-js";
import { record } from "@ballast/recording";
import providers from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import { ComponentHosts } from "./componentHosts.ts";
import { ScratchWorkspace } from "./scratchWorkspace.ts";
import sharedFiles from "./sharedFiles.ts";
import { walk } from "./walk.ts";

let scratch: ScratchWorkspace;
let names: string[];
/** Those of component packages, without the scope. */
let plugins: string[];
beforeAll(() => {
  scratch = new ScratchWorkspace();
  names = [...scratch.manifests.keys()];
  plugins = names
    .filter((name) => existsSync(join(scratch.folderOf(name), "PulumiPlugin.yaml")))
    .map((name) => name.slice("@ballast/".length));
});
afterAll(() => scratch.remove());

describe("a tarball", () => {
  it("has what is needed and nothing else", () => {
    expect(scratch.filesOf("@ballast/network")).toEqual(
      [
        "LICENSE",
        "CHANGELOG.md",
        "README.md",
        "PulumiPlugin.yaml",
        "package.json",
        "provider.js",
        "schema.json",
        ...["addressPlan", "endpoints", "flowLogs", "index", "network", "watched"].flatMap((name) => [
          `dist/${name}.d.ts`,
          `dist/${name}.js`,
        ]),
      ].sort(),
    );
  });

  it("has documents, what was built, and of tests nothing", () => {
    const usual =
      /^(LICENSE|CHANGELOG\.md|README\.md|package\.json|PulumiPlugin\.yaml|provider\.js|schema\.json|driver\/(LICENSES\.txt|index\.cjs|index\.d\.cts|tedious\.mjs)|dist\/.*\.(d\.ts|js|json))$/;
    const unwanted = /(^|[/.])(test|testing|identity|golden|tsconfig)([/.]|$)/;
    const odd = names.flatMap((name) =>
      scratch
        .filesOf(name)
        .filter((file) => !usual.test(file) || unwanted.test(file))
        .map((file) => `${name}: ${file}`),
    );
    expect(odd).toEqual([]);
    const documents = names.flatMap((name) =>
      ["LICENSE", "README.md"]
        .filter((file) => !scratch.filesOf(name).includes(file))
        .map((file) => `${name}: ${file}`),
    );
    expect(documents).toEqual([]);
  });

  it("asks for the SDKs as peers, for ours as they are released together, and for no tool", () => {
    for (const { dependencies = {}, version, ...manifest } of scratch.manifests.values()) {
      expect(Object.keys(dependencies).filter((name) => name.startsWith("@pulumi/"))).toEqual([]);
      const ours = Object.entries(dependencies).filter(([name]) => name.startsWith("@ballast/"));
      expect(ours).toEqual(ours.map(([name]) => [name, `^${version}`]));
      expect(ours.filter(([name]) => !names.includes(name))).toEqual([]);
      expect(manifest).toMatchObject({
        license: "Apache-2.0",
        publishConfig: { access: "public", provenance: true },
      });
      expect(manifest).not.toHaveProperty("devDependencies");
      expect(manifest).not.toHaveProperty("nx");
    }
  });
});

it("a tarball is refused whose exports lead nowhere, or whose types are of another kind of module", () => {
  scratch.write(
    "faults.js",
    `import { tarballFaults } from ${JSON.stringify(resolve("packages/release/src/packing/tarball.ts"))};
    process.stdout.write(JSON.stringify(await tarballFaults(process.argv[2])));`,
  );
  const faultsOf = (exports: object): string[] =>
    JSON.parse(
      scratch.node("faults.js", scratch.pack("broken", { "index.js": "export const one = 1;", ...exports })),
    ) as string[];
  const types = "export declare const one: number;";
  expect(faultsOf({ "index.d.ts": types })).toEqual([]);
  expect(faultsOf({ "index.js": "exports.one = 1;", "index.d.ts": types })).not.toEqual([]);
  expect(faultsOf({})).not.toEqual([]);
});

describe("installed together, outside the workspace,", () => {
  it("every package loads", () => {
    const program = names.map((name) => `import * as ${name.replace(/\W/g, "_")} from "${name}";`).join("\n");
    scratch.write("all.js", program);
    expect(scratch.node("all.js")).toBe("");
  });

  it("and is loaded by a program in CommonJS, too", () => {
    scratch.write("all.cjs", names.map((name) => `require("${name}");`).join("\n"));
    expect(scratch.node("all.cjs")).toBe("");
  });

  it("a program over them compiles by Node's own rules, and plans what it plans from their sources", async () => {
    scratch.copy("stacks/testing/sharedFiles.ts");
    const compilerOptions = {
      module: "nodenext",
      target: "es2024",
      strict: true,
      types: ["node"],
      outDir: "built",
    };
    scratch.write("tsconfig.json", JSON.stringify({ compilerOptions, files: ["sharedFiles.ts"] }));
    expect(scratch.node("node_modules/typescript/bin/tsc", "--project", ".")).toBe("");

    scratch.write(
      "plan.js",
      `import { record } from ${JSON.stringify(resolve("packages/recording/src/index.ts"))};
      import program from "./built/sharedFiles.js";
      const { resources } = await record(program);
      process.stdout.write(JSON.stringify(resources));`,
    );
    const planned = JSON.parse(scratch.node("plan.js")) as unknown[];
    const { resources } = await record(sharedFiles);
    expect(planned.length).toBeGreaterThan(30);
    expect(planned).toEqual(JSON.parse(JSON.stringify(resources)));
  });

  it("another team's unit test compiles and passes with the mocks, as their README has it, and fails of what is wrong", () => {
    const readme = readFileSync(join(scratch.folderOf("@ballast/testing"), "README.md"), "utf8");
    const sample = /```ts\n(import assert[^]*?\n)```/.exec(readme)?.[1] ?? "";
    expect(sample.split("\n").length).toBeLessThanOrEqual(21);
    scratch.write("own.test.ts", sample);
    const compilerOptions = {
      module: "nodenext",
      target: "es2024",
      strict: true,
      types: ["node"],
      noEmit: true,
    };
    scratch.write("tsconfig.own.json", JSON.stringify({ compilerOptions, files: ["own.test.ts"] }));
    expect(scratch.node("node_modules/typescript/bin/tsc", "--project", "tsconfig.own.json")).toBe("");
    const run = (file: string) => scratch.node("--test-reporter=tap", file);
    expect(run("own.test.ts")).toContain("# pass 2\n");
    for (const [said, wrong] of [
      ["[true, true]", "[false, true]"],
      ["volume\\/vol", "volume\\/snap"],
      ["sizeGB: 20", "throughput: 200"],
    ] as const) {
      expect(sample).toContain(said);
      scratch.write("wrong.test.ts", sample.replace(said, wrong));
      expect(() => run("wrong.test.ts")).toThrow();
    }
  });

  // Pages for other teams: what they do in a folder of their own.
  it.each(["testing", "first-program"])("each command of docs/%s.md does what the page says", (name) => {
    const folder = scratch.subfolder(name);
    expect(walk(readFileSync(`docs/${name}.md`, "utf8"), folder, scratch.environment())).toEqual([]);
  });

  it("the mocks bring none of this workspace's tools", () => {
    const { exports, dependencies } = scratch.manifests.get("@ballast/testing") ?? {};
    expect(Object.keys(exports ?? {})).toEqual(["."]);
    expect(Object.keys(dependencies ?? {}).sort()).toEqual(["@ballast/model", "@ballast/recording"]);
  });

  it("each package of components serves its schema to other languages, without its sources", async () => {
    expect(plugins).toContain("network");
    const hosts = await ComponentHosts.start(
      Object.fromEntries(plugins.map((name) => [name, scratch.folderOf(`@ballast/${name}`)])),
    );
    try {
      const served = await Promise.all(
        hosts.providers.map((provider) => schemaFrom(provider.split(":")[1] ?? "")),
      );
      const committed = plugins.map((name) => ({
        ...(JSON.parse(readFileSync(`packages/${name}/schema.json`, "utf8")) as object),
        version: scratch.manifests.get(`@ballast/${name}`)?.version,
      }));
      expect(served).toEqual(committed);
    } finally {
      hosts.stop();
    }
  });
});

function schemaFrom(port: string): Promise<unknown> {
  const client = new providers.ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
  return new Promise((found, failed) =>
    client.getSchema(new messages.GetSchemaRequest(), (error: ServiceError | null, response) => {
      client.close();
      if (error) failed(error);
      else found(JSON.parse(response.getSchema()));
    }),
  );
}
