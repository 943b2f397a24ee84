import { differencesOf, type StackDifference } from "@ballast/plan";
import { Planner } from "@ballast/plan/planner";
import { EngineSandbox } from "@ballast/testing/engine";
import run from "../index.ts";
import { openThisProject, settingsOf, withSettings } from "./scenarioTests.ts";

/** Settings of a scenario, as its file has them. */
type Settings = Record<string, Record<string, unknown>>;

/** A change of a stack's settings, and what must be lost by it. */
export interface SettingsChange {
  /** Top-level settings with their new values, made of the old ones. */
  change: (settings: Settings) => Record<string, unknown>;
  /** Names of what loses its data, sorted. */
  loses: string[];
  /** Resources of templates that CloudFormation deletes, by logical id, sorted. */
  deletes: string[];
}

/** Longer than any operation takes on a busy machine. */
const patience = 600_000;

/**
 * Takes a stack through changes by the real engine, and compares each preview with the difference of the plans: the same
 * operations on the same resources. Then CloudFormation must have deleted what the difference calls lost.
 */
export function changeTests(name: string, network: string, changes: Record<string, SettingsChange>): void {
  it.each(Object.entries(changes))(
    `${name}: %s`,
    async (_what, { change, loses, deletes }) => {
      const project = await openThisProject();
      const { values } = project.configurationOf(name);
      const changed = change(JSON.parse(values["ballast:settings"] ?? "") as Settings);
      const [before, after] = [
        await new Planner(project).plan(name),
        await new Planner(withSettings(project, name, changed)).plan(name),
      ];
      const [difference] = differencesOf([{ before, after }]);
      if (difference === undefined) throw new Error("There is one difference for one stack.");
      const lost = difference.losses.filter(({ uncertain }) => uncertain === undefined);
      expect(lost.map((loss) => loss.name).sort()).toEqual(loses);

      const sandbox = await EngineSandbox.open({ project: project.root }, values["aws:region"] ?? "");
      try {
        expect(await (await sandbox.stack(network, run)).up()).toMatchObject({ succeeded: true });
        const stack = await sandbox.stack(name, run);
        for (const key of Object.keys(await project.declaredSecrets(name, settingsOf(values))))
          await stack.setSecret(key, "a-secret-of-the-tests-0");
        expect(await stack.up()).toMatchObject({ succeeded: true });
        stack.changeSettings(changed);
        const { steps } = await stack.preview();
        expect(operationsOf(steps)).toEqual(operationsIn(difference));
        const { log, succeeded } = await stack.up();
        if (!succeeded) throw new Error(`The update failed:\n${log}`);
        expect(sandbox.cloud.templates.deleted.map(({ logicalId }) => logicalId).sort()).toEqual(deletes);
      } finally {
        sandbox.close();
      }
    },
    patience,
  );
}

type Operations = Record<string, string>;

/** What the engine does to each resource that does not stay as it is. */
export function operationsOf(steps: readonly { op: string; urn: string }[]): Operations {
  const found: Operations = {};
  for (const { op, urn } of steps) {
    const operation = { "create-replacement": "replace", "delete-replaced": "replace" }[op] ?? op;
    if (operation !== "same" && operation !== "read") found[urn] = operation;
  }
  return found;
}

/** The same of a difference, without the resources of templates, which the engine does not know. */
export function operationsIn({ added, removed, changed }: StackDifference): Operations {
  const entries = [
    ...added.map(({ urn, type }) => ({ urn, type, operation: "create" })),
    ...removed.map(({ urn, type }) => ({ urn, type, operation: "delete" })),
    ...changed
      .filter(({ properties }) => properties.some(({ path }) => !path.startsWith("options.")))
      .map(({ urn, type, replaced }) => ({ urn, type, operation: replaced ? "replace" : "update" })),
  ];
  return Object.fromEntries(
    entries.filter(({ type }) => !type.includes("::")).map(({ urn, operation }) => [urn, operation]),
  );
}
