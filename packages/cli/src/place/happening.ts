import {
  explainDeployment,
  interruptPool,
  joinGroup,
  judgeDeployment,
  refreshGroup,
  returnZone,
  type DeploymentJudgement,
  type Percentages,
  type SeriesOfChanges,
  type Simulation,
} from "@ballast/placement";
import { PlaceCallError } from "./placeError.ts";
import type { Happened, PlaceEvent } from "./placed.ts";

export function happening(simulation: Simulation, event: PlaceEvent): Happened {
  const { kind, what } = event;
  switch (kind) {
    case "drain":
      return { event, changes: simulation.drain(what) };
    case "lose":
      return { event, changes: simulation.lose(what) };
    case "loseZone":
      return { event, changes: simulation.loseZone(what) };
    case "scale": {
      const [service = "", count = ""] = partsOf(event, /^(.+)=(\d{1,9})$/);
      return { event, changes: simulation.scale(service, Number(count)) };
    }
    case "deploy":
      return deployed(simulation, event);
    case "join": {
      const [group = "", count = "", zone] = partsOf(event, /^([^=@]+)=([1-9]\d{0,3})(?:@(.+))?$/);
      return { event, changes: joinGroup(simulation, group, Number(count), zone) };
    }
    case "zoneBack":
      return { event, changes: returnZone(simulation, what) };
    case "interrupt": {
      const [type = "", zone = ""] = partsOf(event, /^([^@]+)@(.+)$/);
      return series(event, interruptPool(simulation, type, zone), "lost");
    }
    case "refresh":
      return series(event, refreshGroup(simulation, what), "replaced one by one");
  }
}

const forms: Record<PlaceEvent["kind"], string> = {
  drain: "",
  lose: "",
  loseZone: "",
  zoneBack: "",
  refresh: "",
  scale: "give a service and its count, for example web=3",
  deploy:
    "give a service, with percentages if they differ from those of the service: web, web=50% (the minimum), web=150% (the maximum) or web=50%-150%",
  join: "give a group and a number of instances, for example general=2 or general=2@eu-central-1a",
  interrupt: "give a type and a zone, for example m5.large@eu-central-1a",
};

const optionOf: Record<PlaceEvent["kind"], string> = {
  drain: "--drain",
  lose: "--lose",
  loseZone: "--lose-zone",
  scale: "--scale",
  deploy: "--deploy",
  join: "--join",
  zoneBack: "--zone-back",
  interrupt: "--interrupt",
  refresh: "--refresh",
};

function partsOf({ kind, what }: PlaceEvent, form: RegExp): (string | undefined)[] {
  const found = form.exec(what);
  if (found === null) throw new PlaceCallError(`${optionOf[kind]} ${what}: ${forms[kind]}.`);
  return found.slice(1);
}

/** Checks a deployment with the current placement, and then applies it. */
function deployed(simulation: Simulation, event: PlaceEvent): Happened {
  const [service = "", ...percentages] = partsOf(event, /^([^=]+?)(?:=(\d{1,3})%(?:-(\d{1,3})%)?)?$/);
  simulation.setPercentages(service, percentagesIn(event, percentages));
  const deployment = judgeDeployment(simulation, service);
  return {
    event,
    changes: simulation.deploy(service),
    notes: [explainDeployment(deployment)],
    deployment,
  };
}

function percentagesIn(event: PlaceEvent, [one, other]: (string | undefined)[]): Partial<Percentages> {
  if (one === undefined) return {};
  const isMinimum = other !== undefined || Number(one) <= 100;
  const asked: Partial<Percentages> = {
    ...(isMinimum ? { minimumHealthyPercent: Number(one) } : { maximumPercent: Number(one) }),
    ...(other !== undefined && { maximumPercent: Number(other) }),
  };
  const { minimumHealthyPercent = 0, maximumPercent = 100 } = asked;
  if (minimumHealthyPercent <= 100 && maximumPercent >= 100 && maximumPercent <= 200) return asked;
  throw new PlaceCallError(
    `--deploy ${event.what}: the minimum must be 0 % to 100 %, and the maximum 100 % to 200 %.`,
  );
}

function series(
  event: PlaceEvent,
  { instances, waited, ...changes }: SeriesOfChanges,
  what: string,
): Happened {
  return {
    event,
    changes,
    instances,
    waited,
    notes: [
      `${instances.length} ${instances.length === 1 ? "instance" : "instances"} ${what}: ${instances.join(", ")}`,
      ...waited.map(
        ({ workload, tasks }) =>
          `${workload}: up to ${tasks} ${tasks === 1 ? "task" : "tasks"} waited meanwhile`,
      ),
    ],
  };
}

/** Whether the deployment of an event, if it has one, completes. */
export function isSmooth(deployment: DeploymentJudgement | undefined): boolean {
  return deployment === undefined || (deployment.stuck === 0 && deployment.unknown === undefined);
}
