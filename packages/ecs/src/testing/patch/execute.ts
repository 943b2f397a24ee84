import { record } from "@ballast/testing";
import { runMachine, type Execution } from "@ballast/testing/stateMachine";
import type * as pulumi from "@pulumi/pulumi";
import { Ec2Capacity, type Ec2CapacityArgs } from "../../index.ts";
import { capacity } from "../../testing.ts";
import { isBlocked } from "./blocked.ts";
import {
  Fault,
  fates,
  PatchWorld,
  type Names,
  type RefreshFate,
  type Scene,
  type Standing,
} from "./world.ts";

/** A state machine as a capacity registers it. */
export interface Registered extends Names {
  definition: string;
}

export async function machineOf(
  args: Partial<Ec2CapacityArgs> = {},
  opts?: pulumi.ComponentResourceOptions,
): Promise<Registered> {
  const cluster = "main";
  const recording = await record(
    () => new Ec2Capacity("general", { ...capacity, clusterName: cluster, ...args }, opts),
  );
  return {
    definition: recording.the("aws:sfn/stateMachine:StateMachine").inputs["definition"] as string,
    group: recording.the("aws:autoscaling/group:Group").state["name"] as string,
    provider: recording.the("aws:ecs/capacityProvider:CapacityProvider").state["name"] as string,
    cluster,
  };
}

export interface Executed {
  execution: Execution;
  world: PatchWorld;
  /** How long it went on. */
  seconds: number;
}

/** @param jitter Share of each retry's delay after which it comes. */
export async function execute(machine: Registered, scene: Scene, jitter = 1): Promise<Executed> {
  const world = new PatchWorld(scene, machine);
  const execution = await runMachine(machine.definition, {
    jitter,
    now: () => world.now * 1000,
    pass: (seconds) => {
      world.pass(seconds);
    },
    call: (resource, parameters) => world.call(resource, parameters),
  });
  return { execution, world, seconds: world.now - world.beganAt };
}

const start = "autoscaling:startInstanceRefresh";
const changes = [start, "ec2:createSnapshots", "ec2:deleteSnapshot"];

