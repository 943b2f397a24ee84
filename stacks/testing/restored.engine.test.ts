import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Planner } from "@ballast/plan";
import { EngineSandbox, type EngineStack } from "@ballast/testing/engine";
import { parse, parseDocument } from "yaml";
import run from "../index.ts";
import { openThisProject, withSettings } from "./scenarioTests.ts";

// "Restore" of each scenario's README, as it stands there: its command makes the file, and its settings are added.

const patience = 600_000;

/** What holds the data, and which of its inputs names what it is restored from. */
const stores: [scenario: string, type: string, name: string, input: string][] = [
  ["rexray-ebs", "aws:ebs/volume:Volume", "mysql-volume", "snapshotId"],
  ["rexray-efs", "aws:efs/accessPoint:AccessPoint", "files-access", "fileSystemId"],
  ["invento-windows", "aws:rds/instance:Instance", "database-instance", "snapshotIdentifier"],
  ["fsx-windows", "aws:fsx/windowsFileSystem:WindowsFileSystem", "state-files", "backupId"],
];

/** What has a name of its own only beside others of its plan, or none in AWS. */
const isNamedWithin = new Set([
  "aws:backup/restoreTestingSelection:RestoreTestingSelection",
  "aws:backup/selection:Selection",
  "pulumi:pulumi:StackReference",
]);

function guideOf(root: string, scenario: string): { command: string; settings: object } {
  const text = readFileSync(join(root, "stacks", scenario, "README.md"), "utf8");
  const [, guide = ""] = /^## Restore.*?$(.*?)(?=^## )/ms.exec(text) ?? [];
  const fences = [...guide.matchAll(/^```(\w+)\n(.*?)^```/gms)].map(([, language, body = ""]) => ({
    language,
    body,
  }));
  const command = fences.find(({ body }) => body.startsWith("restored="))?.body;
  const settings = fences.find(({ language }) => language === "yaml")?.body;
  if (command === undefined || settings === undefined)
    throw new Error(`${scenario} has no steps to restore.`);
  return { command, settings: parse(settings) as object };
}

/** Each value of an object, with the keys that lead to it. */
function leavesOf(value: unknown, path: string[] = []): { path: string[]; value: unknown }[] {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]))
    : [{ path, value }];
}

it.each(stores)(
  "%s is restored beside what stands, by its README (%s %s)",
  async (scenario, type, name, input) => {
    const project = await openThisProject();
    const { command, settings } = guideOf(project.root, scenario);
    const sandbox = await EngineSandbox.open({ project: project.root }, "eu-central-1");
    const ready = async (stackName: string): Promise<EngineStack> => {
      const stack = await sandbox.stack(stackName, run);
      const { values } = project.configurationOf(`${scenario}-prod`);
      const declared = await project.declaredSecrets(
        `${scenario}-prod`,
        JSON.parse(values["ballast:settings"] ?? ""),
      );
      for (const [key, { standIn }] of Object.entries(declared)) await stack.setSecret(key, standIn);
      return stack;
    };
    try {
      expect(await (await sandbox.stack("network-prod", run)).up()).toMatchObject({ succeeded: true });
      const standing = await ready(`${scenario}-prod`);
      expect(await standing.up()).toMatchObject({ succeeded: true });
      const before = JSON.stringify(await standing.resources());

      execFileSync("bash", ["-ec", command], { cwd: sandbox.folder });
      const file = join(sandbox.folder, `stacks/environments/Pulumi.${scenario}-restored.yaml`);
      const copied = parseDocument(readFileSync(file, "utf8"));
      for (const { path, value } of leavesOf(settings)) copied.setIn(path, value);
      writeFileSync(file, copied.toString());
      const restored = await ready(`${scenario}-restored`);
      const { log, succeeded } = await restored.up();
      expect([succeeded, log]).toEqual([true, expect.not.stringContaining("rror:")]);

      const resources = await restored.resources();
      const store = resources.find((one) => one.type === type && one.urn.endsWith(`::${name}`));
      const from = JSON.stringify(settings);
      expect(from).toContain(`"${String(store?.inputs?.[input])}"`);
      // Nothing of it stands twice, and nothing of the first was touched.
      expect(Object.keys((await restored.preview()).changes)).toEqual(["same"]);
      expect(JSON.stringify(await standing.resources())).toBe(before);
      const namesOf = (all: typeof resources) =>
        all.flatMap(({ type: kind, inputs = {} }) =>
          (isNamedWithin.has(kind) ? [] : ["name", "identifier", "bucket"]).flatMap((key) =>
            typeof inputs[key] === "string" && inputs[key] !== "" ? [`${kind} ${inputs[key]}`] : [],
          ),
        );
      const first = await standing.resources();
      expect(namesOf(resources).filter((one) => namesOf(first).includes(one))).toEqual([]);
    } finally {
      sandbox.close();
    }
  },
  patience,
);

it("cloudstor-spot plans with what its README adds", async () => {
  const project = await openThisProject();
  const name = "cloudstor-spot-prod";
  const { settings } = guideOf(project.root, "cloudstor-spot");
  const { config } = settings as { config: { "ballast:settings": object } };
  const stands = parseDocument(project.configurationOf(name).values["ballast:settings"] ?? "");
  for (const { path, value } of leavesOf(config["ballast:settings"])) stands.setIn(path, value);
  const plan = await new Planner(withSettings(project, name, stands.toJS() as Record<string, unknown>)).plan(
    name,
  );
  const volumes = plan.resources.filter(({ type }) => type === "aws:ebs/volume:Volume");
  expect(volumes.map(({ inputs }) => inputs["snapshotId"])).toContain("snap-0123456789abcdef0");
});
