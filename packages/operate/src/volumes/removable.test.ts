import type { TaskDefinition } from "@aws-sdk/client-ecs";
import fc from "fast-check";
import { claimOfTag, type Claim } from "./claims.ts";
import { disk } from "./disks.ts";
import type { Found, FoundVolume } from "./found.ts";
import { claimedVolume, refuseIfUsed, type RemovalOptions } from "./removable.ts";
import { usesOf, type Workload } from "./uses.ts";

/*
 * Generated regions: clusters, whose tasks name volumes by generated drivers, and EBS volumes with generated tags. What may go
 * is worked out here from the generated cases alone: by what each task is told to use, not by its task definition.
 */
const names = ["data", "files", "logs"];
const tags = ["web-dev", "web-prod", ""];
const ids = ["vol-0a", "vol-0b", "vol-0c", "vol-0d"];

/** How a task gets at a volume; `by` is what it names. */
const way = fc.record({
  by: fc.constantFrom(...names, ...ids),
  driver: fc.constantFrom("rexray/ebs", "rexray/efs", "cloudstor:aws", "my-own"),
  scope: fc.constantFrom("shared" as const, "task" as const),
  kind: fc.constantFrom(
    "plugin",
    "local options",
    "variable",
    "override",
    "attachment",
    "bind mount",
    "bind option",
  ),
  /** Where a plugin mounts a volume on the host. */
  folder: fc.constantFrom(
    "/var/lib/rexray/volumes",
    "/var/lib/rexray//volumes/.",
    "/var/lib/rexray/volumes/../volumes",
    "/var/lib/docker/plugins/0a/propagated-mount",
    "/var/lib/docker/plugins/0a/propagated-mount/volumes",
    "/var/lib/docker/plugins/0a/rootfs/mnt/ebs",
    "/mnt/efs/reg",
    "/mnt/efs/max",
  ),
});
const task = fc.record({ cluster: fc.constantFrom("dev", "prod", "batch"), way });
const volume = fc.record({
  id: fc.constantFrom(...ids),
  tag: fc.constantFrom(...tags),
  name: fc.constantFrom(...names),
  attached: fc.boolean(),
});
const region = fc.record({
  tasks: fc.array(task, { maxLength: 3 }),
  volumes: fc.uniqueArray(volume, { minLength: 1, maxLength: 4, selector: ({ id }) => id }),
  claimed: fc.array(fc.tuple(fc.constantFrom(...tags), fc.constantFrom(...names)), { maxLength: 2 }),
  byId: fc.boolean(),
});
type Case = typeof region extends fc.Arbitrary<infer R> ? R : never;

const fullName = (tag: string, name: string): string => (tag === "" ? name : `${tag}/${name}`);

function workload({ cluster, way: { by, driver, scope, kind, folder } }: Case["tasks"][number]): Workload {
  const family = "web";
  const definition = (rest: TaskDefinition): TaskDefinition => ({
    family,
    containerDefinitions: [],
    ...rest,
  });
  const options = { o: `addr=${by}`, type: "nfs4" };
  switch (ids.includes(by) && kind === "plugin" ? "variable" : kind) {
    case "plugin":
      return {
        cluster,
        who: "a task",
        definition: definition({ volumes: [{ name: by, dockerVolumeConfiguration: { driver, scope } }] }),
        details: {},
      };
    case "local options":
      return {
        cluster,
        who: "a task",
        definition: definition({
          volumes: [{ name: "x", dockerVolumeConfiguration: { driver: "local", driverOpts: options } }],
        }),
        details: {},
      };
    case "variable":
      return {
        cluster,
        who: "a task",
        definition: definition({
          containerDefinitions: [{ environment: [{ name: "V", value: `mount ${by}` }] }],
        }),
        details: {},
      };
    case "bind mount":
      return {
        cluster,
        who: "a task",
        definition: definition({
          volumes: [{ name: "x", host: { sourcePath: `${folder}/${by}/data` } }],
        }),
        details: {},
      };
    case "bind option": {
      const driverOpts = { type: "none", o: "bind", device: `${folder}/${by}` };
      return {
        cluster,
        who: "a task",
        definition: definition({
          volumes: [{ name: "x", dockerVolumeConfiguration: { driver: "local", driverOpts } }],
        }),
        details: {},
      };
    }
    default:
      return { cluster, who: "a task", definition: definition({}), details: { [kind]: [{ value: by }] } };
  }
}

