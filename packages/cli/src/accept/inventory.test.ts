import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inventoryStep, settingsFile } from "./deploying.ts";
import type { StepContext } from "./step.ts";

const restored = "rexray-ebs_restored-dev";

function contextWith(...stacks: string[]): StepContext {
  const root = mkdtempSync(join(tmpdir(), "ballast-inventory-"));
  writeFileSync(join(root, "Pulumi.yaml"), "name: test\nruntime: nodejs\n");
  const known = new Map(stacks.map((name) => [name, 0]));
  return {
    stack: "rexray-ebs-dev",
    planned: { project: { root } },
    record: { before: [] },
    pulumi: { stacks: () => Promise.resolve(known) },
    pace: {},
  } as unknown as StepContext;
}

it("refuses if somebody has a stack of the second stack's name", async () => {
  await expect(inventoryStep(restored).run(contextWith(restored))).rejects.toThrow(`The stack ${restored}`);
});

it("refuses if the second stack's settings file exists", async () => {
  const context = contextWith();
  writeFileSync(settingsFile(context, restored), "config: {}\n");
  await expect(inventoryStep(restored).run(context)).rejects.toThrow(`The stack ${restored}`);
});
