import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Project } from "@ballast/plan";
import { EngineSandbox, type EngineStack, type StateDeployment } from "@ballast/testing/engine";
import run from "../index.ts";
import { stackNames } from "../scenarios.ts";
import { asCommitted, interruptionsOf, namedInVersionPlans, type BaseStep } from "./baseStates.ts";
import { openThisProject } from "./scenarioTests.ts";

// What people deployed from the base must survive an update to the current program. base-states holds the states of
// all stacks as they were deployed from it, on the stand-in providers, with stand-ins for their secrets.

const folder = join(__dirname, "base-states");
const patience = 600_000;

let project: Project;
beforeAll(async () => {
  project = await openThisProject();
});

describe.each(["dev", "prod"])("an update of the %s stacks from the base", (environment) => {
  const names = stackNames().filter((name) => name.endsWith(`-${environment}`));
  let sandbox: EngineSandbox;
  beforeAll(async () => {
    const { values } = project.configurationOf(`network-${environment}`);
    sandbox = await EngineSandbox.open({ project: project.root }, values["aws:region"] ?? "");
    // The other stacks read the network's outputs from its state.
    const network = await sandbox.stack(`network-${environment}`, run);
    await network.import(await baseOf(`network-${environment}`, network));
  }, patience);
  afterAll(() => sandbox.close());

  it.each(names)(
    "%s keeps every store, and a version plan names whatever else it replaces or deletes",
    async (name) => {
      const stack = await sandbox.stack(name, run);
      await setStandInSecrets(name, stack);
      const state = await baseOf(name, stack);
      await stack.import(state);
      const steps = (await stack.preview()).steps as unknown as BaseStep[];
      // A program that registers nothing would delete all; one that the state does not belong to would create all.
      const kept = steps.filter(({ op }) => op === "same" || op === "update").length;
      expect(kept).toBeGreaterThan((state.deployment.resources ?? []).length / 2);

      const interruptions = interruptionsOf(name, steps);
      expect(interruptions.filter(({ isStore }) => isStore)).toEqual([]);
      const named = namedInVersionPlans(project.root);
      expect(interruptions.filter(({ resource }) => !named.has(resource))).toEqual([]);
    },
    patience,
  );

  // In prod the engine itself refuses to replace what is protected.
  if (environment === "prod") return;
  it(
    "would show a store that is replaced, a nested one that changes, and a resource that goes",
    async () => {
      const name = `fsx-windows-${environment}`;
      const state = await baseOf(name, await sandbox.stack(name, run));
      for (const { type, inputs } of state.deployment.resources ?? []) {
        if (type === "aws:fsx/windowsFileSystem:WindowsFileSystem") inputs!["storageType"] = "HDD";
        if (type === "aws:cloudformation/stack:Stack")
          inputs!["templateBody"] = String(inputs!["templateBody"]).replace(
            '"ShortName":"',
            '"ShortName":"OLD',
          );
      }
      const document = (state.deployment.resources ?? []).find(
        ({ type }) => type === "aws:ssm/document:Document",
      );
      state.deployment.resources?.push({ ...document!, urn: `${document!.urn}-gone`, id: "gone" });
      const stack = await sandbox.stack(name, run);
      await stack.import(state);
      const found = interruptionsOf(name, (await stack.preview()).steps);
      expect(found.filter(({ isStore }) => isStore).map(({ op, resource }) => `${op} ${resource}`)).toEqual(
        expect.arrayContaining([
          expect.stringContaining("replace aws:fsx/windowsFileSystem:WindowsFileSystem"),
          expect.stringContaining("change AWS::DirectoryService::MicrosoftAD"),
        ]),
      );
      expect(found.map(({ op, resource }) => `${op} ${resource}`)).toContainEqual(
        expect.stringMatching(/^delete aws:ssm\/document:Document .*-gone$/),
      );
    },
    patience,
  );
});

/** A stack that has no state yet gets one by BALLAST_ACCEPT=1. One that is there is never written again. */
async function baseOf(name: string, stack: EngineStack): Promise<StateDeployment> {
  const file = join(folder, `${name}.json`);
  if (!existsSync(file)) {
    if (process.env["BALLAST_ACCEPT"] !== "1")
      throw new Error(
        `There is no base state of ${name}. Run this test with BALLAST_ACCEPT=1 to write ${file}.`,
      );
    const { succeeded, log } = await stack.up();
    if (!succeeded) throw new Error(log);
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, asCommitted(await stack.export()));
  }
  return JSON.parse(readFileSync(file, "utf8")) as StateDeployment;
}

async function setStandInSecrets(name: string, stack: EngineStack): Promise<void> {
  const settings: unknown = JSON.parse(
    project.configurationOf(name).values[`${project.name}:settings`] ?? "null",
  );
  for (const [key, { standIn }] of Object.entries(await project.declaredSecrets(name, settings)))
    await stack.setSecret(key, standIn);
}
