import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asPlanned, EngineSandbox, type Planned } from "@ballast/testing/engine";
import blockVolume from "./blockVolume.ts";
import { ComponentHosts } from "./componentHosts.ts";
import sharedFiles from "./sharedFiles.ts";

const examples = "examples";
const example = `${examples}/shared-files-yaml`;

let hosts: ComponentHosts;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "ballast-yaml-"));
  const packages = ["network", "ecs", "rexray-ebs", "rexray-efs"];
  hosts = await ComponentHosts.start(Object.fromEntries(packages.map((name) => [name, `packages/${name}`])));
});
afterAll(() => {
  hosts.stop();
  rmSync(folder, { recursive: true });
});

/** The example in a sandbox of its own, with some of its text replaced. */
async function inSandbox<Result>(
  changes: Record<string, string>,
  use: (sandbox: EngineSandbox) => Promise<Result>,
  program = example,
): Promise<Result> {
  const project = mkdtempSync(join(folder, "project-"));
  mkdirSync(project, { recursive: true });
  let text = readFileSync(join(program, "Pulumi.yaml"), "utf8");
  for (const [from, to] of Object.entries(changes)) {
    expect(text).toContain(from);
    text = text.replace(from, () => to);
  }
  writeFileSync(join(project, "Pulumi.yaml"), text);
  const options = {
    project,
    languages: process.env["BALLAST_YAML_LANGUAGE"] ?? "",
    providers: hosts.providers,
  };
  const sandbox = await EngineSandbox.open(options, "eu-central-1");
  try {
    return await use(sandbox);
  } finally {
    sandbox.close();
  }
}

/** Of a state, what a plan says, and of a component no more than its URN. */
async function deployed(stack: Awaited<ReturnType<EngineSandbox["stack"]>>): Promise<unknown[]> {
  return (await stack.resources())
    .filter(({ type }) => type !== "pulumi:pulumi:Stack" && !type.startsWith("pulumi:providers:"))
    .map(({ urn, type, custom, parent, inputs, protect }) => ({ urn, type, custom, parent, inputs, protect }))
    .sort((one, other) => (one.urn < other.urn ? -1 : 1));
}

describe("a program in YAML, with components written in TypeScript", () => {
  it.each<[string, () => Record<string, unknown>]>([
    ["shared-files-yaml", sharedFiles],
    ["block-volume", blockVolume],
  ])(
    "deploys what the same program in TypeScript deploys, under the same identities: %s",
    async (name, twin) => {
      type Seen = { planned: Planned[]; state: unknown[] };
      const run = (program?: () => Promise<Record<string, unknown>>): Promise<Seen> =>
        inSandbox(
          {},
          async (sandbox) => {
            const stack = await sandbox.stack("dev", program);
            // Nothing exists yet: outputs of one component go to the next one unknown.
            const planned = asPlanned((await stack.preview()).steps);
            const up = await stack.up();
            expect([up.succeeded, up.log]).toEqual([true, expect.anything()]);
            const state = await deployed(stack);
            expect((await stack.preview()).changes).toEqual({ same: expect.any(Number) });
            expect((await stack.destroy()).succeeded).toBe(true);
            expect(await stack.resources()).toEqual([]);
            expect(sandbox.cloud.existing).toEqual([]);
            return { planned, state };
          },
          `${examples}/${name}`,
        );
      const yaml = await run();
      const typescript = await run(() => Promise.resolve(twin()));
      expect(yaml.planned.length).toBeGreaterThan(20);
      expect(yaml.planned).toEqual(typescript.planned);
      expect(yaml.state).toEqual(typescript.state);
    },
    300_000,
  );

  it("keeps a secret secret through the component that is given it", async () => {
    const key = "arn:aws:kms:eu-central-1:111111111111:key/not-to-be-seen";
    await inSandbox(
      {
        "containerPath: /srv/shared": `containerPath: /srv/shared\n      kmsKeyArn:\n        fn::secret: ${key}`,
      },
      async (sandbox) => {
        const stack = await sandbox.stack("dev");
        expect((await stack.up()).succeeded).toBe(true);
        // The state's export opens what the state itself keeps closed.
        const files = (await stack.resources()).find(({ type }) => type === "aws:efs/fileSystem:FileSystem");
        expect(files?.inputs?.["kmsKeyId"]).toMatchObject({ plaintext: JSON.stringify(key) });
        const written = sandbox.everythingWritten().replaceAll(`fn::secret: ${key}`, "");
        expect(written + sandbox.log).not.toContain(key);
        await stack.destroy();
      },
    );
  });

  it.each<[string, Record<string, string>, string[]]>([
    [
      "nonsense, in the component's own words",
      { "10.30.0.0/16": "10.30.0.0/8", "[eu-central-1a, eu-central-1b]": "[eu-central-1a]" },
      ["cidrBlock", "availabilityZones"],
    ],
    [
      "an output where something is decided",
      { "containerPath: /srv/shared": "containerPath: ${main.vpcId}" },
      ['RexrayEfs "files" is refused', "containerPath: is a secret or another resource's output"],
    ],
    [
      "a part with a key that it does not have",
      { "files: ${files.taskPart}": "files: { mount_points: {} }" },
      [
        'TaskDefinition "editor" is refused',
        'parts.files.mount_points: TaskPart has no "mount_points". It has: volumes,',
      ],
    ],
    [
      "an output that is not a part",
      { "files: ${files.taskPart}": "files: ${main.vpcId}" },
      [
        'TaskDefinition "editor" is refused',
        "parts.files: is a string. Give a TaskPart, as a component outputs it.",
      ],
    ],
  ])(
    "is refused %s",
    async (_what, changes, words) => {
      await inSandbox(changes, async (sandbox) => {
        const stack = await sandbox.stack("dev");
        const { succeeded, log } = await stack.up();
        expect(succeeded).toBe(false);
        for (const word of words) expect(log).toContain(word);
        expect(log).not.toMatch(/\n\s+at /);
        await stack.destroy();
      });
    },
    120_000,
  );
});

