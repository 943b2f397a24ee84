import { isFields } from "@ballast/model";
import { unknownOnTheWire, type Properties } from "@ballast/recording/wire";
import { attributesOf, type GivenAttribute } from "./providerSchema.ts";
import { documentText } from "./standInDocuments.ts";

/*
 * How the AWS provider plans an update, from its schema and source: by `schemaMap.diff` of terraform-plugin-sdk, which compares the
 * state with what the program gives, each turned into the type of its attribute. Nothing of packages/aws, which the engine tests check.
 */

/** The configuration of a provider. */
export type Configuration = Properties;

/** AWS's defaults for properties that a program does not set (API references of the services, November 2026). */
const filled: Record<string, Record<string, unknown>> = {
  "aws:cloudwatch/logGroup:LogGroup": { logGroupClass: "STANDARD" },
  "aws:ebs/volume:Volume": { type: "gp2" },
  "aws:efs/fileSystem:FileSystem": { encrypted: false, performanceMode: "generalPurpose" },
  "aws:lb/loadBalancer:LoadBalancer": { ipAddressType: "ipv4" },
  "aws:ssm/parameter:Parameter": { tier: "Standard", dataType: "text" },
};

/** Texts that the provider's `StateFunc` writes in small letters. */
const lowered: Record<string, readonly string[]> = {
  "aws:rds/cluster:Cluster": ["preferredMaintenanceWindow"],
  "aws:rds/instance:Instance": ["engine", "maintenanceWindow"],
};

/** Blocks that `SuppressMissingOptionalConfigurationBlock`, or a function like it, leaves as they are when they are removed. */
const kept: Record<string, readonly string[]> = {
  "aws:ecr/repository:Repository": ["encryptionConfigurations", "imageScanningConfiguration"],
  "aws:ecs/service:Service": ["alarms", "deploymentCircuitBreaker", "deploymentController"],
  "aws:kinesis/stream:Stream": ["streamModeDetails"],
  "aws:lb/loadBalancer:LoadBalancer": ["accessLogs", "connectionLogs"],
  "aws:rds/cluster:Cluster": ["scalingConfiguration", "serverlessv2ScalingConfiguration"],
};

type Suppresses = (was: string, is: string, news: Properties) => boolean;

/** `DiffSuppressFunc` of attributes. */
const suppressed: Record<string, Record<string, Suppresses>> = {
  "aws:ecs/service:Service": { desiredCount: (_was, _is, news) => news["schedulingStrategy"] === "DAEMON" },
  "aws:rds/instance:Instance": {
    allocatedStorage: (was, is, news) =>
      Number(was) > Number(is) && Number(news["maxAllocatedStorage"] ?? 0) > Number(is),
  },
  "aws:ssm/parameter:Parameter": { tier: (_was, is) => is === "Intelligent-Tiering" },
};

/** Properties for which Pulumi generates a name if the program sets none, and another name if the program removes its own. */
const generated = ["name", "bucket", "clusterIdentifier", "identifier"];

interface Update {
  type: string;
  /** The properties in the state. */
  state: Properties;
  /** The program's previous inputs. */
  olds: Properties;
  news: Properties;
  configuration: Configuration;
}

/** Paths of what the provider plans to change; undefined for a type whose schema is not known. */
export function plannedChanges({ type, state, olds, news, configuration }: Update): string[] | undefined {
  const attributes = attributesOf(type);
  if (attributes === undefined) return undefined;
  const prior: Record<string, unknown> = { ...olds };
  const planned: Record<string, unknown> = { ...news };
  delete prior["region"];
  delete planned["region"];
  for (const name of new Set([...Object.keys(prior), ...Object.keys(planned)])) {
    const isComputed = attributes.get(name)?.isKept === true && !generated.includes(name);
    if (isComputed) prior[name] ??= state[name] ?? filled[type]?.[name];
    if (isComputed || kept[type]?.includes(name) === true) planned[name] ??= prior[name];
    // Its default block is there, although the program did not write it.
    if (
      kept[type]?.includes(name) === true &&
      olds[name] === undefined &&
      isDefault(type, name, news[name], attributes)
    )
      prior[name] = planned[name];
  }
  const own = differing(written(type, "", prior, attributes), written(type, "", planned, attributes)).filter(
    (path) => suppressed[type]?.[path]?.(String(prior[path]), String(planned[path]), news) !== true,
  );
  return [...own, ...byProvider(state, olds, news, configuration, attributes)];
}

