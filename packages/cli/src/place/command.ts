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
      "Shows where Amazon ECS would place tasks: tasks of a stack at its maximum capacity, tasks of a file, or tasks of a cluster in AWS in its current state, " +
        "whose waiting tasks it explains. Then simulates events in the given order; nothing changes in AWS. With --filter, " +
        "shows which container instances satisfy an expression of the cluster query language.",
    )
    .argument(
      "[file-or-stack...]",
      "a YAML or JSON file (see packages/placement/README.md), a stack's name, or files with the output of aws ecs describe-container-instances, describe-services, " +
        "describe-tasks and describe-task-definition; - is standard input",
    )
    .option("--drain <instance>", "drain this container instance", event("drain"))
    .option("--lose <instance>", "lose this container instance", event("lose"))
    .option("--lose-zone <zone>", "lose every instance of this zone", event("loseZone"))
    .option("--scale <service=count>", "change a service's desired count", event("scale"))
    .option(
      "--deploy <service[=percent]>",
      "deploy a service again: checks whether a rolling deployment is possible in every order, with the service's " +
        "percentages or with these (web=50%-150%)",
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
      "AWS interrupts the Spot Instances of a type in a zone, which drain first",
      event("interrupt"),
    )
    .option(
      "--refresh <group>",
      "replace the instances of a group one by one, as a patch does",
      event("refresh"),
    )
    .option(
      "--managed-scaling",
      "show how many instances managed scaling of ECS sets for each capacity provider, after the events",
    )
    .option("--seed <number>", "seed for the random choice between equally good instances", wholeNumber, 1)
    .option(
      "--filter <expression>",
      'show only the container instances that satisfy this expression, after the events: "attribute:color == blue"',
    )
    .option(
      "-c, --cluster <name>",
      "a cluster in AWS, with calls that only read; with --filter, ECS evaluates the expression",
    )
    .option("--region <name>", "AWS region of --cluster (default: AWS_REGION, or the profile's)")
    .option("--profile <name>", "profile of AWS's configuration for --cluster (default: AWS_PROFILE)")
    .addOption(
      new Option(
        "--task-definition <name-or-file>",
        "of a cluster in AWS: whether one more task of this definition can be placed, and what each instance lacks for it (web:3)",
      ).conflicts(["filter", "why"]),
    )
    .option(
      "--why [service]",
      "for this service or run, explain what each instance lacks for one more task; without a name, explain why each " +
        "task is where it is",
    )
    .addOption(
      formatOption(
        "how to print it; svg is an image of the cluster before and after the events",
        "json",
        "svg",
      ),
    )
    .addHelpText(
      "after",
      "\nExit status: 0 every task is placed, or the expression was evaluated; 1 some tasks wait or are not simulated, or the input cannot be read; 2 invalid arguments.",
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

/** Returns the error in the call, if there is one. */
function faultOf(inputs: string[], options: Called, hasEvents: boolean): string | undefined {
  const { cluster, filter, region, profile, why, managedScaling, format, taskDefinition } = options;
  if (format === "svg" && (filter !== undefined || why !== undefined || taskDefinition !== undefined))
    return "--format svg draws the cluster and cannot be combined with --filter, --why or --task-definition";
  if (filter !== undefined && why !== undefined)
    return "--why explains placements and cannot be combined with --filter";
  if (cluster === undefined) {
    if (inputs.length === 0) return "give a file or a stack, or --cluster <name>";
    const [only] = Object.entries({ region, profile }).find(([, value]) => value !== undefined) ?? [];
    return only === undefined ? undefined : `--${only} requires --cluster <name>`;
  }
  if (managedScaling)
    return "--managed-scaling requires a file or a stack: ECS does not report the sizes of groups";
  if (inputs.length > 0)
    return `--cluster reads the cluster from ECS, so ${inputs.join(", ")} would have no effect; leave one of them out`;
  return filter !== undefined && hasEvents
    ? "events are simulated, but ECS evaluates --filter; leave the events out"
    : undefined;
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("Give a whole number.");
  return Number(text);
}
