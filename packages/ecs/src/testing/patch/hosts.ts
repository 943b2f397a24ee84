import { snapshotTag } from "../../patch/snapshots.ts";

/** Seconds. */
export interface Host {
  id: string;
  image: string;
  /** When it is in service, and its boot script runs. */
  readyAt: number;
  /** Whether its agent has joined the cluster. */
  joined: boolean;
  draining: boolean;
  drainingSince: number;
  /** When it is gone, once it is being terminated. @default - it is not */
  endsAt?: number;
}

export interface Service {
  arn: string;
  desired: number;
  minimumHealthyPercent: number;
  maximumPercent: number;
  /** The volume that its one task needs. @default - none */
  volume?: string;
  /** False for one of another capacity. */
  isHere: boolean;
  tasks: { host: string; runsAt: number }[];
}

export interface Volume {
  id: string;
  name: string;
  /** @default - none */
  holder?: string;
}

export interface Snapshot {
  SnapshotId: string;
  VolumeId: string;
  StartTime: string;
  State: string;
  /** @default - none: another made it */
  tag?: string;
}

/** A host waits so long for a volume (seconds). */
const waitsForVolume = 45 * 60;
/** ECS delays the end of a host that it drains, for 48 hours at most ("Easier EC2 instance maintenance with managed draining", 2024-01). */
const drainsAtMost = 48 * 60 * 60;
const endsWithin = 60;

/** Hosts, tasks and volumes, as Auto Scaling, ECS and EBS move them along by themselves. */
export class Hosts {
  now = 0;
  /** Seconds in which a task begins to run. */
  startsTask = 30;
  hosts: Host[] = [];
  services: Service[] = [];
  volumes: Volume[] = [];
  snapshots: Snapshot[] = [];
  /** Whether no further task can be placed. */
  isFull = false;
  /** Violated invariants. */
  readonly violations: string[] = [];
  /** Seconds in which each service ran fewer tasks than required. */
  readonly downSeconds = new Map<string, number>();
  #next = 0;

  launch(image: string, seconds: number): Host {
    const host: Host = {
      id: `i-${(this.#next += 1)}`,
      image,
      readyAt: this.now + seconds,
      joined: false,
      draining: false,
      drainingSince: 0,
    };
    this.hosts.push(host);
    return host;
  }

  /** Auto Scaling ends it once ECS has drained it. */
  end(host: Host): void {
    if (!host.draining) [host.draining, host.drainingSince] = [true, this.now];
  }

  runningOf({ tasks }: Service): number {
    return tasks.filter(({ runsAt }) => runsAt <= this.now).length;
  }

  snapshot(volume: string, tag: string | undefined): Snapshot {
    const made: Snapshot = {
      SnapshotId: `snap-${(this.#next += 1)}`,
      VolumeId: volume,
      StartTime: new Date(this.now * 1000).toISOString(),
      State: "pending",
      ...(tag !== undefined && { tag }),
    };
    this.snapshots.push(made);
    return made;
  }

  pass(seconds: number): void {
    for (const until = this.now + seconds; this.now < until;) {
      const before = this.now;
      this.now = Math.min(until, before + 10);
      this.#boot();
      this.#schedule();
      this.#terminate();
      this.advanced();
      this.#look(this.now - before);
    }
  }

  /** For what else happens as time goes by. */
  protected advanced(): void {
    // Nothing here.
  }

  #boot(): void {
    for (const host of this.hosts.filter(({ joined, readyAt }) => !joined && readyAt <= this.now)) {
      const free = this.volumes.find(({ holder }) => holder === undefined);
      if (this.volumes.length === 0) host.joined = true;
      else if (free && !host.draining) [free.holder, host.joined] = [host.id, true];
      // Its boot script gives up, and the group replaces it.
      else if (this.now - host.readyAt > waitsForVolume) host.endsAt = this.now;
    }
  }

  /** ECS starts replacements first, within the service's deployment percentages. */
  #schedule(): void {
    for (const service of this.services.filter(({ isHere }) => isHere)) {
      const { desired, minimumHealthyPercent, maximumPercent, volume, tasks } = service;
      const leaving = new Set(this.hosts.filter(({ draining }) => draining).map(({ id }) => id));
      const least = Math.ceil((desired * minimumHealthyPercent) / 100);
      const most = Math.floor((desired * maximumPercent) / 100);
      for (const task of tasks.filter(({ host }) => leaving.has(host)))
        if (this.runningOf(service) - (task.runsAt <= this.now ? 1 : 0) >= least)
          tasks.splice(tasks.indexOf(task), 1);
      const places = this.hosts
        .filter(({ joined, draining, endsAt }) => joined && !draining && endsAt === undefined)
        .filter(({ id }) => volume === undefined || this.#holderOf(volume) === id);
      while (
        !this.isFull &&
        places.length > 0 &&
        tasks.length < most &&
        tasks.filter(({ host }) => !leaving.has(host)).length < desired
      ) {
        const load = (host: Host) => tasks.filter((task) => task.host === host.id).length;
        const [place] = places.sort((one, other) => load(one) - load(other));
        if (place) tasks.push({ host: place.id, runsAt: this.now + this.startsTask });
      }
    }
  }

  #terminate(): void {
    for (const host of this.hosts) {
      const isEmpty = !this.services.some(({ tasks }) => tasks.some((task) => task.host === host.id));
      const isDrained = isEmpty || this.now - host.drainingSince > drainsAtMost;
      if (host.draining && isDrained) host.endsAt ??= this.now + endsWithin;
    }
    for (const { id } of this.hosts.filter(({ endsAt = Infinity }) => endsAt <= this.now)) {
      for (const volume of this.volumes) if (volume.holder === id) delete volume.holder;
      for (const service of this.services) service.tasks = service.tasks.filter(({ host }) => host !== id);
      this.hosts = this.hosts.filter((host) => host.id !== id);
    }
  }

  #holderOf(name: string): string | undefined {
    return this.volumes.find((volume) => volume.name === name)?.holder;
  }

  /** Fewer tasks than a service promises. */
  #look(seconds: number): void {
    for (const service of this.services.filter(({ isHere }) => isHere)) {
      if (this.runningOf(service) < service.desired)
        this.downSeconds.set(service.arn, (this.downSeconds.get(service.arn) ?? 0) + seconds);
      const least = Math.ceil((service.desired * service.minimumHealthyPercent) / 100);
      // Where no task finds a place, ECS ends waiting for one at last.
      if (!this.isFull && this.runningOf(service) < least)
        this.violations.push(`${service.arn}: ${this.runningOf(service)} of ${least} tasks`);
      for (const { host } of service.tasks)
        if (service.volume !== undefined && this.#holderOf(service.volume) !== host)
          this.violations.push(`${service.arn} runs on ${host}, which has not its volume`);
    }
    const ours = this.snapshots.filter(({ tag }) => tag !== undefined);
    for (const { id } of this.volumes) {
      const count = ours.filter(({ VolumeId }) => VolumeId === id).length;
      if (count > 9) this.violations.push(`${count} snapshots of ${id} with ${snapshotTag}`);
    }
  }
}
