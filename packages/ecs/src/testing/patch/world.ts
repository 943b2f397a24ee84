import { CallError, type MachineWorld } from "@ballast/testing/stateMachine";
import { Hosts, type Host, type Service, type Volume } from "./hosts.ts";

/** How a refresh goes, once it has begun. */
export const RefreshFate = {
  Works: "works",
  Fails: "fails",
  Cancelled: "cancelled",
  Hangs: "hangs",
  /** Succeeds, and an old host stays. */
  Leaves: "leaves",
} as const;
export type RefreshFate = (typeof RefreshFate)[keyof typeof RefreshFate];

interface Fate {
  moves: boolean;
  /** Its status at last. */
  ends: string;
  /** Old hosts that stay. */
  leaves: number;
}
export const fates: Record<RefreshFate, Fate> = {
  works: { moves: true, ends: "Successful", leaves: 0 },
  fails: { moves: true, ends: "Failed", leaves: 0 },
  cancelled: { moves: true, ends: "Cancelled", leaves: 0 },
  hangs: { moves: false, ends: "InProgress", leaves: 0 },
  leaves: { moves: true, ends: "Successful", leaves: 1 },
};

/** What becomes of a call that does not go well: whether it has its effect all the same, and only the answer is lost. */
export const Fault = { Refused: false, AnswerLost: true } as const;

/** An instance refresh that someone else started. */
export interface Standing {
  fate: RefreshFate;
  /** Whether it replaces nothing, because the template is the same. */
  skips: boolean;
}

/** What somebody else does while an execution goes on, as `pulumi up` does: a refresh that goes on is cancelled, and another one begins. */
export interface Interruption {
  /** Seconds after the execution began. */
  after: number;
  /** The refresh that begins. @default - none: somebody only cancels */
  begins?: Standing;
  /** Seconds from the end of the one to the beginning of the other. @default 0 */
  pause?: number;
}

/** The state of AWS when an execution starts. */
export interface Scene {
  /** Days since the image of each host was released; undefined for one that AWS has withdrawn, 0 for the current one. */
  hostImages: (number | undefined)[];
  services: Omit<Service, "tasks" | "arn">[];
  /** Single-attach volumes by Name, each held by a host. */
  volumes: string[];
  fate: RefreshFate;
  /** An instance refresh of someone else, in progress. @default none */
  standing?: Standing;
  /** @default - none */
  interruptions?: Interruption[];
  launchSeconds: number;
  /** Seconds until a new task runs. @default 30 */
  taskSeconds?: number;
  /** Results of the calls of an operation, in order. */
  faults: Partial<Record<string, (boolean | undefined)[]>>;
  /** Whether no further task can be placed. @default false */
  isFull?: boolean;
  /** An operation that always fails. @default - none */
  broken?: string;
  /** An operation that AWS never answers. @default - none */
  silent?: string;
  /** Whether answers have nothing that only fills them. @default false */
  isTerse?: boolean;
}

/** As the program named them. */
export interface Names {
  group: string;
  cluster: string;
  provider: string;
}
export const current = "ami-current";
const day = 86_400;
const began = Date.UTC(2026, 10, 29, 3) / 1000;

interface Refresh {
  id: string;
  /** Whether the execution started it. */
  isOwn: boolean;
  status: string;
  fate: Fate;
  began: number;
  old: string[];
  next: Host[];
  launchesFirst: boolean;
  /** Waits an hour for its instances to lose their protection. */
  isBlocked: boolean;
}

const goesOn = ({ status }: Refresh): boolean => /^(?:Pending|InProgress|Cancelling)$/.test(status);
/** Seconds in which a refresh is cancelled. */
const cancelling = 20;

type Parameters = Record<string, unknown>;

/** A call as the machine makes it. */
export interface SdkCall {
  /** `ec2:describeInstances`. */
  operation: string;
  parameters: Record<string, unknown>;
  /** Without what is not AWS's. @default - it was refused */
  answer?: unknown;
}

const serviceEvents = Array.from({ length: 100 }, (_one, index) => ({
  Message: `${index}`.padEnd(600, "x"),
}));

/** Auto Scaling, EC2 and ECS as far as the machine calls them. */
export class PatchWorld extends Hosts implements Omit<MachineWorld, "now"> {
  readonly calls: SdkCall[] = [];
  readonly #counts = new Map<string, number>();
  readonly images = new Map<string, number>();
  readonly refreshes: Refresh[] = [];
  readonly scratch = "vol-scratch";
  /** When the execution begins. */
  readonly beganAt: number = 0;
  readonly #scene: Scene;
  readonly #names: Names;
  readonly #interruptions: Interruption[];

