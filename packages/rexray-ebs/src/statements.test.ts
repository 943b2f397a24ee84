import { mayCall, type Call, type Policy } from "@ballast/analysis";
import { record } from "@ballast/testing";
import fc from "fast-check";
import { BlockMode, RexrayEbs, type RexrayEbsArgs } from "./index.ts";
import {
  createTags,
  createVolume,
  deleteTags,
  deleteVolume,
  describe as describeCall,
  move,
  onVolume,
  plain,
  policyOf,
  snapshotCalls,
  type Creation,
  type Tagged,
} from "./testing/rights.ts";

const zone = "eu-central-1a";
const typical: RexrayEbsArgs = {
  site: { accountId: "123456789012", partition: "aws", region: "eu-central-1" },
  availabilityZone: zone,
  containerPath: "/data",
  sizeGiB: 20,
};
const image = `registry.example.com/rexray-ebs@sha256:${"0a".repeat(32)}`;
const plugin = { ...typical, mode: BlockMode.Plugin, plugin: { image } };
const autoprovisioned = { ...plugin, plugin: { image, autoprovision: true } };

/** As the component names it in the stack of a recording. */
const own = { Name: "test-dev-files" };
/** Instances get the tags of the part, of a group of AWS's and of an Elastigroup. */
const ofPart = { AmazonECSManaged: "true", "ballast:attaches/test-dev-files": "true" };
const host: Tagged = { id: "i-0own", tags: ofPart };
const otherHost: Tagged = { id: "i-0other", tags: ofPart };
/** Another team's, or of another volume's: they are of ECS, too. */
const foreignHosts: Record<string, Tagged> = {
  "an instance outside ECS": { id: "i-0", tags: {} },
  "another cluster's instance": { id: "i-0", tags: { AmazonECSManaged: "true" } },
  "an instance of another volume": {
    id: "i-0",
    tags: { AmazonECSManaged: "true", "ballast:attaches/test-dev-files2": "true" },
  },
};

async function hostPolicy(args: RexrayEbsArgs): Promise<Policy> {
  const { result } = await record(async () => {
    const component = new RexrayEbs("files", args);
    return policyOf((await plain(component.instancePart)).statements);
  });
  return result;
}

/** The calls of the driver's functions, in the order in which it makes them (ebs_storage.go). */
const ownVolume: Tagged = { id: "vol-0own", tags: own };
const moves: Record<string, Call> = {
  Volumes: describeCall("DescribeVolumes"),
  VolumeAttach: move("AttachVolume", ownVolume, host),
  "VolumeDetach by force, from the instance that had it": move("DetachVolume", ownVolume, otherHost),
};
const creates: Record<string, Call> = {
  "VolumeCreate: getInstance": describeCall("DescribeInstances"),
  "VolumeCreate: createVolume": createVolume({ zone, encrypted: true, tags: {} }),
  "VolumeCreate: createTags": createTags({ id: "vol-0new", tags: {} }, own),
  VolumeRemove: deleteVolume(ownVolume),
};

/** One attack for each thing that a condition holds off. */
const attacks: Record<string, Call> = {
  "detach another's volume": move("DetachVolume", { id: "vol-0", tags: { Name: "prod-db" } }, otherHost),
  ...Object.fromEntries(
    Object.entries(foreignHosts).flatMap(([what, instance]) => [
      [`attach its volume to ${what}`, move("AttachVolume", ownVolume, instance)],
      [`detach its volume from ${what}`, move("DetachVolume", ownVolume, instance)],
    ]),
  ),
  "delete another's volume": deleteVolume({ id: "vol-0", tags: { Name: "prod-db" } }),
  "rename another's volume": createTags({ id: "vol-0", tags: { Name: "prod-db" } }, own),
  "give a volume another's name": createTags({ id: "vol-0", tags: {} }, { Name: "prod-db" }),
  "add tags beside the name": createTags({ id: "vol-0", tags: {} }, { ...own, "ballast:volume": "prod-db" }),
  "tag without a tag": createTags({ id: "vol-0", tags: {} }, {}),
  "create a volume with another's name": createVolume({ zone, encrypted: true, tags: { Name: "prod-db" } }),
  "read another's backup": createVolume({ zone, encrypted: true, tags: {}, snapshotId: "snap-0" }),
  "create an unencrypted volume": createVolume({ zone, encrypted: false, tags: {} }),
  "create a volume elsewhere": createVolume({ zone: "eu-central-1b", encrypted: true, tags: {} }),
  "untag its own volume": deleteTags(ownVolume, own),
  "change its own volume": { requests: [onVolume("ModifyVolume", ownVolume)] },
};

const allowedOf = (policy: Policy, calls: Record<string, Call>): string[] =>
  Object.keys(calls).filter((key) => calls[key] && mayCall([policy], calls[key]));

