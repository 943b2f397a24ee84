import { Command, InvalidArgumentError, Option } from "commander";
import { formatOption } from "../options.ts";
import type { PlaceOptions } from "./place.ts";
import type { PlaceEvent } from "./placed.ts";

export function placeCommand(exit: (status: number) => void): Command {
  const events: PlaceEvent[] = [];
  const event =
    (kind: PlaceEvent["kind"]) =>
    (what: string): void =>
      void events.push({ kind, what });
  const command = new Command("place")
    .description(
      "Shows where Amazon ECS would place tasks: those of a stack, when its capacity is as large as it may be, those " +
        "of a file, or those of a cluster in AWS as it is now, whose waiting tasks it explains. Then what events do to " +
        "them, in the order in which they are named; in AWS nothing is changed. With --filter, which container " +
        "instances satisfy an expression of the cluster query language.",
    )
    .argument(
      "[file-or-stack...]",
      "a YAML or JSON file (see packages/placement/README.md), a stack's name, or files of what aws ecs describe-container-instances, " +
        "describe-services, describe-tasks and describe-task-definition print; - is standard input",
    )
    .option("--drain <instance>", "drain this container instance", event("drain"))
    .option("--lose <instance>", "lose this container instance", event("lose"))
    .option("--lose-zone <zone>", "lose every instance of this zone", event("loseZone"))
    .option("--scale <service=count>", "change a service's desired count", event("scale"))
    .option(
      "--deploy <service[=percent]>",
      "deploy a service anew: whether it can roll by its percentages, or by these (web=50%-150%), in every order",
      event("deploy"),
    )
    .option("--join <group=count[@zone]>", "new instances of a group (general=2)", event("join"))
    .option(
      "--zone-back <zone>",
      "the instances of a lost zone are there again; services with zone rebalancing even out",
      event("zoneBack"),
    )
    .option(
      "--interrupt <type@zone>",
      "AWS takes back the Spot instances of a type in a zone, which drain first",
      event("interrupt"),
    )
    .option(
      "--refresh <group>",
      "replace the instances of a group one after the other, as a patch does",
      event("refresh"),
    )
    .option(
      "--managed-scaling",
      "how many instances ECS gives each capacity provider whose group it scales, after the events",
    )
    .option("--seed <number>", "draw other lots where several instances are as good", wholeNumber, 1)
    .option(
      "--filter <expression>",
      'show only the container instances that satisfy it, after the events: "attribute:color == blue"',
    )
    .option(
      "-c, --cluster <name>",
      "a cluster in AWS, by calls that change nothing; with --filter, ECS answers itself",
    )
    .option("--region <name>", "AWS region of --cluster (default: AWS_REGION, or the profile's)")
    .option("--profile <name>", "profile of AWS's configuration for --cluster (default: AWS_PROFILE)")
    .addOption(
      new Option(
        "--task-definition <name-or-file>",
        "of a cluster in AWS: whether one more task of it has a place, and what each instance lacks for it (web:3)",
      ).conflicts(["filter", "why"]),
    )
    .option(
      "--why [service]",
      "of this service or run: what each instance lacks for one more of its tasks; without a name: why each task is where it is",
    )
    .addOption(
      formatOption("how to print it; svg is a picture, before and after the events", "table", "json", "svg"),
    )
    .addHelpText(
      "after",
      "\nExit status: 0 every task has a place, or the expression could be answered; 1 some wait or are not simulated, or the input cannot be read; 2 the " +
        "call is wrong.",
    );
  return command.action(async (inputs: string[], called: Called) => {
    const wrong = faultOf(inputs, called, events.length > 0);
    if (wrong !== undefined) command.error(`error: ${wrong}`, { exitCode: 2 });
    const { cluster, filter } = called;
    if (cluster !== undefined && filter !== undefined) {
      const { filterCluster } = await import("./filterCluster.ts");
      exit(
        await filterCluster(cluster, {
          ...called,
          filter,
          format: called.format === "json" ? "json" : "table",
        }),
      );
      return;
    }
    if (cluster !== undefined) {
      const { placeCluster } = await import("./realCluster.ts");
      exit(await placeCluster(cluster, { ...called, events }));
      return;
    }
    const { place } = await import("./place.ts");
    exit(await place(inputs, { ...called, events }));
  });
}

type Called = Omit<PlaceOptions, "events"> & { cluster?: string; region?: string; profile?: string };

/** What is wrong with the call, if something is. */
function faultOf(inputs: string[], options: Called, hasEvents: boolean): string | undefined {
  const { cluster, filter, region, profile, why, managedScaling, format, taskDefinition } = options;
  if (format === "svg" && (filter !== undefined || why !== undefined || taskDefinition !== undefined))
    return "--format svg draws the cluster; --filter, --why and --task-definition have no picture";
  if (filter !== undefined && why !== undefined)
    return "--why explains placements, which --filter does not show";
  if (cluster === undefined) {
    if (inputs.length === 0) return "give a file or a stack, or --cluster <name>";
    const [only] = Object.entries({ region, profile }).find(([, value]) => value !== undefined) ?? [];
    return only === undefined ? undefined : `--${only} requires --cluster <name>`;
  }
  if (managedScaling)
    return "--managed-scaling needs a file or a stack: ECS does not know the sizes of groups";
  if (inputs.length > 0)
    return `--cluster asks ECS, so ${inputs.join(", ")} would have no effect; leave one of them out`;
  return filter !== undefined && hasEvents
    ? "events are simulated, and --filter asks ECS; leave them out"
    : undefined;
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("Give a whole number.");
  return Number(text);
}
