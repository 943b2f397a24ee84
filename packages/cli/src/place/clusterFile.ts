import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { sizeOf } from "@ballast/aws/values";
import { checkServicePlacement, checkTaskPlacement, zoneNames, type ClusterSpec } from "@ballast/placement";
import { parse, YAMLParseError } from "yaml";
import { z } from "zod";
import { PlaceError } from "./placeError.ts";

const whole = z.int().min(0);
const constraints = z.array(z.strictObject({ type: z.string(), expression: z.string().optional() }));
const strategies = z.array(z.strictObject({ type: z.string(), field: z.string().optional() }));
/** ECS accepts sizes as numbers of CPU units and MiB, and as text: `"1 vCPU"`, `".5 vCPU"`, `"2 GB"`. */
const size = (unit: "GB" | "vCPU", numbers: string) =>
  z.union([whole, z.string()]).transform((value, context) => {
    const amount = sizeOf(value, unit);
    if (amount !== undefined && Number.isSafeInteger(amount)) return amount;
    context.addIssue(
      `${JSON.stringify(value)} is not a size; use ${numbers} (1024) or, for example, "1 ${unit}"`,
    );
    return z.NEVER;
  });

const task = z.strictObject({
  cpu: size("vCPU", "CPU units"),
  memoryMiB: size("GB", "MiB"),
  gpus: whole.optional(),
  networkMode: z.enum(["awsvpc", "bridge", "host", "none"]).optional(),
  hostPorts: z.array(whole.max(65_535)).optional(),
  udpHostPorts: z.array(whole.max(65_535)).optional(),
  /** Names of volumes that only one instance at a time can attach. */
  volumes: z.array(z.string().min(1)).optional(),
  requires: z.record(z.string(), z.string()).optional(),
  constraints: constraints.optional(),
});

const common = {
  task,
  desiredCount: whole.max(5000).optional(),
  capacityProviders: z.array(z.string()).optional(),
  /** Base and weight of each capacity provider. */
  shares: z
    .array(z.strictObject({ capacityProvider: z.string(), base: whole.optional(), weight: whole.optional() }))
    .optional(),
  constraints: constraints.optional(),
  strategies: strategies.optional(),
};
/** Rejects fields that would be ignored, because the author relies on them. */
const refused = (why: string) => z.undefined(why).optional();
const ofRuns =
  "is allowed for runs only: tasks of a service are in the group service:<name of the service>. Leave it out.";
const ofServices =
  "is allowed for services only: tasks of a run are placed once, and are not replaced. Leave it out.";

const service = z.strictObject({
  ...common,
  daemon: z.boolean().optional(),
  minimumHealthyPercent: whole.max(100).optional(),
  maximumPercent: whole.min(100).max(200).optional(),
  deploymentStrategy: z.enum(["ROLLING", "BLUE_GREEN", "CANARY", "LINEAR"]).optional(),
  zoneRebalancing: z.boolean().optional(),
  group: refused(ofRuns),
  family: refused(ofRuns),
});
const run = z.strictObject({
  ...common,
  /** The task group. @default - `family:<family>` */
  group: z.string().min(1).max(255).optional(),
  /** The task definition family. @default - the run's name */
  family: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,255}$/, "is not the name of a family; use letters, digits, _ and -, at most 255")
    .optional(),
  daemon: refused(ofServices),
  minimumHealthyPercent: refused(ofServices),
  maximumPercent: refused(ofServices),
  deploymentStrategy: refused(ofServices),
  zoneRebalancing: refused(ofServices),
});

/** A group of equal instances; its key is the prefix of their ids. */
const instances = z.strictObject({
  instanceType: z.string(),
  /** Other instance types that the group may launch. */
  otherInstanceTypes: z.array(z.string()).optional(),
  /** The number of instances per zone. */
  zones: z.record(z.string(), whole.max(5000)),
  attributes: z.record(z.string(), z.string()).optional(),
  operatingSystem: z.enum(["linux", "windows"]).optional(),
  capacityProvider: z.string().optional(),
  /** Managed scaling of the group's capacity provider. */
  managedScaling: z
    .strictObject({
      targetCapacity: z.int().min(1).max(100).default(100),
      minimumSize: whole.max(5000).default(0),
      maximumSize: whole.max(5000),
    })
    .optional(),
  gpuSupport: z.boolean().optional(),
  trunking: z.boolean().optional(),
  memoryMiB: whole.optional(),
});

const file = z.strictObject({
  instances: z.record(z.string(), instances),
  services: z.record(z.string(), service).default({}),
  runs: z.record(z.string(), run).default({}),
});