describe.each([
  ["with a volume in the state", plugin, moves],
  ["with autoprovision", autoprovisioned, { ...moves, ...creates }],
])("the plugin's host, %s (F.4.6)", (_what, args, needed: Record<string, Call>) => {
  it("may make each call of REX-Ray's driver", async () => {
    expect(allowedOf(await hostPolicy(args), needed)).toEqual(Object.keys(needed));
  });

  it("may make none of the attacks, and touch no snapshot", async () => {
    const policy = await hostPolicy(args);
    expect(allowedOf(policy, attacks)).toEqual([]);
    expect(snapshotCalls.filter((call) => mayCall([policy], call))).toEqual([]);
  });

  it("needs each statement, and each action of it", async () => {
    const policy = await hostPolicy(args);
    for (const [position, statement] of policy.statements.entries()) {
      for (const action of statement.actions.values) {
        const fewer = {
          ...statement,
          actions: { not: false, values: statement.actions.values.filter((other) => other !== action) },
        };
        const without = { statements: policy.statements.with(position, fewer) };
        expect([action, allowedOf(without, needed)]).not.toEqual([action, Object.keys(needed)]);
      }
    }
  });

  it("needs each condition", async () => {
    const policy = await hostPolicy(args);
    for (const [position, statement] of policy.statements.entries()) {
      for (const [operator, keys] of Object.entries(statement.conditions)) {
        for (const key of Object.keys(keys)) {
          const { [key]: _dropped, ...others } = keys;
          const looser = { ...statement, conditions: { ...statement.conditions, [operator]: others } };
          const without = { statements: policy.statements.with(position, looser) };
          const open = allowedOf(without, attacks);
          // The name in the request alone keeps a request without tags out.
          const redundant = operator === "Null" && key === "aws:TagKeys";
          expect([operator, key, open.length > 0]).toEqual([operator, key, !redundant]);
        }
      }
    }
  });
});

describe("any sequence of allowed calls", () => {
  const names = fc.constantFrom("test-dev-files", "prod-db", "test-dev-files2", "TEST-DEV-FILES", "");
  const keys = fc.constantFrom("Name", "name", "ballast:volume", "ballast:attaches/test-dev-files", "team");
  const tags = fc.dictionary(keys, names, { maxKeys: 3 });
  const volumes = fc.array(tags, { minLength: 1, maxLength: 5 });
  const attempt = fc.record({
    kind: fc.constantFrom("attach", "detach", "delete", "tag", "untag", "create", "modify"),
    on: fc.nat(9),
    tags,
    encrypted: fc.boolean(),
    snapshot: fc.boolean(),
    zone: fc.constantFrom(zone, "eu-central-1b"),
    toEcs: fc.boolean(),
  });

  it("changes no volume that has another's name, and reads no snapshot", async () => {
    const policy = await hostPolicy(autoprovisioned);
    let changed = 0;
    fc.assert(
      fc.property(volumes, fc.array(attempt, { maxLength: 12 }), (start, attempts) => {
        // IAM compares the names of condition keys without case, so a tag "name" is a Name.
        const named = (volume: Record<string, string>) =>
          Object.entries(volume).find(([key]) => key.toLowerCase() === "name")?.[1];
        const world = start.map((volumeTags, position) => ({
          id: `vol-${position}`,
          tags: { ...volumeTags },
          foreign: named(volumeTags) !== undefined && named(volumeTags) !== own.Name,
        }));
        for (const step of attempts) {
          const volume = world[step.on % Math.max(1, world.length)];
          const instance = step.toEcs ? host : { id: "i-0", tags: { AmazonECSManaged: "true" } };
          const creation: Creation = {
            zone: step.zone,
            encrypted: step.encrypted,
            tags: step.tags,
            ...(step.snapshot && { snapshotId: "snap-0" }),
          };
          const may = (call: Call): boolean => mayCall([policy], call);
          if (step.kind === "create") {
            if (!may(createVolume(creation))) continue;
            expect(creation).toMatchObject({ encrypted: true, zone });
            expect(creation.snapshotId).toBeUndefined();
            world.push({ id: `vol-new-${world.length}`, tags: { ...step.tags }, foreign: false });
            continue;
          }
          if (volume === undefined) continue;
          const call = {
            attach: () => move("AttachVolume", volume, instance),
            detach: () => move("DetachVolume", volume, instance),
            delete: () => deleteVolume(volume),
            tag: () => createTags(volume, step.tags),
            untag: () => deleteTags(volume, step.tags),
            modify: () => ({ requests: [onVolume("ModifyVolume", volume)] }),
          }[step.kind]();
          if (!may(call)) continue;
          changed += 1;
          expect([volume.id, step.kind, volume.foreign]).toEqual([volume.id, step.kind, false]);
          if (step.kind === "tag") {
            expect(named(volume.tags)).toBeUndefined();
            expect(step.tags).toEqual(own);
            Object.assign(volume.tags, step.tags);
          }
          if (step.kind === "delete") world.splice(world.indexOf(volume), 1);
        }
      }),
      { numRuns: 2000 },
    );
    // Otherwise nothing was tried that is allowed.
    expect(changed).toBeGreaterThan(100);
  });

  it("can claim a volume without a name, which IAM cannot tell from a new one", async () => {
    const policy = await hostPolicy(autoprovisioned);
    expect(mayCall([policy], createTags({ id: "vol-0", tags: { team: "a" } }, own))).toBe(true);
  });
});

describe("the host of a volume in the state, in mode host (F.4.7)", () => {
  it("may attach that volume, to instances with its part only", async () => {
    const policy = await hostPolicy(typical);
    const id = policy.statements[1]?.resources.values[0]?.split("/")[1] ?? "";
    expect(mayCall([policy], move("AttachVolume", { id, tags: own }, host))).toBe(true);
    expect(mayCall([policy], describeCall("DescribeVolumes"))).toBe(true);
    for (const instance of Object.values(foreignHosts))
      expect(mayCall([policy], move("AttachVolume", { id, tags: own }, instance))).toBe(false);
    expect(mayCall([policy], move("AttachVolume", { id: "vol-0other", tags: own }, host))).toBe(false);
    expect(allowedOf(policy, attacks)).toEqual([]);
    expect(snapshotCalls.filter((call) => mayCall([policy], call))).toEqual([]);
  });
});
