/**
 * `node tools/providerSchema.ts <aws-provider-facts.json>`: what the AWS provider's schema says. Run it by hand. It writes two files:
 * packages/testing/src/engine/providerSchema.json, for the stand-in provider of the engine tests, which must read nothing of
 * packages/aws; and packages/aws/src/provider/attributes.json, for the catalogue.
 *
 * The facts are a dump of the provider's own schema, by a program that imports the provider: by type and attribute, in its snake case,
 * `forceNew`, `computed`, `default` and the members (`elem`) of blocks. Pulumi's names are looked up in the typings of @pulumi/aws.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
// packages/aws does not publish its reader of typings.
import { argumentsOf, outputsOf } from "../packages/aws/src/testing/typings.ts"; // eslint-disable-line @nx/enforce-module-boundaries

interface Attribute {
  t: string;
  computed?: boolean;
  optional?: boolean;
  forceNew?: boolean;
  default?: string | number | boolean | null;
  elem?: Record<string, Attribute>;
}

interface Type {
  attributes: Record<string, Attribute>;
  updatable: boolean;
}

/** The provider's names, without `aws` and underscores, of types that Pulumi calls quite differently. */
const renamedTypes: Record<string, string> = {
  "aws:alb/loadBalancer:LoadBalancer": "alb",
  "aws:autoscaling/tag:Tag": "autoscalinggrouptag",
  "aws:codepipeline/pipeline:Pipeline": "codepipeline",
  "aws:ec2/dedicatedHost:DedicatedHost": "ec2host",
  "aws:ec2/networkInterfaceSecurityGroupAttachment:NetworkInterfaceSecurityGroupAttachment":
    "networkinterfacesgattachment",
  "aws:ec2/securityGroupAssociation:SecurityGroupAssociation": "vpcendpointsecuritygroupassociation",
  "aws:ec2/vpcEndpointServiceAllowedPrinciple:VpcEndpointServiceAllowedPrinciple":
    "vpcendpointserviceallowedprincipal",
  "aws:iam/sshKey:SshKey": "iamusersshkey",
  "aws:lb/loadBalancer:LoadBalancer": "lb",
  "aws:rds/roleAssociation:RoleAssociation": "dbinstanceroleassociation",
  "aws:s3/analyticsConfiguration:AnalyticsConfiguration": "s3bucketanalyticsconfiguration",
  "aws:s3/bucketObjectv2:BucketObjectv2": "s3object",
  "aws:s3/bucketReplicationConfig:BucketReplicationConfig": "s3bucketreplicationconfiguration",
  "aws:s3/inventory:Inventory": "s3bucketinventory",
  "aws:sns/dataProtectionPolicy:DataProtectionPolicy": "snstopicdataprotectionpolicy",
};
/** How the provider's names begin for a module, where not with the module's name. */
const prefixes: Record<string, string[]> = {
  ec2: ["", "ec2", "vpc"],
  ec2transitgateway: ["ec2transitgateway", "ec2"],
  rds: ["db", "rds"],
  vpc: ["vpc", ""],
};
/** Properties that Pulumi calls otherwise. */
const renamed: Record<string, string> = { alarmName: "name", topicArn: "topic" };

/** In one letter, by the provider's types. */
const kinds: Record<string, string> = {
  Bool: "b",
  Int: "i",
  Float: "f",
  String: "s",
  List: "l",
  Map: "m",
  Set: "S",
};

const root = join(import.meta.dirname, "..");
const forStandIn = "packages/testing/src/engine/providerSchema.json";
const forCatalogue = "packages/aws/src/provider/attributes.json";
const typings = join(import.meta.dirname, "../node_modules/@pulumi/aws");
const [path, ...rest] = process.argv.slice(2);
if (path === undefined || rest.length > 0) {
  console.error("Usage: node tools/providerSchema.ts <aws-provider-facts.json>");
  process.exit(2);
}
const facts = new Map(
  Object.entries(JSON.parse(readFileSync(path, "utf8")) as Record<string, Type>).map(([name, type]) => [
    name.replace(/^aws_/, "").replaceAll("_", ""),
    type,
  ]),
);
const found = tokens().flatMap((token) => {
  const name = namesOf(token).find((one) => facts.has(one));
  const type = facts.get(name ?? "");
  return name === undefined || type === undefined ? [] : [{ token, name, type }];
});
const entries = found.map(({ token, type: { attributes, updatable } }) => {
  const known = new Set(argumentsOf(token)?.map((argument) => argument.path));
  const outputs = new Set(outputsOf(token));
  const computed = Object.entries(attributes).flatMap(([name, { t, computed: isComputed, optional }]) => {
    const output = candidates(name).find((one) => outputs.has(one));
    if (isComputed !== true || output === undefined || output === "tagsAll") return [];
    return [`${output}${optional === true ? "?" : ""}:${t.replace("Type", "").toLowerCase()}`];
  });
  const replaces = updatable ? forced(attributes, "", known).sort() : ["*"];
  return { token, replaces, computed: computed.sort(), given: given(attributes, "", known).sort() };
});
const version =
  "the AWS provider's own schema, version 5.73 (October 2024), as far as @pulumi/aws has the properties:";
