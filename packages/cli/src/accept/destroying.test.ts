import type { AcceptanceRecord, StepRecord } from "@ballast/report";
import { upStep } from "./deploying.ts";
import { destroyStep } from "./destroying.ts";
import type { StepContext } from "./step.ts";

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