const site = '{ accountId: "111111111111", partition: aws, region: eu-central-1 }';

/** What a preview of a program with one resource says. */
async function refusedPreview(type: string, properties: string): Promise<string> {
  const project = mkdtempSync(join(folder, "bad-"));
  const given = properties && `    properties: ${properties}\n`;
  writeFileSync(
    join(project, "Pulumi.yaml"),
    `name: bad-arguments\nruntime: yaml\nresources:\n  main:\n    type: ballast-${type}\n${given}`,
  );
  const languages = process.env["BALLAST_YAML_LANGUAGE"] ?? "";
  const sandbox = await EngineSandbox.open(
    { project, languages, providers: hosts.providers },
    "eu-central-1",
  );
  try {
    const stack = await sandbox.stack("dev");
    await expect(stack.preview()).rejects.toThrow("failed");
    const { log } = sandbox;
    // The stack alone would be created: nothing of the component was registered.
    expect(log).toMatch(/Resources:\s+\+ 1 to create/);
    expect(log).not.toMatch(/TypeError|\n\s+at |\baws:\w+\/|Unhandled/);
    return log;
  } finally {
    sandbox.close();
  }
}

describe("bad arguments of a program in YAML", () => {
  it.each<[what: string, type: string, properties: string, paths: string[]]>([
    ["no arguments", "network:Network", "", ["site", "cidrBlock", "availabilityZones"]],
    ["null", "ecs:ClientGroup", "{ vpcId: null, description: null }", ["vpcId", "description"]],
    ["empty strings", "ecs:ClientGroup", '{ vpcId: "", description: "" }', ["vpcId", "description"]],
    [
      "a site that there is not, and more",
      "rexray-ebs:RexrayEbs",
      `{ site: { accountId: "1234", partition: aws-cn, region: eu-central-9 }, availabilityZone: eu-central-1, containerPath: data, sizeGiB: 0 }`,
      ["site.accountId", "site.region", "availabilityZone", "containerPath", "sizeGiB"],
    ],
  ])(
    "%s are refused in the component's own message, with all faults",
    async (_what, type, properties, paths) => {
      const log = await refusedPreview(type, properties);
      expect(log).toContain(`${type.split(":")[1]} "main" is refused, and nothing of it was registered`);
      for (const path of paths) expect(log).toContain(`  ${path}: `);
    },
    120_000,
  );

  // Pulumi's YAML holds what it knows of a program against the schema before any component is asked.
  it("of other kinds, missing and misspelt ones are refused by Pulumi itself, which names them", async () => {
    const log = await refusedPreview(
      "rexray-efs:RexrayEfs",
      `{ site: ${site}, vpcId: [vpc-0], subnetIds: subnet-0, clients: 5, mode: nfs, path: /data }`,
    );
    for (const key of ["vpcId", "subnetIds", "clients", "mode", "containerPath"])
      expect(log).toContain(`  ${key}: `);
  });
});
