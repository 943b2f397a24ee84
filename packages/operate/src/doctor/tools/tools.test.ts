import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { backendChecks, referenceNotes, withoutCredentials, type StackSecrets } from "./backend.ts";
import { compareVersions, thisMachine, type Machine } from "./machine.ts";
import { pluginChecks, toolChecks } from "./tools.ts";

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), "doctor-"))));
afterEach(() => rmSync(root, { recursive: true }));

function file(path: string, text = ""): string {
  const whole = join(root, path);
  mkdirSync(dirname(whole), { recursive: true });
  writeFileSync(whole, text);
  return whole;
}

/** A machine that has these programs, each with what it says of its version. */
function machine(programs: Record<string, string> = {}, env: Record<string, string> = {}): Machine {
  const versions = new Map(Object.entries(programs).map(([path, version]) => [file(path), version]));
  const path = [join(root, "node_modules/.bin"), join(root, "bin")].join(delimiter);
  return {
    env: { PATH: path, ...env },
    home: join(root, "home"),
    versionOf: (program) => Promise.resolve(versions.get(program)),
  };
}

const tool = async (id: string, ...programs: Parameters<typeof machine>) =>
  (await toolChecks(machine(...programs), root)).find((check) => check.id === `tool:${id}`);

describe("Node", () => {
  it.each([
    ["ok", "v24.21.0", "v22.18.0"],
    ["warning", "v24.21.0", "v20.20.2"],
    ["missing", "v20.20.2", "v22.17.9"],
  ])("is %s: node_modules has %s, the PATH %s", async (status, own, path) => {
    expect(await tool("node", { "node_modules/.bin/node": own, "bin/node": path })).toMatchObject({ status });
  });

  it("is missing where there is none, and npm ci brings one", async () => {
    expect(await tool("node")).toMatchObject({
      status: "missing",
      found: "node_modules has none, the PATH none; 22.18.0 or later is needed",
      fix: "npm ci",
    });
  });
});

describe("pulumi", () => {
  const pinned = (): string => file("node_modules/pulumi/package.json", '{ "version": "3.255.0" }');

  it("is the one of the PATH, if it is not older than the pinned one", async () => {
    pinned();
    expect(await tool("pulumi", { "bin/pulumi": "v3.255.0" })).toMatchObject({ status: "ok" });
    expect(await tool("pulumi", { "bin/pulumi": "v3.99.1" })).toMatchObject({
      status: "warning",
      found: expect.stringContaining("is older than 3.255.0, with which this project is tested"),
    });
  });

  it("is not what npm puts on the PATH, which fetches it when it first runs", async () => {
    pinned();
    const npms = { "node_modules/.bin/pulumi": "v3.255.0" };
    expect(await tool("pulumi", npms)).toMatchObject({ status: "warning", fix: "npx pulumi version" });
    file("home/.pulumi/versions/3.255.0/bin/pulumi");
    expect(await tool("pulumi", npms)).toMatchObject({ status: "ok", found: "npx pulumi runs 3.255.0" });
  });

  it("is missing where nothing brings it", async () => {
    expect(await tool("pulumi")).toMatchObject({ status: "missing" });
  });
});

it("looks for git", async () => {
  expect(await tool("git", { "bin/git": "git version 2.39.5" })).toMatchObject({ status: "ok" });
  expect(await tool("git")).toMatchObject({ status: "warning" });
});

it("asks programs of this machine for their version, and survives those that fail", async () => {
  const { versionOf } = thisMachine();
  expect(await versionOf(process.execPath, ["--version"])).toBe(process.version);
  expect(await versionOf(process.execPath, ["--no-such-option"])).toBeUndefined();
  expect(await versionOf(join(root, "nothing"), [])).toBeUndefined();
});

it.each([
  ["v3.255.0", "3.255.0", 0],
  ["3.9.0", "3.255.0", -1],
  ["24.0.0", "22.18.0", 1],
  ["3.255.1-dev.5", "3.255.0", 1],
])("compares %s with %s", (one, other, sign) => {
  expect(Math.sign(compareVersions(one, other))).toBe(sign);
});

