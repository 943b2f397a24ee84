import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { openProject } from "@ballast/plan";
import { Planner } from "@ballast/plan/planner";
import { asPlanned, EngineSandbox, withHashedAssets, type EngineStack } from "@ballast/testing/engine";

const folder = resolve(__dirname, "../../examples");
const foreign = "policy-pack";
const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, "index.ts")));

async function inSandbox(name: string, use: (stack: EngineStack) => Promise<void>): Promise<void> {
  const project = join(folder, name);
  const { program } = await openProject(project, (path) => import(path));
  const sandbox = await EngineSandbox.open({ project }, "eu-central-1");
  try {
    await use(await sandbox.stack("dev", async () => program()));
  } finally {
    sandbox.close();
  }
}

it.each(names.filter((name) => name !== foreign))(
  "F.0.51: examples/%s previews what its plan says, and is deployed",
  (name) =>
    inSandbox(name, async (stack) => {
      const project = await openProject(join(folder, name), (path) => import(path));
      const plan = await new Planner(project).plan("dev");
      const planned = plan.resources.map(({ urn, parent, inputs, protect }) => ({
        urn,
        parent,
        inputs: withHashedAssets(inputs),
        protect,
      }));
      expect(asPlanned((await stack.preview()).steps)).toEqual(planned);
      const { succeeded, log } = await stack.up();
      expect([succeeded, log]).toEqual([true, expect.anything()]);
    }),
  120_000,
);

it(
  "the policy pack refuses another team's program by itself, and warns with the team's configuration",
  () =>
    inSandbox(foreign, async (stack) => {
      const pack = resolve("packages/policy");
      const config = join(folder, foreign, "policy-config.json");
      const alone = await stack.underPolicies("preview", { pack });
      const configured = await stack.underPolicies("preview", { pack, config });
      const levels = [alone, configured].map(({ succeeded, violations }) => ({
        succeeded,
        violations: violations.map((one) => `${one.policyName} ${one.enforcementLevel}`).sort(),
      }));
      // It needs the ARN of the topic, which no preview knows.
      expect(alone.violations.map(({ message }) => message).join()).toContain("sns-tls on ");
      expect(levels).toEqual([
        { succeeded: false, violations: ["rule-unchecked advisory", "sns-encryption mandatory"] },
        { succeeded: true, violations: ["rule-unchecked advisory", "sns-encryption advisory"] },
      ]);
    }),
  120_000,
);
