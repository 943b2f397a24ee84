import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "@ballast/model";
import { claimsOfPlan, restoreSteps, storesOfPlan, type Restoring, type Store } from "@ballast/operate";
import { Planner } from "@ballast/plan/planner";
import type { EngineStack, StateResource } from "@ballast/testing/engine";
// Bash reads the steps, as where their commands are held against AWS's models.
import { pasted } from "../../../operate/src/restore/pasted.ts";
import { patchText } from "./render.ts";
import { SettingSearch } from "./setting.ts";
import { Account } from "./testing/account.ts";
import { guideOf } from "./testing/guide.ts";
import { bad, deploy, good, Stage } from "./testing/stage.ts";

/*
 * Data that comes back: a marker is written where tasks write, a recovery point taken, the marker damaged. Then what the README says, beside
 * what stands, and the steps of `ballast restore`, in its place. The stand-in cloud knows what stores and recovery points hold.
 */

const patience = 600_000;
const cluster = "aws:rds/cluster:Cluster";
const files = "aws:efs/fileSystem:FileSystem";

/** A scenario, its store in the plan, and the value of its README that stands for the recovery point. */
const stores: [scenario: string, type: string, store: string, example: string][] = [
  ["rexray-ebs", "aws:ebs/volume:Volume", "mysql-volume", "snap-0123456789abcdef0"],
  ["rexray-efs", files, "files-files", "fs-0123456789abcdef0"],
  [
    "invento-windows",
    "aws:rds/instance:Instance",
    "database-instance",
    "rds:invento-windows-prod-database-2026-11-26-01-05",
  ],
  ["fsx-windows", "aws:fsx/windowsFileSystem:WindowsFileSystem", "state-files", "backup-0123456789abcdef0"],
];

/** What has a name of its own only beside others of its plan, or none in AWS. */
const isNamedWithin = new Set([
  "aws:backup/restoreTestingSelection:RestoreTestingSelection",
  "aws:backup/selection:Selection",
  "pulumi:pulumi:StackReference",
]);

async function expectSame(stack: EngineStack): Promise<void> {
  expect(Object.keys((await stack.preview()).changes)).toEqual(["same"]);
}

function namesOf(all: StateResource[]): string[] {
  return all.flatMap(({ type, inputs = {} }) =>
    (isNamedWithin.has(type) ? [] : ["name", "identifier", "bucket"]).flatMap((key) =>
      typeof inputs[key] === "string" && inputs[key] !== "" ? [`${type} ${inputs[key]}`] : [],
    ),
  );
}

/** "Restore" of the README, word for word but for the recovery point's id. */
async function restoreBeside(stage: Stage, scenario: string, example: string): Promise<void> {
  const { project, sandbox, standing, point } = stage;
  const before = JSON.stringify(await standing.resources());
  const { command, settings } = guideOf(project.root, scenario);
  expect(settings).toContain(example);
  const name = `${scenario}-restored`;
  execFileSync("bash", ["-ec", command], { cwd: sandbox.folder });
  const restored = await sandbox.stack(name, () => project.program());
  const isFiles = stage.type === files;
  const value = isFiles ? await new Account(sandbox, restored).restoreFiles(point) : point;
  stage.add(name, settings.replace(example, value));
  await stage.giveSecrets(restored);
  await deploy(restored);
  if (isFiles) {
    expect(await stage.read(restored)).toBeUndefined();
    stage.add(name, settings.replace(example, value).replace("path: /", `path: ${stage.folderOf(value)}`));
    await deploy(restored);
  }
  expect(await stage.read(restored)).toBe(good);
  // Nothing of it stands twice, and nothing of the first was touched.
  await expectSame(restored);
  expect(JSON.stringify(await standing.resources())).toBe(before);
  expect(await stage.read()).toBe(bad);
  const first = namesOf(await standing.resources());
  expect(namesOf(await restored.resources()).filter((one) => first.includes(one))).toEqual([]);
}

/** What `ballast restore <stack> --store <name>` writes, where AWS says what the stand-in cloud holds. */
async function restoringOf(stage: Stage, store: Store, created?: string): Promise<Restoring> {
  const { state, id } = (await stage.place()).store;
  const named = text(state["identifier"] ?? state["clusterIdentifier"] ?? id);
  const time = new Date();
  const plan = await new Planner(stage.project).plan(stage.name);
  const value = created ?? stage.point;
  return {
    stack: stage.name,
    region: "eu-central-1",
    found: {
      store,
      standing: [{ id: named, words: "available" }],
      points: [],
      notes: [],
    },
    chosen: { from: "point", point: { id: stage.point, kind: "snapshot", state: "available" }, time },
    settings: await new SettingSearch(stage.project, plan).settingsFor(store, value),
    ...(created !== undefined && { created }),
    applyCommand: "npx ballast restore --apply",
    againCommand: "npx ballast restore",
    secretOutputs: [],
    roleArn: "arn:aws:iam::123456789012:role/restore",
    now: time,
    ownLogins: [],
  };
}