describe("plugins", () => {
  const types = [
    "aws:ecs/cluster:Cluster",
    "aws:ecs/service:Service",
    "pulumi:pulumi:StackReference",
    "ballast-ecs:index:Service",
  ];
  const plugins = (env: Record<string, string> = {}) => {
    file("node_modules/@pulumi/aws/package.json", '{ "version": "7.48.0" }');
    file("node_modules/@pulumi/pulumi/package.json", '{ "version": "3.270.0" }');
    return pluginChecks(machine({}, env), root, types);
  };

  it("are those of the types that have an SDK here, at its version; Pulumi fetches them", () => {
    expect(plugins()).toEqual([
      {
        id: "plugin:aws",
        what: "Pulumi has the plugin aws 7.48.0",
        status: "warning",
        found: "it is not installed; Pulumi downloads it when it is first used",
        fix: "npx pulumi plugin install resource aws v7.48.0",
      },
    ]);
  });

  it("are missing where Pulumi may not fetch them", () => {
    expect(plugins({ PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true" })).toMatchObject([
      { status: "missing" },
    ]);
  });

  it("are found in Pulumi's folder, or where PULUMI_HOME says", () => {
    file("home/.pulumi/plugins/resource-aws-v7.48.0/file");
    expect(plugins()).toMatchObject([{ status: "ok" }]);
    expect(plugins({ PULUMI_HOME: join(root, "elsewhere") })).toMatchObject([{ status: "warning" }]);
  });
});

describe("the backend", () => {
  const credentials = (url: string, tokens: Record<string, string> = {}): string =>
    file("home/.pulumi/credentials.json", JSON.stringify({ current: url, accessTokens: tokens }));
  const backend = (env: Record<string, string> = {}, projectUrl = "") =>
    backendChecks(machine({}, env), projectUrl, [])[0];

  it("is missing where nobody has logged in", () => {
    expect(backend()).toMatchObject({ status: "missing", found: "it is not logged in" });
  });

  it("is where the login, the project or the environment says, the last first", () => {
    credentials("file:///state");
    expect(backend()?.found).toBe("file:///state, only on this machine");
    expect(backend({}, "s3://team-state")?.found).toContain("s3://team-state");
    expect(backend({ PULUMI_BACKEND_URL: "gs://other" }, "s3://team-state")?.found).toContain("gs://other");
  });

  it("needs a token for Pulumi Cloud, which is never shown", () => {
    const cloud = "https://api.pulumi.com";
    expect(backend({ PULUMI_BACKEND_URL: cloud })).toMatchObject({
      status: "missing",
      fix: "npx pulumi login",
    });
    expect(backend({ PULUMI_ACCESS_TOKEN: "pul-hunter2" })).toMatchObject({ status: "ok" });
    credentials(cloud, { [cloud]: "pul-hunter2" });
    const checks = backendChecks(machine(), "", []);
    expect(checks).toMatchObject([{ status: "ok", found: cloud }]);
    expect(JSON.stringify(checks)).not.toContain("hunter2");
  });

  it.each([
    ["postgres://user:hunter2@db/state?sslmode=disable", "postgres://db/state"],
    ["s3://team-state?region=eu-central-1&awssdk=v2", "s3://team-state"],
    ["https://api.pulumi.com", "https://api.pulumi.com"],
    ["file://~/a@b", "file://~/a@b"],
  ])("shows %s without what is nobody's business", (url, shown) => {
    expect(withoutCredentials(url)).toBe(shown);
    expect(JSON.stringify(backend({ PULUMI_BACKEND_URL: url }))).not.toContain("hunter2");
  });
});

describe("secrets", () => {
  const secrets = (more: Partial<StackSecrets>, env: Record<string, string> = {}) =>
    backendChecks(machine({}, { PULUMI_BACKEND_URL: "s3://team-state", ...env }), "", [
      { stack: "web-dev", declared: [], encrypted: [], plain: [], ...more },
    ]).slice(1);

  it("need a passphrase where the backend is one's own", () => {
    expect(secrets({})).toMatchObject([{ id: "passphrase:web-dev", status: "warning" }]);
    expect(secrets({}, { PULUMI_CONFIG_PASSPHRASE: "" })).toMatchObject([{ status: "ok" }]);
    const path = join(root, "passphrase");
    expect(secrets({}, { PULUMI_CONFIG_PASSPHRASE_FILE: path })).toMatchObject([{ status: "missing" }]);
    file("passphrase");
    expect(secrets({}, { PULUMI_CONFIG_PASSPHRASE_FILE: path })).toMatchObject([{ status: "ok" }]);
  });

  it("need none with a key, or in Pulumi Cloud", () => {
    expect(secrets({ secretsProvider: "awskms://alias/state" })).toMatchObject([
      { status: "ok", found: "by awskms, as its file says" },
    ]);
    expect(secrets({}, { PULUMI_BACKEND_URL: "https://api.pulumi.com" })).toMatchObject([
      { status: "ok", found: "by Pulumi Cloud" },
    ]);
  });

  it.each([
    ["ok", { encrypted: ["demo:login"] }, "it is set"],
    ["missing", {}, "it is not set"],
    ["missing", { plain: ["demo:login"] }, "it is stored in plain text"],
  ])("that a deployer sets are %s: %p", (status, more, found) => {
    expect(secrets({ declared: ["demo:login"], ...more })[1]).toMatchObject({
      id: "secret:web-dev:login",
      status,
      found: expect.stringContaining(found),
    });
  });

  it("are set by the command that the check names", () => {
    expect(secrets({ declared: ["demo:login"] })[1]?.fix).toBe(
      "npx pulumi config set --secret login --stack web-dev",
    );
  });
});

it("does not know whether other stacks are deployed", () => {
  expect(referenceNotes([{ stack: "organization/demo/network-dev", stacks: ["web-dev"] }])).toMatchObject([
    { status: "unknown", fix: "npx pulumi stack output --stack network-dev", stacks: ["web-dev"] },
  ]);
});
