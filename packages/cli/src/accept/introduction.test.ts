import { plannedStack } from "../planning.ts";
import { hourlyCost } from "./hourlyCost.ts";
import { newSteps } from "./record.ts";
import { introduction } from "./render.ts";
import { stepsOf } from "./steps.ts";

const skippedFor = async (stack: string): Promise<{ lines: string[]; skipped: string[] }> => {
  const planned = await plannedStack(stack);
  const [scenario = ""] = stack.split(/-(?=[a-z]+$)/);
  const steps = stepsOf(scenario, "dev");
  const record = {
    ...({ version: 1, stack, account: "111122223333", region: planned.region, mark: "accept-1" } as const),
    ...{ startedAt: "2026-11-21T00:00:00.000Z", hourlyCost: "", before: [] },
    steps: newSteps([...steps.accepting, ...steps.ending]),
  };
  const cost = hourlyCost(planned);
  const lines = introduction({ record, steps, cost, timeout: 600, isResumed: false, planned });
  const start = lines.indexOf("These steps will be skipped, and what they do is not proved:");
  const end = lines.findIndex((line, index) => index > start && !line.startsWith("  "));
  return { lines, skipped: start === -1 ? [] : lines.slice(start + 1, end) };
};

it.each([
  [
    "fsx-windows-dev",
    [
      "  share-mapped: ECS mounts the share for each task (share.mode: native), so no host maps it; share.mode: globalMapping makes this step run",
    ],
  ],
  ["rexray-ebs-dev", []],
  [
    "private-registry-dev",
    [
      "  patch: the stack has no container instances: AWS patches the infrastructure that its tasks run on",
      ...["save", "restore", "restored-data", "remove-restored"].map(
        (id) => expect.stringMatching(`^  ${id}: `) as string,
      ),
    ],
  ],
])(
  "lists the steps that will be skipped before it asks, with the reason and the setting: %s",
  async (stack, expected) => {
    expect((await skippedFor(stack)).skipped).toEqual(expected);
  },
);

it("says before it asks that a stack without an image needs work by hand", async () => {
  const { lines } = await skippedFor("fsx-windows-dev");
  expect(lines).toContainEqual(
    expect.stringContaining("After `up`: npx pulumi stack output nextStep -s fsx-windows-dev"),
  );
  expect((await skippedFor("rexray-ebs-dev")).lines.join()).not.toContain("nextStep");
});
