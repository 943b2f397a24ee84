import type { Resource } from "@ballast/model";
import type { Protection, Waivers } from "@ballast/contracts";
import { StateBucket } from "@ballast/delivery";
import { ApplicationLoadBalancer, Cluster, NetworkLoadBalancer, TaskDefinition } from "@ballast/ecs";
import { check, rules } from "@ballast/policy";
import { RexrayEbs } from "@ballast/rexray-ebs";
import { RexrayEfs } from "@ballast/rexray-efs";
import { record } from "@ballast/testing";
import fc from "fast-check";

// Components with several members, each protected or not for a reason of its own; and what the rules must say of each
// member, by this file's own reckoning.

const today = "2026-11-21";
const site = { accountId: "123456789012", partition: "aws", region: "eu-central-1" };
const subnetIds = { a: "subnet-0a", b: "subnet-0b" };
const vpn = { vpn: { cidrBlock: "10.8.0.0/16" } };

const days = [undefined, "2026-11-20", today, "2027-01-31"];
let reasons = 0;
/** Every reason is another one, so that a finding tells whose it carries. */
const protection: fc.Arbitrary<Protection | undefined> = fc.option(
  fc
    .record({ enabled: fc.boolean(), expires: fc.constantFrom(...days) })
    .map(({ enabled, expires }) =>
      enabled ? { enabled } : { enabled, expires, reason: `reason ${++reasons}` },
    ),
  { nil: undefined },
);
/** Stores that are kept, or go for a reason that may be left out. */
const store = fc.constantFrom<"retain" | "discard" | "silent">("retain", "discard", "silent").map((kind) =>
  kind === "retain"
    ? {}
    : {
        retention: "discard" as const,
        ...(kind === "discard" && { retentionReason: `reason ${++reasons}` }),
      },
);
const keyed = <T>(value: fc.Arbitrary<T>, maxKeys: number) =>
  fc.dictionary(fc.constantFrom("one", "two", "three", "four"), value, { minKeys: 1, maxKeys });

const world = fc.record({
  tasks: keyed(fc.record({ containers: keyed(protection, 4), store }), 2),
  listeners: keyed(protection, 3),
  application: protection,
  networks: keyed(protection, 2),
  clusters: keyed(protection, 2),
  volumes: keyed(fc.record({ backup: protection, store }), 3),
  files: keyed(fc.record({ backup: protection, rootSquash: protection, store }), 2),
  states: keyed(store, 2),
});
type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

function program(stack: World): void {
  for (const [key, { containers, store: kept }] of Object.entries(stack.tasks)) {
    new TaskDefinition(`task-${key}`, {
      site,
      ...kept,
      containers: Object.fromEntries(
        Object.entries(containers).map(([name, readonlyRootFilesystem]) => [
          name,
          { image: "public.ecr.aws/docker/library/nginx:1.29", readonlyRootFilesystem },
        ]),
      ),
    });
  }
  const common = { vpcId: "vpc-0", subnetIds, clients: vpn, targetSecurityGroupIds: { tasks: "sg-0" } };
  new ApplicationLoadBalancer("app", {
    ...common,
    internetFacing: true,
    deletionProtection: stack.application,
    listeners: Object.fromEntries(
      Object.entries(stack.listeners).map(([key, tls], index) => [
        key,
        {
          port: 8000 + index,
          targetPort: 80,
          tls,
          ...(isOff(tls) ? {} : { certificateArn: "arn:aws:acm:eu-central-1:123456789012:certificate/0" }),
        },
      ]),
    ),
  });
  for (const [key, deletionProtection] of Object.entries(stack.networks))
    new NetworkLoadBalancer(`net-${key}`, {
      ...common,
      deletionProtection,
      listeners: { tcp: { port: 80, targetPort: 80 } },
    });
  for (const [key, containerInsights] of Object.entries(stack.clusters))
    new Cluster(`cluster-${key}`, { containerInsights });
  for (const [key, { backup, store: kept }] of Object.entries(stack.volumes))
    new RexrayEbs(`volume-${key}`, {
      site,
      availabilityZone: "eu-central-1a",
      containerPath: "/data",
      sizeGiB: 10,
      backup,
      ...kept,
    });
  for (const [key, { backup, rootSquash, store: kept }] of Object.entries(stack.files))
    new RexrayEfs(`files-${key}`, {
      site,
      vpcId: "vpc-0",
      subnetIds,
      clients: { tasks: { securityGroupId: "sg-0" } },
      containerPath: "/data",
      backup,
      rootSquash,
      ...(isOff(rootSquash) && { directory: { userId: 0, groupId: 0 } }),
      ...kept,
    });
  for (const [key, kept] of Object.entries(stack.states)) new StateBucket(`state-${key}`, { site, ...kept });
}