/** Describes invariants that an execution violated. */
export function faultsOf({ execution, world, seconds }: Executed, scene: Scene): string[] {
  const { succeeded, output, error = "", cause = "" } = execution;
  const isOld = (age: number | undefined) => age === undefined || age > 30;
  const isQuiet = scene.broken === undefined && Object.keys(scene.faults).length === 0;
  const isMild =
    scene.broken === undefined &&
    scene.silent === undefined &&
    Object.values(scene.faults).every((all = []) => all.length <= 4 || all.length === 9);
  const wasOutdated = scene.hostImages.some(isOld);
  const changed = world.calls.some(({ operation }) => changes.includes(operation));
  const faults = [...new Set(world.violations)];
  if (scene.silent === undefined && execution.isTimedOut) faults.push("was ended though all is answered");
  if (!execution.isTimedOut && seconds > 5 * 3600) faults.push(`went on for ${seconds} seconds`);
  const outdated = world.hosts.filter(({ image, endsAt }) => {
    // It is shutting down.
    if (endsAt !== undefined) return false;
    const created = world.images.get(image);
    return image !== "ami-current" && (created === undefined || world.now - created > 31 * 86_400);
  });
  if (succeeded && outdated.length > 0) faults.push("succeeded with an outdated host");
  if (succeeded && wasOutdated)
    for (const service of world.services.filter(({ isHere }) => isHere))
      if (world.runningOf(service) < service.desired) faults.push("succeeded with a task that is not placed");
  if (succeeded && wasOutdated && changed && (output as { replaced: number }).replaced === 0)
    faults.push("replaced hosts and does not say so");
  const ofOthers = refreshesOfOthers(scene);
  const own = world.refreshes.filter(({ isOwn }) => isOwn);
  const isFailed = own.some(({ status }) => status === "Failed");
  const cancelled = own.filter(({ status }) => status === "Cancelled").length;
  // Of a refresh whose answer was lost, and which has ended before AWS answers again, nothing is known.
  const lost = (scene.faults[start] ?? []).filter((fault) => fault === Fault.AnswerLost).length;
  if (!succeeded && error !== "RefreshFailed" && isMild && lost === 0 && isFailed)
    faults.push(`does not say that a refresh failed, but ${error}`);
  if (error === "RefreshFailed" && isMild && !isFailed) faults.push("says that a refresh failed by itself");
  if (!succeeded && isMild && ofOthers.length === 0 && cancelled === 3 && error !== "Interrupted")
    faults.push(`does not say that it was interrupted, but ${error}`);
  if (error === "Interrupted" && cancelled < 3) faults.push("says that it was interrupted");
  if (isMild && !wasOutdated && world.calls.some(({ operation }) => /^ecs:/.test(operation)))
    faults.push("looked at services for nothing");
  if (succeeded && !wasOutdated && JSON.stringify(output) !== '{"image":"ami-current","replaced":0}')
    faults.push("tells of a replacement that there was not");
  const isDoneByOthers = ofOthers.length > 0 && (output as Partial<Output> | undefined)?.replaced === 0;
  if (succeeded && wasOutdated && !isDoneByOthers)
    faults.push(...faultsOfOutput(output as Partial<Output>, world, scene));
  if (error === "NotStarted" && isMild && scene.faults[start]?.length === 1)
    faults.push("says that nothing started, and it did");
  if (own.length > Math.min(3, 1 + cancelled) + lost) faults.push(`started ${own.length} refreshes`);
  if (!wasOutdated && changed) faults.push("changed hosts of which none is outdated");
  const blocked = isBlocked(scene);
  if (blocked && changed) faults.push("changed hosts though a task cannot leave");
  if (blocked && wasOutdated && isMild && error !== "Blocked")
    faults.push(`does not say what blocks it: ${error}`);
  const isGood = (fate: RefreshFate): boolean =>
    fates[fate].ends === "Successful" && fates[fate].leaves === 0;
  const goesWell =
    isGood(scene.fate) &&
    scene.isFull !== true &&
    !(blocked && wasOutdated) &&
    // The third one that it starts goes well at last.
    (scene.interruptions ?? []).length <= 2 &&
    ofOthers.every(({ fate }) => fates[fate].moves);
  if (isMild && goesWell && !succeeded) faults.push(`failed by itself: ${error}: ${cause}`);
  if (succeeded && lost === 0 && isFailed) faults.push("succeeded with a refresh that did not");
  if (!world.refreshes.length && world.hosts.some(({ draining }) => draining))
    faults.push("left a host draining");
  for (const volume of own.length > 0 ? world.volumes : []) {
    const kept = world.snapshots.filter(({ tag, VolumeId }) => tag !== undefined && VolumeId === volume.id);
    if (isQuiet && kept.length > 3) faults.push(`${kept.length} snapshots of ${volume.name}`);
    const fresh = kept.some(({ StartTime }) => new Date(StartTime).getTime() / 1000 >= world.beganAt);
    if (!fresh) faults.push(`${volume.name} was not saved`);
  }
  return faults;
}

const refreshesOfOthers = ({ standing, interruptions = [] }: Scene): Standing[] =>
  [standing, ...interruptions.map(({ begins }) => begins)].filter((one) => one !== undefined);

interface Output {
  image: string;
  replaced: number;
  snapshots: string[];
  interruptionSeconds: Record<string, number>;
}

function faultsOfOutput(output: Partial<Output>, world: PatchWorld, scene: Scene): string[] {
  const { image, replaced, snapshots, interruptionSeconds: told } = output;
  if (told === undefined) return ["does not tell of interruptions"];
  const faults: string[] = [];
  if (image !== "ami-current" || typeof replaced !== "number") faults.push("does not tell what is there now");
  const made = world.snapshots.filter(({ StartTime }) => Date.parse(StartTime) / 1000 >= world.beganAt);
  const ours = made.map(({ SnapshotId }) => SnapshotId);
  const isLost = scene.faults["ec2:createSnapshots"]?.includes(Fault.AnswerLost) === true;
  if (!isLost && JSON.stringify(snapshots) !== JSON.stringify(ours))
    faults.push("does not tell its snapshots");
  for (const { arn, isHere } of world.services) {
    const [said = 0, was = 0] = [told[arn], isHere ? world.downSeconds.get(arn) : 0];
    // Between two looks, and while a call is made again. Without a volume, the next look comes after the refresh has ended.
    const isExact = refreshesOfOthers(scene).length === 0;
    if (isExact && scene.volumes.length > 0 && said < was - 40)
      faults.push(`${arn} was down for ${was} seconds, and not for ${said}`);
    const isQuiet = Object.keys(scene.faults).length === 0 && scene.broken === undefined;
    if (isExact && isQuiet && said > was + 100)
      faults.push(`${arn} was not down for ${said} seconds, but for ${was}`);
  }
  return faults;
}