  constructor(scene: Scene, names: Names) {
    super();
    this.#scene = scene;
    this.#names = names;
    this.#interruptions = [...(scene.interruptions ?? [])];
    this.now = began;
    this.startsTask = scene.taskSeconds ?? 30;
    for (const [index, age] of scene.hostImages.entries()) {
      const image = age === 0 ? current : `ami-${age ?? "withdrawn"}`;
      if (age !== undefined) this.images.set(image, began - age * day);
      const host = this.launch(image, 0);
      host.joined = true;
      const name = scene.volumes[index];
      if (name !== undefined) this.volumes.push({ id: `vol-${name}`, name, holder: host.id });
    }
    this.images.set(current, began - day);
    this.services = scene.services.map((service, index) => ({
      ...service,
      arn: `arn:service/${index}`,
      tasks: [],
    }));
    for (const { id } of this.volumes) {
      for (let count = 0; count < 4; count += 1) this.snapshot(id, undefined);
      for (let count = 0; count < 5; count += 1) this.snapshot(id, this.#names.group);
    }
    this.pass(120);
    this.violations.length = 0;
    this.downSeconds.clear();
    this.beganAt = this.now;
    this.isFull = scene.isFull ?? false;
    if (scene.standing !== undefined) this.#refresh(scene.standing, {});
  }

  #refresh({ fate, skips }: Standing, preferences: Parameters): Refresh {
    const isTheirs = Object.keys(preferences).length === 0;
    const isBlocked = preferences["ScaleInProtectedInstances"] !== "Refresh" && !isTheirs;
    const refresh: Refresh = {
      id: `refresh-${this.refreshes.length}`,
      isOwn: !isTheirs,
      status: "Pending",
      fate: fates[fate],
      began: this.now,
      isBlocked,
      old: skips ? [] : this.hosts.map(({ id }) => id),
      next: [],
      launchesFirst: isTheirs || Number(preferences["MaxHealthyPercentage"] ?? 100) > 100,
    };
    this.refreshes.push(refresh);
    return refresh;
  }

  protected override advanced(): void {
    for (const refresh of this.refreshes)
      if (/^(?:Pending|InProgress)$/.test(refresh.status)) this.#go(refresh);
    // A group keeps its size.
    if (this.beganAt > 0) this.#interrupt();
    const wanted = this.#scene.hostImages.length;
    while (this.hosts.filter(({ draining, endsAt }) => !draining && endsAt === undefined).length < wanted)
      this.launch(current, this.#scene.launchSeconds);
  }

  #interrupt(): void {
    for (const interruption of this.#interruptions) {
      const { after, begins, pause = 0 } = interruption;
      const elapsed = this.now - this.beganAt - after;
      if (elapsed < 0) continue;
      for (const one of this.refreshes.filter(goesOn))
        if (elapsed < cancelling + pause) this.#cancel(one, elapsed);
      if (elapsed < cancelling + pause) continue;
      this.#interruptions.splice(this.#interruptions.indexOf(interruption), 1);
      for (const one of this.refreshes.filter(goesOn)) this.#cancel(one, cancelling);
      if (begins) this.#refresh(begins, {});
      return;
    }
  }