async function storeOf(stage: Stage, name: string): Promise<Store> {
  const plan = await new Planner(stage.project).plan(stage.name);
  const { stores: all } = storesOfPlan(
    stage.name,
    plan.resolved,
    {},
    claimsOfPlan(stage.name, plan.resolved).claims,
  );
  const store = all.find((one) => one.name === name);
  if (store === undefined) throw new Error(`${stage.name} has no ${name}`);
  return store;
}

/** The steps of `ballast restore`, each with what AWS and Pulumi do for it. */
async function restoreInPlace(stage: Stage, storeName: string): Promise<void> {
  const { sandbox, standing } = stage;
  const account = new Account(sandbox, standing);
  const isFiles = stage.type === files;
  const created = isFiles ? await account.restoreFiles(stage.point) : undefined;
  const old = (await stage.place()).store;
  const restoring = await restoringOf(stage, await storeOf(stage, storeName), created);
  const patch = patchText(stage.project.name, restoring.settings);
  stage.add(
    stage.name,
    created === undefined ? patch : patch.replace('path: "/"', `path: ${stage.folderOf(created)}`),
  );
  let isDeployed = false;
  for (const { commands } of restoreSteps(restoring)) {
    const { started, errors } = pasted(commands);
    expect(errors).toBe("");
    for (const words of started) await account.run(words);
    if (isDeployed || !started.some((words) => words.join(" ").startsWith("npx pulumi up"))) continue;
    isDeployed = true;
    expect(await stage.read()).toBe(good);
    // What was damaged stays until somebody says otherwise.
    expect([...sandbox.cloud.data.filesOf(old).values()]).toEqual([bad]);
    expect((await stage.place()).store.id).not.toBe(old.id);
  }
  expect(isDeployed).toBe(true);
  expect(await stage.read()).toBe(good);
  await expectSame(standing);
}

it.each(stores)(
  "%s brings its data back, beside what stands by its README, and in its place by the steps of ballast restore (%s, F.0.47)",
  async (scenario, type, store, example) => {
    const stage = await Stage.open(scenario, type);
    try {
      await restoreBeside(stage, scenario, example);
      await restoreInPlace(stage, store);
    } finally {
      stage.sandbox.close();
    }
  },
  patience,
);

it(
  "clair gets what its cluster held from a restored one, and a lost cluster anew by its README (F.0.47)",
  async () => {
    const stage = await Stage.open("clair", cluster);
    const { sandbox, standing } = stage;
    try {
      const account = new Account(sandbox, standing);
      const restoring = await restoringOf(stage, await storeOf(stage, "clair-database"));
      expect(restoring.settings).toEqual([]);
      const source = (await stage.place()).store;
      for (const { say, commands } of restoreSteps(restoring)) {
        if (say.startsWith("Copy what is needed")) {
          const copy = sandbox.cloud.existing.find((one) => one.type === cluster && one !== source);
          if (copy === undefined) throw new Error("nothing was restored");
          // pg_dump and psql.
          for (const [path, content] of sandbox.cloud.data.filesOf(copy))
            sandbox.cloud.data.filesOf(source).set(path, content);
        }
        for (const words of pasted(commands).started) await account.run(words);
      }
      expect(await stage.read()).toBe(good);
      expect(sandbox.cloud.existing.filter(({ type }) => type === cluster)).toEqual([source]);
      await expectSame(standing);

      for (const one of sandbox.cloud.existing.filter(({ type }) =>
        /^aws:rds\/cluster(Instance)?:/.test(type),
      ))
        sandbox.cloud.lose(one);
      const guide = readFileSync(join(stage.project.root, "stacks/clair/README.md"), "utf8");
      const [command = ""] = /npx pulumi up[^`]*/.exec(guide.slice(guide.indexOf("## Restore"))) ?? [];
      await account.run(command.trim().split(/\s+/));
      expect(await stage.read()).toBeUndefined();
      await expectSame(standing);
    } finally {
      sandbox.close();
    }
  },
  patience,
);