const properties =
  "the properties that a program gives, with their kind (b bool, i int, f float, s string, l list, m map, t tags with default tags, " +
  "S set), ? where the provider keeps or fills in what a program leaves out, = and the default as in an address; no word for a text " +
  "or a list without either";
write(
  forStandIn,
  `${version} what it replaces a resource for (* for everything, # for a block that comes or goes), then what it computes ` +
    `(? where a program may give a value), with the type, then ${properties}`,
  ({ replaces, computed, given: own }) => [replaces, computed, own],
  {},
);
const all = tokens();
write(
  forCatalogue,
  `${version} ${properties}. Of all types of @pulumi/aws: those that take the provider's default tags, and those without a region`,
  ({ given: own }) => [own],
  {
    taggable: byModule(all.filter((token) => outputsOf(token)?.includes("tagsAll") === true)),
    global: byModule(all.filter((token) => !argumentsOf(token)?.some(({ path: at }) => at === "region"))),
  },
);
const matched = new Set(found.map(({ name }) => name));
const unmatched = [...facts.keys()].filter((name) => !matched.has(name));
console.log(
  `${forStandIn}, ${forCatalogue}: ${entries.length} types; of no token: ${unmatched.join(" ") || "none"}.`,
);

/** Names of types by their modules; the rest of a token follows from both. */
function byModule(list: string[]): Record<string, string> {
  const groups = Object.groupBy(list, (token) => /^aws:(\w+)/.exec(token)?.[1] ?? "");
  return Object.fromEntries(
    Object.entries(groups).map(([module, of = []]) => [
      module,
      of.map((token) => token.slice(token.lastIndexOf(":") + 1)).join(" "),
    ]),
  );
}

function write(
  path: string,
  source: string,
  parts: (entry: (typeof entries)[number]) => string[][],
  more: Record<string, Record<string, string>>,
): void {
  const lines = entries.map((entry) => {
    const text = parts(entry)
      .map((words) => words.join(" "))
      .join(" | ")
      .replaceAll("  ", " ")
      .trim();
    return `    ${JSON.stringify(entry.token)}: ${JSON.stringify(text)}`;
  });
  writeFileSync(
    join(root, path),
    `{\n  "source": ${JSON.stringify(source)},\n  "types": {\n${lines.join(",\n")}\n  }${Object.entries(more)
      .map(
        ([key, value]) =>
          `,\n  ${JSON.stringify(key)}: ${JSON.stringify(value, undefined, 2).replaceAll("\n", "\n  ")}`,
      )
      .join("")}\n}\n`,
  );
}

/** Of every type of the installed provider. */
function tokens(): string[] {
  return readdirSync(typings, { recursive: true, encoding: "utf8" })
    .filter((file) => /^\w+\/\w+\.js$/.test(file))
    .flatMap(
      (file) => /__pulumiType = '(aws:[^']+)'/.exec(readFileSync(join(typings, file), "utf8"))?.[1] ?? [],
    )
    .sort();
}

function namesOf(token: string): string[] {
  const [, module = "", name = ""] =
    /^aws:(\w+)\/\w+:(\w+)$/.exec(token)?.map((one) => one.toLowerCase()) ?? [];
  const ofModule = (prefixes[module] ?? [module]).map((prefix) => prefix + name);
  return [renamedTypes[token] ?? "", ...ofModule, ...(name.startsWith(module) ? [name] : [])];
}

function forced(attributes: Record<string, Attribute>, above: string, known: Set<string>): string[] {
  return Object.entries(attributes).flatMap(([name, { forceNew, elem }]) => {
    const at = candidates(name)
      .map((one) => above + one)
      .find((one) => known.has(one));
    if (at === undefined) return [];
    if (elem === undefined) return forceNew === true ? [at] : [];
    // Of a block, `forceNew` means that it comes or goes; its members say it of themselves.
    return [...(forceNew === true ? [`${at}#`] : []), ...forced(elem, `${at}.`, known)];
  });
}

function given(attributes: Record<string, Attribute>, above: string, known: Set<string>): string[] {
  return Object.entries(attributes).flatMap(([name, { t, optional, computed, default: fallback, elem }]) => {
    const at = candidates(name)
      .map((one) => above + one)
      .find((one) => known.has(one));
    if (at === undefined) return [];
    const kind = at === "tags" && "tags_all" in attributes ? "t" : (kinds[t.replace("Type", "")] ?? "s");
    const isKept = optional === true && computed === true;
    // Pulumi has its own words in the place of Terraform's (`managedByPulumi` in provider/config.go of pulumi-aws).
    const own = fallback === "Managed by Terraform" ? "Managed by Pulumi" : fallback;
    const value = own === undefined || own === null ? "" : `=${encodeURIComponent(own)}`;
    const isPlain = "sl".includes(kind) && !isKept && value === "";
    return [
      ...(isPlain ? [] : [`${at}:${kind}${isKept ? "?" : ""}${value}`]),
      ...(elem === undefined ? [] : given(elem, `${at}.`, known)),
    ];
  });
}

/** Pulumi's name may be a plural. */
function candidates(name: string): string[] {
  const camel = name.replace(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
  return [camel, `${camel}s`, `${camel}es`, camel.replace(/y$/, "ies"), renamed[camel] ?? camel];
}
