import type { AcceptanceRecord, StepRecord } from "@ballast/report";
import { destroyStep } from "./destroying.ts";
import type { StepContext } from "./step.ts";

it.each([
  ["doctor failed", "waiting", 0],
  ["inventory refused the deployed stack", "failed", 0],
  ["inventory passed and up was not begun", "passed", 0],
  ["inventory never passed", "waiting", 1],
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
  const record = { steps } as AcceptanceRecord;
  const context = { stack: "rexray-ebs-dev", record, pulumi, pace: {} } as unknown as StepContext;
  await expect(destroyStep(45, "rexray-ebs_restored-dev").run(context)).rejects.toThrow(
    "This run did not deploy rexray-ebs-dev",
  );
  expect(commands).toEqual([]);
  expect(deployed.get("rexray-ebs-dev")).toBe(40);
});
