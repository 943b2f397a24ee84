import { templateTypes } from "./cloudformation/schemas.ts";
import aliases from "./provider/aliases.json" with { type: "json" };

/** The provider's alias types, with their canonical type. */
export const typeAliases: ReadonlyMap<string, string> = new Map(Object.entries(aliases));

/**
 * The type that the catalogue, rules, survival analysis and diagrams use. The provider has several names for
 * some types (`aws:alb/loadBalancer:LoadBalancer`, `aws:s3/bucketV2:BucketV2`), and a program or state may
 * contain any of them.
 */
export function canonicalType(type: string): string {
  return typeAliases.get(type) ?? nativeType(type) ?? type;
}

const byWords = new Map(templateTypes().map((type) => [type.replaceAll("::", ":").toLowerCase(), type]));

/**
 * The type of CloudFormation's that a type of the aws-native provider is: `AWS::RDS::DBInstance` for `aws-native:rds:DbInstance`. One
 * that is newer than the schemas is one of CloudFormation's as well. @returns undefined for a type of another provider.
 */
export function nativeType(type: string): string | undefined {
  const [, module = "", name = ""] = /^aws-native:(\w+):(\w+)$/.exec(type) ?? [];
  if (name === "" || module === "index") return undefined;
  return byWords.get(`aws:${module}:${name}`.toLowerCase()) ?? `AWS::${module}::${name}`;
}

/** The resources with canonical types. */
export function withCanonicalTypes<One extends { type: string }>(resources: readonly One[]): One[] {
  return resources.map((one) =>
    typeAliases.has(one.type) ? { ...one, type: canonicalType(one.type) } : one,
  );
}