/** By what the case says. */
function isUsed({ id, name }: Case["volumes"][number], { tasks }: Case): boolean {
  return tasks.some(
    ({ way: { by, kind } }) =>
      by === id || (by === name && ["plugin", "bind mount", "bind option"].includes(kind)),
  );
}

function found(one: Case, claims: Claim[]): Found {
  const workloads = one.tasks.map(workload);
  const volumes = one.volumes.flatMap((each): FoundVolume[] => {
    const seen = disk(
      {
        VolumeId: each.id,
        State: each.attached ? "in-use" : "available",
        Tags: [{ Key: "Name", Value: fullName(each.tag, each.name) }],
        Attachments: each.attached ? [{ InstanceId: "i-1", State: "attached" }] : [],
      },
      claims,
      // As --cluster lists them: every name.
      names.map((name) => ({ family: "web", name, scope: "shared" as const })),
    );
    return seen && "volume" in seen ? [{ ...seen.volume, usedBy: usesOf(seen.volume, workloads) }] : [];
  });
  return { families: [], claims: [], unclear: [], clusters: ["dev", "prod", "batch"], volumes, leftOut: [] };
}

const options: RemovalOptions = { snapshot: true, ignoreTasksOf: [], acceptUnknownConnections: false };

function isRemoved(all: Found, asked: string, more: Partial<RemovalOptions> = {}): boolean {
  try {
    refuseIfUsed(claimedVolume(all, asked), { ...options, ...more });
    return true;
  } catch {
    return false;
  }
}

it("removes what is claimed and unused, and nothing else", () => {
  let removed = 0;
  fc.assert(
    fc.property(region, (one) => {
      const claims = one.claimed.map(([tag, name]) => claimOfTag(fullName(tag, name)));
      const all = found(one, claims);
      for (const each of one.volumes) {
        const full = fullName(each.tag, each.name);
        const isClaimed = one.claimed.some(([tag, name]) => tag === each.tag && name === each.name);
        const twins = one.volumes.filter(({ tag, name }) => tag === each.tag && name === each.name);
        const mayGo = isClaimed && !each.attached && !isUsed(each, one) && (one.byId || twins.length === 1);
        expect(isRemoved(all, one.byId ? each.id : full)).toBe(mayGo);
        removed += mayGo ? 1 : 0;
      }
    }),
    { numRuns: 2000 },
  );
  expect(removed).toBeGreaterThan(100);
});

it("never takes a part of a name for the whole, whatever is claimed", () => {
  fc.assert(
    fc.property(region, (one) => {
      const all = found(
        { ...one, tasks: [] },
        tags.flatMap((tag) => names.map((name) => claimOfTag(fullName(tag, name)))),
      );
      for (const name of names) {
        const whole = one.volumes.filter((each) => fullName(each.tag, each.name) === name);
        if (whole.length === 0) expect(isRemoved(all, name)).toBe(false);
      }
    }),
  );
});

describe("tasks of clusters that are ignored", () => {
  const data: FoundVolume = {
    kind: "EBS",
    name: "web-dev/data",
    dockerName: "data",
    id: "vol-0a",
    zones: ["z-1a"],
    storage: [{ storageClass: "gp3", gib: 1 }],
    state: "available",
    attachedTo: [],
    mountTargets: [],
    encrypted: true,
    claimedBy: "the plan of web-dev",
    ownFamilies: ["web-dev-web"],
    usedBy: [],
    backedUp: false,
  };
  const isRefused = (usedBy: FoundVolume["usedBy"], ignoreTasksOf: string[]): boolean => {
    try {
      refuseIfUsed({ ...data, usedBy }, { ...options, ignoreTasksOf });
      return false;
    } catch {
      return true;
    }
  };

  it.each<[string, FoundVolume["usedBy"][number], boolean]>([
    ["share only its name", { cluster: "prod", who: "a task", family: "web-prod-web", by: "name" }, false],
    [
      "are of a cluster that is not ignored",
      { cluster: "dev", who: "a task", family: "other", by: "name" },
      true,
    ],
    ["name its id", { cluster: "prod", who: "a task", family: "web-prod-web", by: "id" }, true],
    ["are the stack's own", { cluster: "prod", who: "a task", family: "web-dev-web", by: "name" }, true],
  ])("that %s", (_what, use, refused) => {
    expect(isRefused([use], ["prod"])).toBe(refused);
    expect(isRefused([use], [])).toBe(true);
  });
});
