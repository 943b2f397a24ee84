import { claimsOfPlan } from "@ballast/operate";
import { openProject, type Project } from "@ballast/plan";
import { Planner } from "@ballast/plan/planner";

// Stacks are planned, and the machine may be busy.
jest.setTimeout(120_000);

const digest = `@sha256:${"0a".repeat(32)}`;
const reason = "moves off the plugin step by step";

/** What a committed stack claims, with some of its settings changed. */
async function claimed(
  stack: string,
  change: (settings: Record<string, unknown>) => Record<string, unknown>,
): Promise<{ claims: unknown[]; unclear: string[] }> {
  const project = await openProject(__dirname, (path) => import(path));
  const configurationOf: Project["configurationOf"] = (name) => {
    const configuration = project.configurationOf(name);
    if (name !== stack) return configuration;
    const settings = JSON.parse(configuration.values["ballast:settings"] ?? "{}") as Record<string, unknown>;
    const values = { ...configuration.values, "ballast:settings": JSON.stringify(change(settings)) };
    return { ...configuration, values };
  };
  const { resolved } = await new Planner({ ...project, configurationOf }).plan(stack);
  const { claims, unclear } = claimsOfPlan(stack, resolved);
  return { claims: claims.map(({ text, kind, families }) => ({ text, kind, families })), unclear };
}

/** The reasons to discard, if there are any, without that for a store that the plugin keeps outside the state. */
function withoutReason({ retentionReason }: Record<string, unknown>, store: string): Record<string, unknown> {
  if (retentionReason === undefined) return {};
  const { [store]: _outside, ...others } = retentionReason as Record<string, unknown>;
  return { retentionReason: others };
}

it.each(["dev", "prod"])(
  "reads the plugin's tag, the volume and its tasks from rexray-efs-%s",
  async (environment) => {
    const stack = `rexray-efs-${environment}`;
    const files = { mode: "plugin", image: `registry.example.com/rexray-efs${digest}`, reason };
    expect(
      await claimed(stack, (settings) => ({
        ...settings,
        compute: "ec2",
        instanceTypes: ["t3.medium"],
        files,
        ...withoutReason(settings, "files"),
      })),
    ).toEqual({
      claims: [{ text: `${stack}/files`, kind: "EFS", families: [`${stack}-editor`, `${stack}-web`] }],
      unclear: [],
    });
  },
);

it.each([
  [true, [{ text: "rexray-ebs-dev-mysql", kind: "EBS", families: ["rexray-ebs-dev-mysql"] }]],
  // Then the stack declares the volume.
  [false, []],
])("claims the volume of rexray-ebs-dev with autoprovision %s", async (autoprovision, claims) => {
  const plugin = {
    image: `registry.example.com/rexray-ebs${digest}`,
    ...(autoprovision && { autoprovision }),
  };
  const found = await claimed("rexray-ebs-dev", (settings) => ({
    ...settings,
    volume: { mode: "plugin", sizeGiB: 10, plugin },
    ...(autoprovision && withoutReason(settings, "volume")),
  }));
  expect(found).toEqual({ claims, unclear: [] });
});

it("claims nothing of a stack without a plugin", async () => {
  expect(await claimed("rexray-efs-dev", (settings) => settings)).toEqual({ claims: [], unclear: [] });
});
