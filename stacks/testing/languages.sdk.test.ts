import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { devNull, tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { componentPackages } from "@ballast/release/schemas";

const examples = "examples/block-volume";
const goPath = "github.com/ballast/ballast/sdk/go";

let folder: string;
const packages = componentPackages(".");
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "ballast-sdk-"));
  const schemas = packages.map(({ directory, folder: name, manifest }) => {
    const schema = JSON.parse(readFileSync(join(directory, "schema.json"), "utf8")) as object;
    const path = join(folder, `${name}.json`);
    writeFileSync(path, JSON.stringify({ ...schema, version: manifest.version }));
    return path;
  });
  expect(run(process.env["BALLAST_SDK_GENERATOR"] ?? "", [folder, ...schemas])).toEqual(passed);
});
afterAll(() => rmSync(folder, { recursive: true }));

const passed = { status: 0, said: "" };

function run(
  command: string,
  args: string[],
  cwd = ".",
  environment: Record<string, string> = {},
): { status: number | null; said: string } {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    env: { ...process.env, ...environment },
  });
  if (error) throw error;
  return { status, said: (stdout + stderr).trim() };
}

function write(path: string, text: string): void {
  const file = join(folder, path);
  mkdirSync(resolve(file, ".."), { recursive: true });
  writeFileSync(file, text);
}

function replaced(text: string, from: string, to: string): string {
  expect(text).toContain(from);
  return text.replace(from, () => to);
}

describe("the packages for Go", () => {
  const go = (...args: string[]): ReturnType<typeof run> =>
    run("go", args, join(folder, "module"), { GOFLAGS: "-mod=mod", GOWORK: "off" });

  beforeAll(() => {
    for (const { pulumiName } of packages)
      cpSync(join(folder, "go", pulumiName), join(folder, "module"), { recursive: true });
    const pinned = process.env["BALLAST_SDK_MODULE"] ?? "";
    write(
      "module/go.mod",
      readFileSync(join(pinned, "go.mod"), "utf8").replace(/^module .*/, `module ${goPath}`),
    );
    cpSync(join(pinned, "go.sum"), join(folder, "module/go.sum"));
  });

  it("compile, and so does a program that hands parts from one to another", () => {
    cpSync(join(examples, "go"), join(folder, "module/example"), { recursive: true });
    expect(go("build", "./...")).toEqual(passed);
  });

  it("refuse an output where something is decided", () => {
    const program = readFileSync(join(examples, "go/main.go"), "utf8");
    const path = 'ContainerPath:    "/var/lib/postgresql/data"';
    write(
      "module/wrong/main.go",
      replaced(program, path, 'ContainerPath: pulumi.String("/").ToStringOutput()'),
    );
    const { status, said } = go("build", "-o", devNull, "./wrong");
    rmSync(join(folder, "module/wrong"), { recursive: true });
    expect(status).not.toBe(0);
    expect(said).toContain("cannot use");
  });
});

