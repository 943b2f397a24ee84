import type { Restoring, Store } from "@ballast/operate";
import { plannedStack } from "../../planning.ts";
import type { Step, StepContext } from "../step.ts";
import { stepsOf } from "../steps.ts";

/** Every store of the plan is restored by a setting. */
jest.mock("./stores.ts", () => ({
  ...jest.requireActual<object>("./stores.ts"),
  savedPoint: () => Promise.resolve("point"),
  restoringFrom: (_context: StepContext, store: Store) =>
    Promise.resolve({ found: { store }, settings: [{ path: ["x"], value: 1 }] } as unknown as Restoring),
}));

async function restoredData(scenario: string): Promise<{ step: Step; context: StepContext }> {
  const step = stepsOf(scenario, "dev").accepting.find(({ id }) => id === "restored-data");
  if (step === undefined) throw new Error("there is no step restored-data");
  const planned = await plannedStack(`${scenario}-dev`);
  return { step, context: { stack: `${scenario}-dev`, planned } as unknown as StepContext };
}

it("lists a restored store that no step reads beside the one that a step reads", async () => {
  const { step, context } = await restoredData("cloudstor-spot");
  expect(await step.unproved?.(context)).toBe(
    "No step reads data-shared-files: nothing shows that its data was restored.",
  );
});

it.each(["rexray-ebs", "rexray-efs", "fsx-windows", "invento-windows"])(
  "leaves no store of %s unproved",
  async (scenario) => {
    const { step, context } = await restoredData(scenario);
    expect(await step.unproved?.(context)).toBeUndefined();
  },
);

it("skips the restored cluster of clair where the run pushes no image, for the same reason", async () => {
  const { step, context } = await restoredData("clair");
  expect(step.skip?.(context)).toBeUndefined();
  context.planned.plan.outputs["sourceLocation"] = "someone/site";
  const released = stepsOf("clair", "dev").accepting.find(({ id }) => id === "image-released");
  expect(step.skip?.(context)).toBe(released?.skip?.(context));
  expect(step.skip?.(context)).toMatch(/outside of AWS/);
});
