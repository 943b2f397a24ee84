import { aws, resourceType, type UniqueName } from "@ballast/aws";
import { simulate, type ClusterSpec } from "@ballast/placement";
import { groupsOf, isZone, type Group } from "./groups.ts";
import { quotasOf, type QuotaNeed } from "./quotas.ts";
import { fields, leaves as leavesIn, list, text, type Leaf } from "@ballast/model";
import { ofType, templateResources, type NeedyResource } from "./resource.ts";
import { rolesOf, type RoleNeed } from "./roles.ts";
import { placeholdersIn, referencesIn, type Placeholder, type Reference } from "./settings.ts";

/** Orderable DB instance options that the stack uses. */
export interface DatabaseNeed {
  engine: string;
  /** The version in the stack, which can be only a major version: `15`. */
  version: string;
  instanceClass: string;
  /** @default - any */
  licenseModel?: string;
}

/** A resource with a name that must be unique, and that the stack sets explicitly. */
export interface NameNeed {
  kind: UniqueName["kind"];
  name: string;
}

/** A container image that is built on the machine where Pulumi runs. */
export interface ImageBuild {
  /** The tag to push: `registry.example.com/team/space:1.0.0`. */
  tag: string;
  /** Whether the stack provides the registry's credentials. */
  hasLogin: boolean;
}

/**
 * Whether the stack needs ENI trunking. `needed`: without it, tasks would wait for network interfaces. `possible`: it
 * allows more tasks per instance. `none`: no task can use it.
 */
export type Trunking = "needed" | "possible" | "none";

/** Requirements of a stack on its account and region, derived from its plan. */
export interface Needs {
  stack: string;
  roles: RoleNeed[];
  quotas: QuotaNeed[];
  /** SSM parameters that contain AMI ids. */
  imageParameters: string[];
  zones: string[];
  instanceTypes: { type: string; zones: string[] }[];
  trunking: Trunking;
  /** A cluster does not set Container Insights, so the account setting applies. */
  accountDecidesInsights: boolean;
  directories: number;
  databases: DatabaseNeed[];
  references: Reference[];
  names: NameNeed[];
  builds: ImageBuild[];
  /** Names of State Manager associations, which run on the instances of the deployed stack. */
  associations: string[];
  /** Stacks that must be deployed first: `organization/project/network-dev`. */
  stackReferences: string[];
  placeholders: Placeholder[];
}

/** The parts of a stack's plan from which its requirements are derived. */
export interface PlannedStack {
  stack: string;
  /** Resources with the inputs that an update would register. */
  resolved: NeedyResource[];
  clusters: ClusterSpec[];
  /** Settings of the stack by their full keys, without secrets; object values stay objects. */
  settings: Record<string, unknown>;
}

export function needsOf({ stack, resolved, clusters, settings }: PlannedStack): Needs {
  const groups = groupsOf(resolved, clusters);
  const leaves = [...leavesIn(settings)];
  return {
    stack,
    roles: rolesOf(resolved),
    quotas: quotasOf(resolved, groups),
    imageParameters: imageParameters(resolved),
    zones: zonesOf(resolved, groups, leaves),
    instanceTypes: instanceTypes(groups),
    trunking: trunkingOf(clusters),
    accountDecidesInsights: accountDecidesInsights(resolved),
    directories: directories(resolved),
    databases: databasesOf(resolved),
    references: referencesIn(leaves),
    names: namesOf(resolved),
    builds: buildsOf(resolved),
    associations: ofType(resolved, aws.association).flatMap(
      ({ inputs }) => text(inputs["associationName"]) || [],
    ),
    stackReferences: ofType(resolved, "pulumi:pulumi:StackReference").map(({ name }) => name),
    placeholders: placeholdersIn(leaves),
  };
}

function imageParameters(resources: NeedyResource[]): string[] {
  const images = ofType(resources, aws.launchTemplate).map(({ inputs }) => text(inputs["imageId"]));
  return distinct(images.flatMap((image) => /^resolve:ssm:(.*)$/s.exec(image)?.[1] ?? []));
}