  #cancel(refresh: Refresh, seconds: number): void {
    refresh.status = seconds < cancelling ? "Cancelling" : "Cancelled";
    if (refresh.status === "Cancelled") this.#scaleIn(refresh);
  }

  /** What it has replaced stays so; hosts that are too many, and run nothing, go. */
  #scaleIn(refresh: Refresh): void {
    const staying = this.hosts.filter(({ draining, endsAt }) => !draining && endsAt === undefined);
    const isUsed = ({ id }: Host): boolean =>
      this.volumes.some(({ holder }) => holder === id) ||
      this.services.some(({ tasks }) => tasks.some(({ host }) => host === id));
    const surplus = staying.filter((host) => refresh.next.includes(host) && !isUsed(host));
    for (const host of surplus.slice(0, Math.max(0, staying.length - this.#scene.hostImages.length)))
      host.endsAt = this.now;
  }

  #go(refresh: Refresh): void {
    const age = this.now - refresh.began;
    refresh.status = "InProgress";
    if (refresh.isBlocked && age > 3600) refresh.status = "Failed";
    if (!refresh.fate.moves || refresh.isBlocked) return;
    if (age > 400 && !/^Successful$/.test(refresh.fate.ends)) {
      refresh.status = refresh.fate.ends;
      this.#scaleIn(refresh);
      return;
    }
    if (refresh.launchesFirst && refresh.next.length < refresh.old.length)
      refresh.next.push(...refresh.old.map(() => this.launch(current, this.#scene.launchSeconds)));
    // Warm-up.
    if (!refresh.next.every(({ readyAt }) => readyAt + 300 <= this.now)) return;
    const left = this.hosts.filter(({ id }) => refresh.old.slice(refresh.fate.leaves).includes(id));
    for (const host of left) {
      this.end(host);
      // Without a successor it cannot be drained, and ECS's time for that ends.
      if (!refresh.launchesFirst) host.endsAt ??= this.now + 60;
    }
    if (left.length === 0) refresh.status = "Successful";
  }

  call(resource: string, given: unknown): unknown {
    const operation = resource.replace(/^arn:aws:states:::aws-sdk:/, "");
    const parameters = given as Parameters;
    const count = this.#counts.get(operation) ?? 0;
    this.#counts.set(operation, count + 1);
    const fault = this.#scene.broken === operation ? Fault.Refused : this.#scene.faults[operation]?.[count];
    const call: SdkCall = { operation, parameters };
    this.calls.push(call);
    if (this.#scene.silent === operation) this.pass(day / 4);
    if (fault === Fault.Refused) throw new CallError("Aws.ThrottlingException", operation);
    const answer = this.#answer(operation, parameters);
    call.answer = JSON.parse(
      JSON.stringify(answer, (key, value: unknown) => (["Padding", "tag"].includes(key) ? undefined : value)),
    ) as unknown;
    if (fault === Fault.AnswerLost)
      throw new CallError("States.Timeout", `the answer of ${operation} was lost`);
    return answer;
  }

  #answer(operation: string, parameters: Parameters): unknown {
    switch (operation) {
      case "ssm:getParameter":
        return { Parameter: { Value: current } };
      case "ec2:describeInstances":
        return this.#instances(parameters);
      case "ec2:describeImages":
        if (parameters["IncludeDeprecated"] !== true) return { Images: [] };
        return {
          Images: filter(parameters, "image-id").flatMap((ImageId) => {
            const created = this.images.get(ImageId);
            return created === undefined
              ? []
              : [
                  {
                    ImageId,
                    CreationDate: new Date(created * 1000).toISOString(),
                    Padding: "x".repeat(4000),
                  },
                ];
          }),
        };
      case "autoscaling:describeInstanceRefreshes": {
        const ids = parameters["InstanceRefreshIds"] as string[] | undefined;
        this.#mustBe(parameters["AutoScalingGroupName"], this.#names.group);
        return {
          InstanceRefreshes: this.refreshes
            .filter(({ id }) => ids?.includes(id) ?? true)
            .map(({ id, status }) => ({ InstanceRefreshId: id, Status: status })),
        };
      }
      case "autoscaling:startInstanceRefresh": {
        const given = parameters["Preferences"] as Parameters;
        this.#mustBe(parameters["AutoScalingGroupName"], this.#names.group);
        checkPreferences(given);
        if (this.refreshes.some(goesOn))
          throw new CallError("AutoScaling.InstanceRefreshInProgressException", "one goes on");
        return {
          InstanceRefreshId: this.#refresh(
            { fate: this.#scene.fate, skips: given["SkipMatching"] === true },
            given,
          ).id,
        };
      }
      case "ecs:listServices":
        return page(
          this.services.map(({ arn }) => arn),
          parameters,
          "ServiceArns",
          2,
        );
      case "ecs:describeServices":
        return { Services: (parameters["Services"] as string[]).flatMap((arn) => this.#service(arn)) };
      default:
        return this.#ofVolumes(operation, parameters);
    }
  }

  #instances(parameters: Parameters): unknown {
    const inGroup = filter(parameters, "tag:aws:autoscaling:groupName").includes(this.#names.group);
    const all = this.hosts
      .filter(({ endsAt, readyAt }) => {
        const state = endsAt !== undefined ? "shutting-down" : readyAt > this.now ? "pending" : "running";
        return inGroup && filter(parameters, "instance-state-name").includes(state);
      })
      .map(({ id, image }) => ({
        Instances: [
          {
            InstanceId: id,
            ImageId: image,
            RootDeviceName: "/dev/xvda",
            BlockDeviceMappings: [
              { DeviceName: "/dev/xvda", Ebs: { VolumeId: `vol-root-${id}` } },
              ...this.#heldBy(id).map((volume) => ({
                DeviceName: `/dev/sd-${volume}`,
                Ebs: { VolumeId: volume },
              })),
            ],
            Padding: "x".repeat(6000),
          },
        ],
      }));
    return page(all, parameters, "Reservations", Number(parameters["MaxResults"] ?? 1000));
  }

  #heldBy(id: string): string[] {
    const held = this.volumes.filter(({ holder }) => holder === id).map((volume) => volume.id);
    // A task's own, beside the volume.
    return held.length > 0 ? [...held, this.scratch] : [];
  }

  #service(arn: string): unknown[] {
    const service = this.services.find((one) => one.arn === arn);
    if (service === undefined) return [];
    return [
      {
        ServiceArn: arn,
        CapacityProviderStrategy: [{ CapacityProvider: service.isHere ? this.#names.provider : "FARGATE" }],
        SchedulingStrategy: "REPLICA",
        DeploymentConfiguration: {
          MinimumHealthyPercent: service.minimumHealthyPercent,
          MaximumPercent: service.maximumPercent,
        },
        RunningCount: service.isHere ? this.runningOf(service) : 1,
        DesiredCount: service.desired,
        Events: this.#scene.isTerse === true ? [] : serviceEvents,
      },
    ];
  }

  #ofVolumes(operation: string, parameters: Parameters): unknown {
    switch (operation) {
      case "ec2:describeVolumes":
        return {
          Volumes: this.volumes
            .filter(
              ({ name, holder = "" }) =>
                filter(parameters, "tag:Name").includes(name) &&
                filter(parameters, "attachment.instance-id").includes(holder),
            )
            .map(({ id, holder }: Volume) => ({ VolumeId: id, Attachments: [{ InstanceId: holder }] })),
        };
      case "ec2:describeSnapshots": {
        const tags = filter(parameters, "tag:ballast:before-patch-of");
        // Without a filter, AWS tells of all.
        const isFiltered = (parameters["Filters"] as unknown[]).length > 0;
        return { Snapshots: this.snapshots.filter(({ tag = "" }) => !isFiltered || tags.includes(tag)) };
      }
      case "ec2:deleteSnapshot": {
        const index = this.snapshots.findIndex((one) => one.SnapshotId === parameters["SnapshotId"]);
        if (index < 0) throw new CallError("Ec2.Ec2Exception", "InvalidSnapshot.NotFound");
        const [gone] = this.snapshots.splice(index, 1);
        if (gone?.tag === undefined) this.violations.push("deleted a snapshot that another made");
        return {};
      }
      case "ec2:createSnapshots":
        return this.#createSnapshots(parameters);
      default:
        throw new Error(`AWS has no ${operation}`);
    }
  }

  #createSnapshots(parameters: Parameters): unknown {
    const { InstanceId, ExcludeBootVolume, ExcludeDataVolumeIds } = parameters["InstanceSpecification"] as {
      InstanceId: string;
      ExcludeBootVolume: boolean;
      ExcludeDataVolumeIds: string[];
    };
    if (!ExcludeBootVolume) this.violations.push("saved a boot volume");
    const [specification] = parameters["TagSpecifications"] as { Tags: { Value: string }[] }[];
    const saved = this.#heldBy(InstanceId).filter((id) => !ExcludeDataVolumeIds.includes(id));
    if (saved.includes(this.scratch)) this.violations.push("saved a task's own volume");
    return { Snapshots: saved.map((id) => this.snapshot(id, specification?.Tags[0]?.Value)) };
  }

  #mustBe(value: unknown, expected: string): void {
    if (value !== expected) throw new Error(`${String(value)} instead of ${expected}`);
  }
}

/** API reference, RefreshPreferences. */
function checkPreferences({ MinHealthyPercentage, MaxHealthyPercentage }: Parameters): void {
  if (MaxHealthyPercentage !== undefined && MinHealthyPercentage === undefined)
    throw new CallError("AutoScaling.AutoScalingException", "ValidationError");
}

function filter({ Filters }: Parameters, name: string): string[] {
  const values = (Filters as { Name: string; Values: string[] }[]).find(({ Name }) => Name === name)?.Values;
  if (values?.length === 0) throw new CallError("Ec2.Ec2Exception", `the filter ${name} has no value`);
  return values ?? [];
}
/** The first page is empty, as EC2's may be. */
function page(all: unknown[], { NextToken }: Parameters, name: string, size: number): unknown {
  const from = NextToken === undefined ? -1 : Number(NextToken);
  if (from < 0) return { [name]: [], NextToken: "0" };
  const isLast = from + size >= all.length;
  return { [name]: all.slice(from, from + size), ...(!isLast && { NextToken: String(from + size) }) };
}
