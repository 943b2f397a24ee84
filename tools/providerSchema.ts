/**
 * `node tools/providerSchema.ts <aws-provider-facts.json> [type…]`: which properties of which types the AWS provider replaces a
 * resource for, in packages/testing/src/engine/providerSchema.json, for the stand-in provider of the engine tests. Run it by hand
 * when stacks use new types, and name these: `ebs/volume:Volume`. The types that the file has stay.
 *
 * The file is a dump of the provider's own schema, by a program that imports the provider: by type and attribute, in its snake case,
 * `forceNew` and the members (`elem`) of blocks. Pulumi's names are looked up in the typings of @pulumi/aws.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";

interface Attribute {
  t: string;
  forceNew?: boolean;
  maxItems?: number;
  elem?: Record<string, Attribute>;
}

interface Type {
  attributes: Record<string, Attribute>;
  updatable: boolean;
}

/** The provider's names, by module, of types that are called differently in Pulumi's tokens. */
const names: Record<string, string> = {
  "autoscaling/group:Group": "autoscaling_group",
  "cloudformation/stack:Stack": "cloudformation_stack",
  "cloudwatch/eventRule:EventRule": "cloudwatch_event_rule",
  "cloudwatch/eventTarget:EventTarget": "cloudwatch_event_target",
  "cloudwatch/logGroup:LogGroup": "cloudwatch_log_group",
  "codepipeline/pipeline:Pipeline": "codepipeline",
  "ec2/managedPrefixList:ManagedPrefixList": "ec2_managed_prefix_list",
  "lb/loadBalancer:LoadBalancer": "lb",
  "rds/clusterInstance:ClusterInstance": "rds_cluster_instance",
  "rds/clusterParameterGroup:ClusterParameterGroup": "rds_cluster_parameter_group",
  "rds/cluster:Cluster": "rds_cluster",
  "iam/openIdConnectProvider:OpenIdConnectProvider": "iam_openid_connect_provider",
  "s3/bucketObjectv2:BucketObjectv2": "s3_object",
};
/** Properties that Pulumi calls otherwise. */
const renamed: Record<string, string> = {
  "cloudwatch/metricAlarm:MetricAlarm alarmName": "name",
  "sns/topicSubscription:TopicSubscription topicArn": "topic",
};
/** Modules whose name is not a part of the provider's names, and what stands for it. */
const prefixes: Record<string, string> = { ec2: "", vpc: "vpc_", rds: "db_", route53: "route53_" };

const out = join(import.meta.dirname, "../packages/testing/src/engine/providerSchema.json");
const typings = join(import.meta.dirname, "../node_modules/@pulumi/aws");
const [path, ...added] = process.argv.slice(2);
if (path === undefined) {
  console.error("Usage: node tools/providerSchema.ts <aws-provider-facts.json> [type…]");
  process.exit(2);
}

const present = JSON.parse(readFileSync(out, "utf8")) as { types: Record<string, string> };
const known = Object.keys(present.types).map((type) => type.replace("aws:", ""));
const types = [...new Set([...known, ...added])].sort();
const facts = JSON.parse(readFileSync(path, "utf8")) as Record<string, Type>;
const entries = types.flatMap((type): [string, string[]][] => {
  const found = facts[`aws_${nameOf(type)}`];
  if (found === undefined) {
    console.error(`${type}: aws_${nameOf(type)} is not in ${path}`);
    return [];
  }
  const module = type.split(":")[0] ?? "";
  const text = readFileSync(join(typings, `${module}.d.ts`), "utf8");
  const paths = found.updatable ? forced(found.attributes, "", text) : ["*"];
  return [[`aws:${type}`, paths.map((one) => renamed[`${type} ${one}`] ?? one)]];
});
const source = "the AWS provider's own schema, version 5.73 (October 2024)";
const lines = entries.map(
  ([type, paths]) => `    ${JSON.stringify(type)}: ${JSON.stringify(paths.join(" "))}`,
);
writeFileSync(out, `{\n  "source": ${JSON.stringify(source)},\n  "types": {\n${lines.join(",\n")}\n  }\n}\n`);
console.log(`${relative(process.cwd(), out)}: ${entries.length} types of ${types.length}.`);

function nameOf(type: string): string {
  const [module = "", rest = ""] = type.split("/");
  const prefix = prefixes[module] ?? `${module}_`;
  return (
    names[type] ?? prefix + snake((rest.split(":")[1] ?? "").replace(/^./, (first) => first.toLowerCase()))
  );
}

function forced(attributes: Record<string, Attribute>, prefix: string, text: string): string[] {
  return Object.entries(attributes)
    .filter(([name]) => name !== "tags_all")
    .flatMap(([name, attribute]) => {
      const at = prefix + pulumiName(name, attribute, text);
      if (attribute.elem === undefined) return attribute.forceNew === true ? [at] : [];
      // Of a block, `forceNew` means that it comes or goes; its members say it of themselves.
      return [...(attribute.forceNew === true ? [`${at}#`] : []), ...forced(attribute.elem, `${at}.`, text)];
    })
    .sort();
}

/** Pulumi's name of a list is a plural, except where the list holds one object at most. */
function pulumiName(name: string, { t, maxItems }: Attribute, text: string): string {
  const camel = name.replace(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
  const isList = (t === "TypeList" || t === "TypeSet") && maxItems !== 1;
  return isList && !new RegExp(`\\b${camel}\\??:`).test(text) && !camel.endsWith("s") ? `${camel}s` : camel;
}

function snake(camel: string): string {
  return camel.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