function zonesOf(resources: NeedyResource[], groups: Group[], settings: Leaf[]): string[] {
  const named = resources.map(({ inputs }) => text(inputs["availabilityZone"]));
  return distinct(
    [...named, ...groups.flatMap(({ zones }) => zones), ...settings.map((leaf) => leaf.text)].filter(isZone),
  );
}

function instanceTypes(groups: Group[]): Needs["instanceTypes"] {
  const types = distinct(groups.flatMap((group) => group.instanceTypes));
  return types.map((type) => ({
    type,
    zones: distinct(
      groups.filter((group) => group.instanceTypes.includes(type)).flatMap(({ zones }) => zones),
    ),
  }));
}

/** Simulates placement with and without trunking; the simulator knows the network interfaces of each type. */
function trunkingOf(clusters: ClusterSpec[]): Trunking {
  const own = clusters.some(({ instances, services }) =>
    instances.some(
      ({ operatingSystem = "linux", capacityProvider = "" }) =>
        operatingSystem === "linux" &&
        services.some(
          ({ task, capacityProviders = [] }) =>
            (task.networkMode ?? "awsvpc") === "awsvpc" &&
            (capacityProviders.length === 0 || capacityProviders.includes(capacityProvider)),
        ),
    ),
  );
  if (!own) return "none";
  const needed = clusters.some((cluster) => waiting(cluster, false) > waiting(cluster, true));
  return needed ? "needed" : "possible";
}

function waiting(cluster: ClusterSpec, trunking: boolean): number {
  const instances = cluster.instances.map((one) => ({ ...one, trunking }));
  // The same seed in both simulations, so that random placement does not affect the comparison.
  return simulate({ ...cluster, instances }, 1).unplaced.reduce((sum, { tasks }) => sum + tasks, 0);
}

function accountDecidesInsights(resources: NeedyResource[]): boolean {
  return ofType(resources, aws.cluster).some(
    ({ inputs }) =>
      !list(inputs["settings"]).some((setting) => fields(setting)["name"] === "containerInsights"),
  );
}

function directories(resources: NeedyResource[]): number {
  const own = ofType(resources, aws.directory).filter(({ inputs }) => inputs["type"] === "MicrosoftAD");
  const templated = templateResources(resources).filter(({ type }) => type === aws.templateDirectory);
  return own.length + templated.length;
}

function databasesOf(resources: NeedyResource[]): DatabaseNeed[] {
  const clusters = ofType(resources, aws.databaseCluster);
  const members = ofType(resources, aws.databaseClusterInstance).map((one) => {
    const cluster = clusters.find(({ urn }) => one.dependsOn.includes(urn));
    return { ...cluster?.inputs, ...one.inputs };
  });
  const single = ofType(resources, aws.databaseInstance).map(({ inputs }) => inputs);
  const needs = [...members, ...single].map((inputs: Record<string, unknown>): DatabaseNeed => {
    const licenseModel = text(inputs["licenseModel"]);
    return {
      engine: text(inputs["engine"]),
      version: text(inputs["engineVersion"]),
      instanceClass: text(inputs["instanceClass"]),
      ...(licenseModel !== "" && { licenseModel }),
    };
  });
  return [...new Map(needs.map((one) => [JSON.stringify(one), one])).values()];
}

function namesOf(resources: NeedyResource[]): NameNeed[] {
  const own = resources
    .filter(({ custom }) => custom)
    .map(({ type, inputs }) => ({ type, properties: inputs }));
  return [...own, ...templateResources(resources)].flatMap(({ type, properties }) => {
    const unique = resourceType(type)?.unique;
    const name = unique === undefined ? "" : text(properties[unique.property]);
    return unique === undefined || name === "" ? [] : { kind: unique.kind, name };
  });
}

function buildsOf(resources: NeedyResource[]): ImageBuild[] {
  return ofType(resources, aws.builtImage).flatMap(({ inputs: { tags, registries } }) =>
    list(tags).map((tag) => ({ tag: text(tag), hasLogin: list(registries).length > 0 })),
  );
}

function distinct(values: string[]): string[] {
  return [...new Set(values)].sort();
}
