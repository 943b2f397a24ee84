import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AcceptanceRecord, StepRecord } from "@ballast/report";
import { upStep } from "./deploying.ts";
import { destroyStep } from "./destroying.ts";
import type { PulumiUpdate } from "./pulumi.ts";
import type { StepContext } from "./step.ts";

jest.mock("./restoring/removing.ts", () => ({ removeRestoredStores: () => Promise.resolve() }));

it.each([
  ["doctor failed", "waiting", 0],
  ["inventory refused the deployed stack", "failed", 0],
  ["inventory passed and up was not begun", "passed", 0],
  ["inventory passed, and up found the stack deployed meanwhile", "passed", 1],
] as const)("does not destroy a deployed stack if %s", async (_case, state, attempts) => {
  const commands: string[][] = [];
  const deployed = new Map([["rexray-ebs-dev", 40]]);
  const pulumi = {
    stacks: () => Promise.resolve(deployed),
    run: (args: string[]) => {
      commands.push(args);
      deployed.clear();
      return Promise.resolve("");
    },
  };
  const steps = [
    { id: "inventory", state, attempts: 1 },
    { id: "up", state: "waiting", attempts },
  ] as StepRecord[];
  const record = { stack: "rexray-ebs-dev", steps } as AcceptanceRecord;
  const context = { stack: "rexray-ebs-dev", record, pulumi, pace: {} } as unknown as StepContext;
  await expect(destroyStep(45, "rexray-ebs_restored-dev").run(context)).rejects.toThrow(
    "This run did not deploy rexray-ebs-dev",
  );
  expect(commands).toEqual([]);
  expect(deployed.get("rexray-ebs-dev")).toBe(40);
});

it("does not deploy a stack that somebody deployed after the inventory, and not destroy it either", async () => {
  const commands: string[] = [];
  const deployed = new Map([["rexray-ebs-dev", 40]]);
  const pulumi = {
    stacks: () => Promise.resolve(deployed),
    updatesAfter: () => Promise.resolve([]),
    run: ([command = ""]: string[]) => Promise.resolve(String(commands.push(command))),
    outputs: () => Promise.resolve({}),
  };
  const record = { stack: "rexray-ebs-dev" } as AcceptanceRecord;
  const context = {
    stack: "rexray-ebs-dev",
    record,
    save: () => undefined,
    pulumi,
    pace: {},
  } as unknown as StepContext;
  await expect(upStep(45).run(context)).rejects.toThrow(
    "rexray-ebs-dev is already deployed, with 40 resources",
  );
  await expect(destroyStep(45, "rexray-ebs_restored-dev").run(context)).rejects.toThrow("did not deploy");
  expect(commands).toEqual([]);

  deployed.set("rexray-ebs-dev", 0);
  await upStep(45).run(context);
  // An attempt that ended in the middle is continued.
  deployed.set("rexray-ebs-dev", 12);
  await upStep(45).run(context);
  expect(commands).toEqual(["up", "up"]);
});

const own = {
  kind: "update",
  startTime: "2026-11-28T10:00:00.000Z",
  message: "ballast accept: run accept-1",
};
const old = { kind: "destroy", startTime: "2026-11-01T10:00:00.000Z", message: "tidy up" };

it.each<[string, PulumiUpdate[], string | undefined]>([
  ["somebody destroyed and deployed it", [{ ...own, message: "fix" }, own], undefined],
  ["another run deployed it", [{ ...own, message: "ballast accept: run accept-2" }], undefined],
  ["another organization's stack has the name", [old, old], "2026-11-20T10:00:00.000Z"],
  ["somebody refreshed it", [{ ...own, kind: "refresh", message: "" }, own], undefined],
])("does not update or destroy the stack if %s since", async (_case, updates, before) => {
  const commands: string[] = [];
  const pulumi = {
    stacks: () => Promise.resolve(new Map([["rexray-ebs-dev", 74]])),
    updatesAfter: (_stack: string, startTime: string | undefined) => {
      expect(startTime).toBe(before);
      return Promise.resolve(updates);
    },
    run: ([command = ""]: string[]) => Promise.resolve(String(commands.push(command))),
  };
  const record = {
    stack: "rexray-ebs-dev",
    mark: "accept-1",
    created: ["rexray-ebs-dev"],
    ...(before !== undefined && { updatedBefore: { "rexray-ebs-dev": before } }),
  } as unknown as AcceptanceRecord;
  const root = mkdtempSync(join(tmpdir(), "ballast-destroying-"));
  writeFileSync(join(root, "Pulumi.yaml"), "name: test\nruntime: nodejs\n");
  const planned = { project: { root } };
  const context = { stack: "rexray-ebs-dev", planned, record, pulumi, pace: {} } as unknown as StepContext;
  for (const step of [upStep(45), destroyStep(45, "rexray-ebs_restored-dev")])
    await expect(step.run(context)).rejects.toThrow(
      "Something else changed rexray-ebs-dev since this run deployed it",
    );
  expect(commands).toEqual([]);
});
