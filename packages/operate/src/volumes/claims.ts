import { pluginVolumes, type PluginVolume } from "@ballast/analysis";
import { aws } from "@ballast/aws";
import { createHash } from "node:crypto";
import { fields, text } from "@ballast/model";
import { ofType, type NeedyResource } from "../doctor/needs/resource.ts";
import { cloudstorName, cloudstorStack, identityOf } from "./identity.ts";
import { tagOf, type Tag } from "./managed.ts";
import { agentNames, agentPattern, escapedFilter } from "./names.ts";
import { installedPlugins, type InstalledPlugin } from "./pluginInstall.ts";

/**
 * The tags of volumes that belong to the user, according to a stack's plan or `--tag`. Only such volumes can be
 * removed.
 */
export interface Claim {
  /** `rexray-efs-dev/files`, or a pattern for volumes that the ECS agent names. */
  text: string;
  /** The source of the claim: `the plan of rexray-efs-dev`, `--tag`. */
  by: string;
  /** Families of the plan's task definitions that use the volume. Their tasks never use a volume of another owner. */
  families: string[];
  /** @default - both */
  kind?: "EBS" | "EFS";
  /** The name by which its plugin finds it. @default - the agent gives each volume a new name */
  tags?: Record<string, string>;
  /** The EC2 filter for the tag: its key, and a value in which `*` is a wildcard. */
  filter: { key: string; value: string };
  matches: (tags: Tag[]) => boolean;
}

export interface Claims {
  claims: Claim[];
  /** Volumes whose tag is unknown, with the reason. */
  unclear: string[];
}

type Origin = Pick<Claim, "by" | "families">;

type Volume = PluginVolume & { family: string };

/**
 * Claims for the volumes that plugins create for a stack, from the plan's task definitions and the boot scripts of
 * its instances.
 */
export function claimsOfPlan(stack: string, resources: NeedyResource[]): Claims {
  const plugins = ofType(resources, aws.launchTemplate).flatMap(({ inputs }) =>
    installedPlugins(text(inputs["userData"])),
  );
  const by = `the plan of ${stack}`;
  const found: Claims = { claims: [], unclear: [] };
  const volumes = ofType(resources, aws.taskDefinition).flatMap(({ inputs }) =>
    pluginVolumes(inputs).map((volume) => ({ ...volume, family: text(inputs["family"]) })),
  );
  for (const volume of volumes) {
    const own = plugins.filter(({ alias }) => alias === volume.driver);
    const { claims, unclear } = claimsOfVolume(volume, own, by);
    found.claims.push(...claims);
    if (unclear !== undefined) found.unclear.push(unclear);
  }
  // Volumes that are resources of the stack belong to Pulumi, whatever their current tags are.
  const declared = declaredNames(resources);
  return {
    claims: merged(found.claims).filter((claim) => !declared.has(claim.text)),
    unclear: [...new Set(found.unclear)],
  };
}

/** A claim by `--tag`: a complete Name tag, or Cloudstor's tags in the form that the list prints. */
export function claimOfTag(tag: string): Claim {
  const origin = { by: "--tag", families: [] };
  const [, volume, stack] =
    new RegExp(`^${cloudstorName}=(.+?)(?:,${cloudstorStack}=(.*))?$`).exec(tag) ?? [];
  return volume === undefined ? nameClaim(tag, origin) : cloudstorClaim(volume, stack, origin);
}