/** @throws {PlaceError} that lists all errors of the file with their paths. */
export function readClusterFile(path: string): ClusterSpec {
  const parsed = file.safeParse(content(path), { reportInput: true });
  if (!parsed.success) {
    refuse(
      path,
      parsed.error.issues.map((issue) => `${issue.path.join(".") || "the file"}: ${issue.message}`),
    );
  }
  const { services, runs } = parsed.data;
  const faults = [...Object.entries(services), ...Object.entries(runs)].flatMap(([name, one]) =>
    placementFaults(name, one),
  );
  faults.push(...scalingFaults(parsed.data));
  if (faults.length > 0) refuse(path, faults);
  return {
    name: basename(path),
    managed: Object.values(parsed.data.instances).flatMap(({ capacityProvider, managedScaling }) =>
      capacityProvider === undefined || managedScaling === undefined
        ? []
        : { capacityProvider, ...managedScaling },
    ),
    instances: Object.entries(parsed.data.instances).flatMap(
      ([word, { zones, managedScaling: _, ...spec }]) => {
        const names = zoneNames(Object.keys(zones));
        return Object.entries(zones).flatMap(([availabilityZone, count]) =>
          Array.from({ length: count }, (_nothing, position) => ({
            ...spec,
            group: word,
            id: `${word}-${names[availabilityZone]}${position + 1}`,
            availabilityZone,
          })),
        );
      },
    ),
    services: Object.entries(services).map(([name, one]) => ({ name, ...one, ...providersOf(one) })),
    runs: Object.entries(runs).map(([name, one]) => ({ name, ...one, ...providersOf(one) })),
  };
}

function content(path: string): unknown {
  const text = read(path);
  try {
    // The library would print warnings with a stack trace.
    return parse(text, { logLevel: "error" });
  } catch (error) {
    // Errors of syntax or aliases, including alias expansions that would exhaust the memory.
    if (error instanceof YAMLParseError || error instanceof ReferenceError) refuse(path, [error.message]);
    throw error;
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    const reasons: Record<string, string> = { EISDIR: "it is a directory", EACCES: "permission denied" };
    refuse(path, [reasons[code] ?? (error as Error).message]);
  }
}

function refuse(path: string, faults: string[]): never {
  const count = faults.length === 1 ? "1 error" : `${faults.length} errors`;
  throw new PlaceError([`${path} is invalid. ${count}:`, ...faults.map((fault) => `  ${fault}`)].join("\n"));
}

/** Capacity providers default to those that `shares` names. */
function providersOf({ shares, capacityProviders }: Workload): Pick<Workload, "capacityProviders"> {
  if (shares === undefined || capacityProviders !== undefined) return {};
  return { capacityProviders: shares.map(({ capacityProvider }) => capacityProvider) };
}

/**
 * Checks managed scaling: a capacity provider has one group, and `shares` distributes tasks among several providers.
 */
function scalingFaults({ instances: groups, services, runs }: z.infer<typeof file>): string[] {
  const all = Object.entries(groups);
  const managed = all.filter(([, { managedScaling }]) => managedScaling !== undefined);
  const ofGroups = managed.flatMap(([word, { capacityProvider }]) => {
    const at = `instances.${word}.managedScaling:`;
    if (capacityProvider === undefined) return `${at} requires a capacityProvider`;
    const [other] =
      all.find(([one, group]) => one !== word && group.capacityProvider === capacityProvider) ?? [];
    if (other === undefined) return [];
    return `${at} ECS scales one group per capacity provider, but ${capacityProvider} has ${word} and ${other}. Merge them into one group with the zones of both and otherInstanceTypes, or give each a separate capacityProvider.`;
  });
  const names = new Set(managed.map(([, { capacityProvider }]) => capacityProvider));
  const workloads: [string, Workload][] = [
    ...Object.entries(services).map(([name, one]): [string, Workload] => [`services.${name}`, one]),
    ...Object.entries(runs).map(([name, one]): [string, Workload] => [`runs.${name}`, one]),
  ];
  const ofWorkloads = workloads.flatMap(([at, { daemon = false, capacityProviders = [], shares }]) => {
    const isSplit = !daemon && shares === undefined && capacityProviders.length > 1;
    if (!isSplit || !capacityProviders.some((one) => names.has(one))) return [];
    return `${at}.capacityProviders: ECS splits tasks between ${capacityProviders.join(" and ")} by base and weight. Specify these in shares.`;
  });
  return [...ofGroups, ...ofWorkloads];
}

type Workload = z.infer<typeof service> | z.infer<typeof run>;

function placementFaults(name: string, one: Workload): string[] {
  const taskConstraints = one.task.constraints ?? [];
  const problems = [
    ...checkTaskPlacement(taskConstraints, false),
    ...checkServicePlacement({
      fargate: false,
      daemon: one.daemon ?? false,
      constraints: one.constraints ?? [],
      strategies: one.strategies ?? [],
      taskConstraints: taskConstraints,
    }),
  ];
  return problems
    .filter(({ severity }) => severity === "error")
    .map(({ path, message }) => `${name}.${path}: ${message}`);
}