const isOff = (one: Protection | undefined): one is Protection => one?.enabled === false;

/** What a finding says of a member: `waived` with whose reason, or nothing but its severity. */
type Said = Record<string, string>;

function expected(stack: World): Said {
  const said: Said = {};
  const member = (rule: string, name: string, one: Protection | undefined): void => {
    if (!isOff(one)) return;
    const ended = one.reason === undefined || (one.expires !== undefined && one.expires < today);
    said[`${rule} ${name}`] = ended ? severityOf(rule) : `waived ${one.reason}`;
  };
  const kept = (
    name: string,
    { retention, retentionReason }: { retention?: string; retentionReason?: string },
  ) =>
    member("data-retention", name, {
      enabled: retention !== "discard",
      ...(retentionReason !== undefined && { reason: retentionReason }),
    });
  for (const [key, task] of Object.entries(stack.tasks)) {
    kept(`task-${key}-logs`, task.store);
    for (const [name, one] of Object.entries(task.containers))
      member("ecs-readonly-root", `task-${key}-task/${name}`, one);
  }
  member("lb-deletion-protection", "app-lb", stack.application);
  for (const [key, one] of Object.entries(stack.listeners)) member("lb-tls", `app-${key}`, one);
  for (const [key, one] of Object.entries(stack.networks))
    member("lb-deletion-protection", `net-${key}-lb`, one);
  for (const [key, one] of Object.entries(stack.clusters))
    member("ecs-container-insights", `cluster-${key}-cluster`, one);
  for (const [key, volume] of Object.entries(stack.volumes)) {
    kept(`volume-${key}-volume`, volume.store);
    member("ebs-backup", `volume-${key}-volume`, volume.backup);
  }
  for (const [key, files] of Object.entries(stack.files)) {
    kept(`files-${key}-files`, files.store);
    member("efs-backup", `files-${key}-files`, files.backup);
    member("efs-root-access", `files-${key}-files`, files.rootSquash);
  }
  for (const [key, one] of Object.entries(stack.states)) kept(`state-${key}-bucket`, one);
  return said;
}

function severityOf(rule: string): string {
  return rules.find(({ id }) => id === rule)?.severity ?? "unknown rule";
}

const looked = [
  "data-retention",
  "ebs-backup",
  "ecs-container-insights",
  "ecs-readonly-root",
  "efs-backup",
  "efs-root-access",
  "lb-deletion-protection",
  "lb-tls",
];

function found(resources: readonly Resource[]): Said {
  const findings = check(resources, {}, { rules: rules.filter(({ id }) => looked.includes(id)), today });
  return Object.fromEntries(
    findings
      .filter(({ rule }) => looked.includes(rule))
      .map(({ rule, urn, part, severity, reason }) => [
        `${rule} ${urn.split("::").at(-1)}${part === undefined ? "" : `/${part}`}`,
        severity === "waived" ? `waived ${reason?.replace(/ \(until .*\)$/, "")}` : severity,
      ]),
  );
}

/** Takes one entry out of whatever component has it; fails if not exactly one does. */
function without(resources: readonly Resource[], rule: string, member: string): Resource[] {
  const changed = structuredClone(resources) as Resource[];
  const holders = changed
    .map(({ outputs }) => (outputs?.["waivers"] as Waivers | undefined)?.[rule])
    .filter((members) => members && member in members);
  expect(holders).toHaveLength(1);
  delete holders[0]?.[member];
  return changed;
}

jest.setTimeout(300_000);

it("answers for each member alone: by its own reason while that holds, and without any other's", async () => {
  let flipped = 0;
  await fc.assert(
    fc.asyncProperty(world, async (stack) => {
      const { resources } = await record(() => program(stack));
      const said = found(resources);
      expect(said).toEqual(expected(stack));
      for (const [key, verdict] of Object.entries(said)) {
        if (!verdict.startsWith("waived ")) continue;
        const [rule = "", member = ""] = key.split(" ");
        expect(found(without(resources, rule, member))).toEqual({ ...said, [key]: severityOf(rule) });
        flipped++;
      }
    }),
    { numRuns: 25 },
  );
  expect(flipped).toBeGreaterThan(50);
});