describe("the packages for Python", () => {
  const python = (...args: string[]): ReturnType<typeof run> => {
    const path = packages.map(({ pulumiName }) => join(folder, "python", pulumiName)).join(delimiter);
    const environment = { MYPYPATH: path, PYTHONPATH: path, MYPY_CACHE_DIR: join(folder, "mypy") };
    return run(process.env["BALLAST_SDK_PYTHON"] ?? "", args, folder, environment);
  };
  const names = packages.map(({ folder: name }) => `ballast_${name.replaceAll("-", "_")}`);
  const program = (): string => readFileSync(join(examples, "python/__main__.py"), "utf8");

  it("have the names that people expect", () => {
    expect(
      packages.map(({ pulumiName }) =>
        readdirSync(join(folder, "python", pulumiName)).filter((name) => name.startsWith("ballast")),
      ),
    ).toEqual(names.map((name) => [name]));
  });

  it("pass mypy's strict checks, and so does a program that hands parts from one to another", () => {
    write("program.py", program());
    const { status, said } = python("-m", "mypy", "--strict", "program.py");
    expect([status, said]).toEqual([0, expect.stringContaining("Success: no issues found")]);
    const { said: all } = python("-m", "mypy", ...names.flatMap((name) => ["-p", name]));
    // The generator's own helper, the same in every package of Pulumi's, returns what mypy does not expect.
    const faults = all.split("\n").filter((line) => !line.includes("_utilities.py:"));
    expect(faults).toEqual([expect.stringMatching(/^(Success|Found 20 errors in 10 files) /)]);
  });

  it("refuse an output where something is decided", () => {
    const wrong = replaced(
      program(),
      'container_path="/var/lib/postgresql/data"',
      "container_path=instances.security_group_id",
    );
    write("wrong.py", wrong);
    const { status, said } = python("-m", "mypy", "--strict", "wrong.py");
    expect([status, said]).toEqual([1, expect.stringContaining('No overload variant of "RexrayEbs"')]);
  });

  it("hand parts on by the names that components know", () => {
    // Where pip installs a package it notes its version; the package asks for that.
    for (const name of names)
      write(
        `python/${name.replaceAll("_", "-")}/${name}-0.1.0.dist-info/METADATA`,
        `Metadata-Version: 2.1\nName: ${name}\nVersion: 0.1.0\n`,
      );
    write("program.py", program());
    write("mocked.py", mocked);
    const { status, said } = python("mocked.py");
    expect([status, said]).toEqual([0, expect.any(String)]);
    // Python may say more as it ends: of an event loop that is closed, for example.
    const line = said.split("\n").find((one) => one.startsWith("{"));
    const registered = JSON.parse(line ?? "") as Record<string, Record<string, unknown>>;
    expect(registered["main"]).toMatchObject({
      capacities: {
        general: {
          maximumSize: 2,
          parts: {
            data: { bootSteps: { mount: { phase: "beforeAgent" } } },
            agent: {
              bootSteps: { hello: { phase: "afterAgent", operatingSystem: "linux", script: "echo hello" } },
            },
          },
        },
      },
    });
    expect(registered["service"]).toMatchObject({
      taskDefinition: { launchType: "ec2", containerPorts: { database: [] } },
      parts: { data: { desiredCount: 1 } },
    });
  });
});

/** What registers a component is the engine; here it is a mock that returns what a component would. */
const mocked = `
import json
import pulumi

seen = {}

class Engine(pulumi.runtime.Mocks):
    def call(self, args):
        return {}

    def new_resource(self, args):
        seen[args.name] = args.inputs
        given = {
            "instancePart": {"bootSteps": {"mount": {"phase": "beforeAgent"}}},
            "taskPart": {"mountPoints": {}},
            "servicePart": {"desiredCount": 1},
            "securityGroupId": "sg-1",
            "clusterArn": "arn",
            "capacityProviderNames": {"general": "general"},
            "arn": "arn",
            "launchType": "ec2",
            "platform": "linuxX86",
            "containerPorts": {"database": []},
            "placementConstraints": [],
        }
        return [args.name, {**given, **args.inputs}]

pulumi.runtime.set_mocks(Engine())

@pulumi.runtime.test
def run():
    import program
    return program.service.urn

run()
print(json.dumps(seen))
`;

describe("the packages for TypeScript", () => {
  it("compile, and so does a program that hands parts from one to another", () => {
    const sdk = (name: string): string => join(folder, "nodejs", `ballast-${name}`);
    write("program.ts", typescript);
    write(
      "tsconfig.json",
      JSON.stringify({
        compilerOptions: {
          ...{
            strict: true,
            noEmit: true,
            target: "es2022",
            module: "commonjs",
            moduleResolution: "bundler",
          },
          ...{
            esModuleInterop: true,
            skipLibCheck: true,
            types: ["node"],
            typeRoots: [resolve("node_modules/@types")],
          },
          paths: {
            ...Object.fromEntries(
              packages.map(({ folder: name }) => [`@ballast/ballast-${name}`, [sdk(name)]]),
            ),
            "*": [resolve("node_modules/*")],
          },
        },
        files: ["program.ts", ...packages.map(({ folder: name }) => join(sdk(name), "index.ts"))],
      }),
    );
    expect(run(process.execPath, ["node_modules/typescript/bin/tsc", "--project", folder])).toEqual(passed);
  });
});

const typescript = `
import * as ebs from "@ballast/ballast-rexray-ebs";
import * as ecs from "@ballast/ballast-ecs";

const site = { accountId: "111111111111", partition: "aws", region: "eu-central-1" };
const pg = new ebs.RexrayEbs("pg", { site, availabilityZone: "eu-central-1a", containerPath: "/data", sizeGiB: 20 });
export const task = new ecs.TaskDefinition("task", { site, containers: {}, parts: { data: pg.taskPart } });
// @ts-expect-error what decides is not an output
new ebs.RexrayEbs("pg", { site, availabilityZone: "eu-central-1a", containerPath: task.arn, sizeGiB: 20 });
`;
