import { readFileSync } from "node:fs";
import { join } from "node:path";
import { EngineSandbox, type EngineStack } from "@ballast/testing/engine";
import { parse } from "yaml";
import { copiedSettings } from "../../packages/nx-pulumi/src/generators/environment/copiedSettings.ts";
import run from "../index.ts";
import { openThisProject } from "./scenarioTests.ts";

// What docs/lost-region.md does, as far as Pulumi does it: the settings of the generator, and copies of that region.

// The engine deploys whole stacks.
jest.setTimeout(600_000);

const region = "eu-west-1";
const lost = "eu-central-1";

interface Settings {
  [key: string]: unknown;
  volume?: object;
  files?: { backup?: object };
  database?: object;
}

let sandbox: EngineSandbox;
let root: string;
beforeEach(async () => {
  ({ root } = await openThisProject());
  sandbox = await EngineSandbox.open({ project: root }, region);
});
afterEach(() => sandbox.close());

/** @param adopt Adds what the guide adds to the settings that the generator has written. */
async function second(
  scenario: string,
  adopt: (settings: Settings) => Settings = (all) => all,
): Promise<EngineStack> {
  const text = readFileSync(join(root, `stacks/environments/Pulumi.${scenario}-prod.yaml`), "utf8");
  const written = copiedSettings(text, { name: "dr", from: "prod", region, account: undefined });
  const { config } = parse(written) as { config: Record<string, unknown> };
  const stack = await sandbox.stack(`${scenario}-dr`, run);
  stack.configure({ ...config, "ballast:settings": adopt(config["ballast:settings"] as Settings) });
  return stack;
}

async function upOf(stack: EngineStack): Promise<void> {
  const { succeeded, log } = await stack.up();
  if (!succeeded) throw new Error(`The update failed:\n${log}`);
}

const created = (type: string) => sandbox.cloud.existing.find((one) => one.type === type)?.inputs;

it("brings volumes, files and databases back in the region of the copies, and nothing of them names the lost one (F.0.38)", async () => {
  await upOf(await second("network"));
  const stacks = [
    await second("rexray-ebs", (all) => ({
      ...all,
      volume: { ...all.volume, snapshotId: "snap-0123456789abcdef0" },
    })),
    await second("invento-windows", (all) => ({
      ...all,
      database: { ...all.database, snapshotIdentifier: "copied-home" },
    })),
  ];
  for (const stack of stacks) await upOf(stack);
  expect(created("aws:ebs/volume:Volume")).toMatchObject({
    snapshotId: "snap-0123456789abcdef0",
    availabilityZone: `${region}a`,
  });
  expect(created("aws:rds/instance:Instance")).toMatchObject({ snapshotIdentifier: "copied-home" });
  // A new secret: the task sets root's password to it when it starts.
  expect(created("aws:cloudformation/stack:Stack")).toBeDefined();
  expect(JSON.stringify(sandbox.cloud.existing)).not.toContain(lost);
  for (const stack of stacks) expect(Object.keys((await stack.preview()).changes)).toEqual(["same"]);
});

it("adopts files that AWS Backup has restored there, in their folder (F.0.38)", async () => {
  await upOf(await second("network"));
  const restored = "fs-0123456789abcdef0";
  const stack = await second("rexray-efs", ({ files: { backup } = {}, ...all }) => ({
    ...all,
    files: {
      mode: "native",
      backup,
      existing: { fileSystemId: restored, path: "/aws-backup-restore_2026-11-27T01-02-03-000Z/data" },
    },
  }));
  await upOf(stack);
  expect(created("aws:efs/accessPoint:AccessPoint")).toMatchObject({
    fileSystemId: restored,
    rootDirectory: { path: "/aws-backup-restore_2026-11-27T01-02-03-000Z/data" },
  });
  expect(created("aws:efs/fileSystem:FileSystem")).toBeUndefined();
  expect(JSON.stringify(sandbox.cloud.existing)).not.toContain(lost);
});
