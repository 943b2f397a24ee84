import { type Project } from "@ballast/plan";
import { Planner } from "@ballast/plan/planner";
import { openThisProject } from "./testing/scenarioTests.ts";
import { scenarios, parseStackName } from "./scenarios.ts";

const withoutName = (urn: string): string => urn.split("::").slice(2).join("::");

/** The project with a second instance of each dev stack, of the same settings. */
async function withInstances(): Promise<Project> {
  const project = await openThisProject();
  const plain = (stack: string): string => stack.replace("_us-", "-");
  return {
    ...project,
    stacks: [...project.stacks, ...Object.keys(scenarios).map((scenario) => `${scenario}_us-dev`)],
    configurationOf: (stack) => {
      const { values, ...configuration } = project.configurationOf(plain(stack));
      if (stack === plain(stack)) return { values, ...configuration };
      // What exceptions name has the instance's name before it, too.
      const exceptions = values["ballast:exceptions"]?.replaceAll(/"resource":"/g, '"resource":"us-');
      return {
        ...configuration,
        values: { ...values, ...(exceptions !== undefined && { "ballast:exceptions": exceptions }) },
      };
    },
  };
}

it.each([
  ["network-dev", { scenario: "network", environment: "dev" }],
  ["rexray-efs_us-dev", { scenario: "rexray-efs", instance: "us", environment: "dev" }],
  ["network-staging2", { scenario: "network", environment: "staging2" }],
  ["network_a_b-dev", undefined],
  ["network_-dev", undefined],
  ["network-2dev", undefined],
  ["toString-dev", undefined],
])("takes %s apart", (name, parts) => {
  expect(parseStackName(name)).toEqual(parts);
});

it.each(Object.keys(scenarios))(
  "F.0.41 puts the name of an instance before each component of %s, and leaves the plain stack as it is",
  async (scenario) => {
    const planner = new Planner(await withInstances(), "2026-11-21");
    const plain = await planner.plan(`${scenario}-dev`);
    const other = await planner.plan(`${scenario}_us-dev`);
    const own = (resources: typeof plain.resources) =>
      resources.filter(({ type }) => type !== "pulumi:pulumi:StackReference");
    const names = own(other.resources).map(({ name }) => name);
    expect(names.filter((name) => !name.startsWith("us-"))).toEqual([]);
    expect(own(other.resources).map(({ urn }) => withoutName(urn).replace("::us-", "::"))).toEqual(
      own(plain.resources).map(({ urn }) => withoutName(urn)),
    );
    expect(other.findings.filter(({ severity }) => severity !== "waived")).toEqual([]);
  },
);