function claimsOfVolume(
  volume: Volume,
  plugins: InstalledPlugin[],
  by: string,
): { claims: Claim[]; unclear?: string } {
  const { name, driver } = volume;
  const unclear = (why: string) => ({
    claims: [],
    unclear: `${name} (${driver}): ${why} Name it with --tag.`,
  });
  if (plugins.length === 0)
    return unclear("no boot script of the plan installs this plugin, so its tag is unknown.");
  const claims: Claim[] = [];
  const origin = { by, families: volume.family === "" ? [] : [volume.family] };
  for (const plugin of plugins) {
    const { settings } = plugin;
    const product = productOf(plugin);
    if (product === undefined) return unclear("this plugin is neither REX-Ray (EBS or EFS) nor Cloudstor.");
    if (product === "cloudstor") {
      if (volume.backing === "shared") return { claims: [] };
      const stack = settings["AWS_STACK_ID"] ?? "";
      if (isUnclear(stack)) return unclear("the plan does not contain the plugin's AWS_STACK_ID.");
      claims.push(cloudstorClaim(name, createHash("md5").update(stack).digest("hex"), origin));
      continue;
    }
    const tag = settings[`${product}_TAG`] ?? "";
    if (tag !== "" && isUnclear(tag))
      return unclear(`the plan does not contain the plugin's ${product}_TAG.`);
    // REX-Ray's EFS driver writes the slash even without a tag.
    const prefix = tag === "" && product === "EBS" ? "" : `${tag}/`;
    claims.push(
      volume.scope === "task"
        ? agentClaim(volume, prefix, product, origin)
        : nameClaim(`${prefix}${name}`, origin, product),
    );
  }
  return { claims };
}

/** Whether the value contains a shell variable of the boot script, or is masked in the plan. */
function isUnclear(value: string): boolean {
  return value === "" || /[$`[\]]/.test(value);
}

function productOf({ alias, image, settings }: InstalledPlugin): "EBS" | "EFS" | "cloudstor" | undefined {
  const keys = Object.keys(settings);
  const names = `${alias} ${image}`;
  if (keys.includes("AWS_STACK_ID") || /cloudstor/i.test(names)) return "cloudstor";
  const products = ["EBS", "EFS"] as const;
  const kinds = products.filter((kind) => keys.some((key) => key.startsWith(`${kind}_`)));
  const told = kinds.length > 0 ? kinds : products.filter((kind) => new RegExp(kind, "i").test(names));
  return told.length === 1 ? told[0] : undefined;
}

function nameClaim(full: string, origin: Origin, kind?: "EBS" | "EFS"): Claim {
  return {
    text: full,
    ...origin,
    ...(kind && { kind }),
    tags: { Name: full },
    filter: { key: "Name", value: escapedFilter(full) },
    matches: (tags) => tagOf(tags, cloudstorName) === undefined && tagOf(tags, "Name") === full,
  };
}

function agentClaim({ family, name }: Volume, prefix: string, kind: "EBS" | "EFS", origin: Origin): Claim {
  const pattern = agentPattern(family, name);
  return {
    text: `${prefix}${agentNames(family, name)}`,
    ...origin,
    kind,
    filter: {
      key: "Name",
      value: `${escapedFilter(prefix)}ecs-${escapedFilter(family)}-*-${escapedFilter(name)}-*`,
    },
    matches: (tags) => {
      const { full, dockerName } = identityOf(tags) ?? { full: "", dockerName: "" };
      return (
        tagOf(tags, cloudstorName) === undefined &&
        full === `${prefix}${dockerName}` &&
        pattern.test(dockerName)
      );
    },
  };
}

function cloudstorClaim(name: string, stack: string | undefined, origin: Origin): Claim {
  return {
    text: `${cloudstorName}=${name}${stack === undefined ? "" : `,${cloudstorStack}=${stack}`}`,
    ...origin,
    kind: "EBS",
    tags: { [cloudstorName]: name, ...(stack !== undefined && { [cloudstorStack]: stack }) },
    filter: { key: cloudstorName, value: escapedFilter(name) },
    // Another cluster's volume can have the same name, so a claim without StackID matches only volumes without
    // StackID.
    matches: (tags) => tagOf(tags, cloudstorName) === name && tagOf(tags, cloudstorStack) === stack,
  };
}

function declaredNames(resources: NeedyResource[]): Set<string> {
  const stores = [...ofType(resources, aws.volume), ...ofType(resources, aws.fileSystem)];
  return new Set(stores.map(({ inputs }) => text(fields(inputs["tags"])["Name"])));
}

/** Merges the claims of task definitions that share a volume. */
function merged(claims: Claim[]): Claim[] {
  const all = new Map<string, Claim>();
  for (const claim of claims) {
    const key = `${claim.kind} ${claim.text}`;
    all.set(key, { ...claim, families: [...(all.get(key)?.families ?? []), ...claim.families] });
  }
  return [...all.values()];
}