/** The tags with the provider's default ones, as AWS gets them (`mergeTags` in provider/tags.go of pulumi-aws). */
export function allTags(own: unknown, configuration: Configuration): Record<string, string> {
  const read = (key: string): Record<string, unknown> => {
    const value = configuration[key];
    return (typeof value === "string" ? JSON.parse(value) : (value ?? {})) as Record<string, unknown>;
  };
  const { keys = [], keyPrefixes = [] } = read("ignoreTags") as { keys?: string[]; keyPrefixes?: string[] };
  const tags = { ...(read("defaultTags")["tags"] as object | undefined), ...(own as object | undefined) };
  return Object.fromEntries(
    Object.entries(tags as Record<string, unknown>)
      .filter(([key]) => !keys.includes(key) && !keyPrefixes.some((prefix) => key.startsWith(prefix)))
      .map(([key, value]) => [key, String(value)]),
  );
}

export function isTaggable(type: string): boolean {
  return attributesOf(type)?.get("tags")?.kind === "t";
}

function byProvider(
  state: Properties,
  olds: Properties,
  news: Properties,
  configuration: Configuration,
  attributes: ReadonlyMap<string, GivenAttribute>,
): string[] {
  const were = attributes.get("tags")?.kind === "t" ? state["tagsAll"] : undefined;
  // A state that was imported may lack them.
  const isTagged =
    were !== undefined &&
    !unknownIn(news["tags"]) &&
    differing(were, allTags(news["tags"], configuration)).length > 0;
  // The provider gives its own region to what names none (`applyRegion` in provider/region.go of pulumi-aws).
  const [was, is] = [olds["region"] ?? state["region"], news["region"] ?? configuration["region"]];
  const isMoved = was !== undefined && is !== undefined && was !== is;
  return [...(isTagged ? ["tagsAll"] : []), ...(isMoved ? ["region"] : [])];
}

function unknownIn(value: unknown): boolean {
  return JSON.stringify(value ?? null).includes(unknownOnTheWire);
}

function isDefault(
  type: string,
  path: string,
  value: unknown,
  attributes: ReadonlyMap<string, GivenAttribute>,
): boolean {
  const [block] = [value].flat();
  if (!isFields(block)) return false;
  const rest = Object.entries(written(type, path, block, attributes) as Record<string, unknown>);
  const usual: Record<string, string> = { streamMode: "PROVISIONED", encryptionType: "AES256" };
  return rest.every(([key, one]) => usual[key] === one);
}

/** A value in the form of its attributes: everything as text, without what stands for a default or a zero. */
function written(
  type: string,
  path: string,
  value: unknown,
  attributes: ReadonlyMap<string, GivenAttribute>,
): unknown {
  if (isFields(value)) {
    const isMap = "mt".includes(attributes.get(path)?.kind ?? "-");
    const members = Object.entries(value).flatMap(([key, inner]) => {
      const at = path === "" ? key : `${path}.${key}`;
      const text = written(type, at, inner, attributes);
      return inner === null || inner === undefined || (!isMap && isLeftOut(at, inner, text, attributes))
        ? []
        : [[key, text] as const];
    });
    return Object.fromEntries(members);
  }
  if (Array.isArray(value)) {
    const members = value.map((one) => written(type, path, one, attributes));
    if (attributes.get(path)?.kind !== "S") return members;
    const texts = new Map(members.map((one) => [JSON.stringify(one), one]));
    return [...texts].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, one]) => one);
  }
  const text = String(value);
  if (lowered[type]?.includes(path) === true) return text.toLowerCase();
  if (/(^|\.)protocol$/.test(path)) return protocolOf(text);
  return documentText(text, path);
}

/** `protocolForValue` in internal/service/ec2/vpc_security_group.go. */
function protocolOf(text: string): string {
  return { all: "-1", tcp: "6", udp: "17", icmp: "1" }[text.toLowerCase()] ?? text.toLowerCase();
}

function isLeftOut(
  path: string,
  value: unknown,
  text: unknown,
  attributes: ReadonlyMap<string, GivenAttribute>,
): boolean {
  const { kind = "s", isKept = false, fallback } = attributes.get(path) ?? {};
  if (fallback !== undefined) return text === fallback;
  const isInSet = [...path.matchAll(/\./g)].some(
    ({ index }) => attributes.get(path.slice(0, index))?.kind === "S",
  );
  if (isKept && !isInSet) return false;
  if (Array.isArray(value)) return value.length === 0;
  if (isFields(value)) return "mt".includes(kind) && Object.keys(value).length === 0;
  return text === { b: "false", i: "0", f: "0" }[kind] || text === "";
}

/** Paths of leaves that differ; what is not known yet may differ. */
function differing(before: unknown, after: unknown, path = ""): string[] {
  if (after === unknownOnTheWire) return [path];
  if (isFields(before) && isFields(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) =>
      differing(before[key], after[key], path === "" ? key : `${path}.${key}`),
    );
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const length = Math.max(before.length, after.length);
    const members = Array.from({ length }, (_item, index) =>
      differing(before[index], after[index], `${path}[${index}]`),
    );
    return [...(before.length === after.length ? [] : [path]), ...members.flat()];
  }
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [path];
}
