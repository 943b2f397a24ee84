import aliases from "./provider/aliases.json" with { type: "json" };

/** Other names of the provider's for a type, with the type. */
export const typeAliases: ReadonlyMap<string, string> = new Map(Object.entries(aliases));

/**
 * The type under which the catalogue, the rules, survival and diagrams know a type: the provider has some under more than one name
 * (`aws:alb/loadBalancer:LoadBalancer`, `aws:s3/bucketV2:BucketV2`), and a program or a state may use any of them.
 */
export function canonicalType(type: string): string {
  return typeAliases.get(type) ?? type;
}

/** The same resources under those types. */
export function withCanonicalTypes<One extends { type: string }>(resources: readonly One[]): One[] {
  return resources.map((one) =>
    typeAliases.has(one.type) ? { ...one, type: canonicalType(one.type) } : one,
  );
}
