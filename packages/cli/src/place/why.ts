import type { ClusterState } from "@ballast/operate";
import { complaintOf } from "@ballast/operate/answers";
import { explainUnplaced, inReadingOrder, type Fit, type Missing, type Simulation } from "@ballast/placement";
import colors from "picocolors";
import { grid } from "../grid.ts";

/** Data to explain, for each instance, whether one more task of a workload can be placed. */
export interface Why {
  cluster: string;
  workload: string;
  /** The title in text output. @default - the workload's name */
  title?: string;
  /** The service as ECS describes it. @default - the cluster is not in AWS */
  service?: ClusterState["services"][number];
  simulation: Simulation;
  /** The simulation after ECS has placed what it can; tasks that still wait are in it. */
  next: Simulation;
}

export function whyJson({ cluster, workload, title = workload, service, simulation, next }: Why): string {
  const found = simulation.workloads.find(({ name }) => name === workload);
  const complaint = service && complaintOf(service);
  const unplaced = next.unplaced.find((one) => one.workload === workload);
  return JSON.stringify(
    {
      cluster,
      workload: title,
      ...(service && {
        desiredCount: found?.daemon ? null : found?.desiredCount,
        running: found?.tasks.size,
      }),
      waiting: unplaced?.tasks ?? 0,
      ...(unplaced && { reason: explainUnplaced(unplaced) }),
      ...(complaint && { message: { at: complaint.at.toISOString(), text: complaint.message } }),
      instances: sorted(simulation.fits(workload)).map(({ instance, fits, missing }) => ({
        id: instance.id,
        instanceType: instance.instanceType,
        availabilityZone: instance.availabilityZone,
        fits,
        ...(missing[0] && { first: missing[0].requirement }),
        missing,
      })),
    },
    null,
    2,
  );
}

export function whyTable({ cluster, workload, title = workload, service, simulation, next }: Why): string {
  const found = simulation.workloads.find(({ name }) => name === workload);
  const fits = sorted(simulation.fits(workload));
  const able = fits.filter((one) => one.fits === true).length;
  const complaint = service && complaintOf(service);
  const unplaced = next.unplaced.find((one) => one.workload === workload);
  const counts =
    service === undefined || found === undefined
      ? ""
      : `; ${found.tasks.size} of ${found.daemon ? "its" : found.desiredCount} tasks have an instance`;
  const answer = `one more task fits on ${able} of ${fits.length} container instances`;
  return [
    `${colors.bold(`${title} in ${cluster}`)}: ${able === 0 ? colors.red(answer) : answer}${counts}`,
    ...(complaint ? [`ECS event of ${minute(complaint.at)}: ${complaint.message}`] : []),
    ...(unplaced?.reason === undefined ? [] : [colors.red(explainUnplaced(unplaced))]),
    grid(
      ["zone", "instance", "type", "first unmet requirement", "further reasons"],
      fits.map(({ instance, missing: [first, ...others] }) => [
        instance.availabilityZone,
        instance.id,
        instance.instanceType,
        first === undefined ? "fits" : textOf(first),
        others.map(textOf).join("; "),
      ]),
    ),
  ].join("\n");
}

function textOf({ requirement, found, unknown }: Missing): string {
  if (unknown !== undefined) return `not known: ${requirement} (${unknown.join("; ")})`;
  return found === undefined ? requirement : `${requirement} (${found})`;
}

/** `2026-11-27 08:00 UTC` */
function minute(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

function sorted(fits: Fit[]): Fit[] {
  const order = inReadingOrder(fits.map(({ instance }) => instance));
  const byInstance = new Map(fits.map((one) => [one.instance, one]));
  return order.flatMap((instance) => byInstance.get(instance) ?? []);
}
