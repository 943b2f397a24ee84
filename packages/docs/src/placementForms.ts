import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { block, code } from "./markdown.ts";
import type { ScenarioDocs } from "./scenarioDocs.ts";

/** Of stacks/placement/runTask.ts, which writes the same commands as an output of the stack. */
interface Forms {
  runTaskForms(facts: Facts): Record<string, { purpose: string }>;
  runTaskCommand(form: { purpose: string }, names: object): string;
  putAttributesCommand(cluster: string, color: string, target: string): string;
  filterExpressions(facts: Facts, color: string): Record<string, string>;
  listInstancesCommand(cluster: string, filter: string): string;
}

interface Facts {
  instanceTypes: string[];
  zones: string[];
}

const stack = "placement-dev";

/** For docs/placement.md: the post's commands as the stack's settings make them, with a shell's variables for what AWS names. */
export async function placementForms(root: string, scenarios: ScenarioDocs[]): Promise<string> {
  const url = pathToFileURL(join(root, "stacks/placement/runTask.ts")).href;
  const forms = (await import(url)) as Forms;
  const facts = factsOf(scenarios);
  const names = {
    cluster: "$cluster",
    capacityProvider: "$provider",
    taskDefinitions: { app: "$app", cache: "$cache", web: "$web" },
  };
  const all = forms.runTaskForms(facts);
  const commands = Object.entries(all).map(
    ([name, form]) => `# ${name}: ${form.purpose}\n${forms.runTaskCommand(form, names)}`,
  );
  const filters = Object.values(forms.filterExpressions(facts, "blue"));
  return [
    `${Object.keys(all).length} forms, by their names in ${code("npx pulumi stack output runTask")} of ${code(stack)}, where they have the ` +
      "stack's own names in place of the variables:",
    block("sh", commands.join("\n\n")),
    "A custom attribute for an instance that runs already, and the instances that satisfy an expression:",
    block(
      "sh",
      [
        "arn=$(aws ecs list-container-instances --cluster $cluster --query 'containerInstanceArns[0]' --output text)   # of the instance that you mean",
        forms.putAttributesCommand("$cluster", "blue", '"$arn"'),
        ...filters.map((filter) => forms.listInstancesCommand("$cluster", filter)),
      ].join("\n"),
    ),
  ].join("\n\n");
}

function factsOf(scenarios: ScenarioDocs[]): Facts {
  const placement = scenarios.find(({ name }) => name === "placement");
  const network = scenarios.find(({ name }) => name === "network");
  if (placement === undefined || network === undefined)
    throw new Error(
      "docs/placement.md shows the scenarios placement and network, and one of them is missing.",
    );
  const { values } = placement.project.configurationOf(stack);
  const { general } = JSON.parse(values[`${placement.project.name}:settings`] ?? "null") as {
    general: { instanceTypes: string[] };
  };
  const subnets = network.plans["dev"]?.outputs["privateSubnetIds"];
  const region = values["aws:region"] ?? "";
  const zones = Object.keys(subnets ?? {}).map((zone) => `${region}${zone}`);
  return { instanceTypes: general.instanceTypes, zones };
}
