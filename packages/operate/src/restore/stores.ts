import { adoptedFileSystems, aws, canonicalType, resourceType, type AdoptedFileSystem } from "@ballast/aws";
import { fields, text, type Fields, type ResolvedResource } from "@ballast/model";
import { ofType, templateResources } from "../doctor/needs/resource.ts";
import type { Claim } from "../volumes/claims.ts";

export type StoreKind = "ebs" | "efs" | "fsx" | "rds" | "aurora";

/** For people. */
export const kindWords: Record<StoreKind, string> = {
  ebs: "EBS volume",
  efs: "EFS file system",
  fsx: "FSx for Windows file system",
  rds: "RDS database",
  aurora: "Aurora cluster",
};

const kinds: Record<string, StoreKind> = {
  [aws.volume]: "ebs",
  [aws.fileSystem]: "efs",
  [aws.windowsFileSystem]: "fsx",
  [aws.databaseInstance]: "rds",
  [aws.databaseCluster]: "aurora",
};

/** Something of a stack's plan that keeps data, and that AWS makes recovery points of. */
export interface Store {
  kind: StoreKind;
  /** Its name in the program: `mysql-volume`; of what a plugin creates the whole tag. */
  name: string;
  /** Of the component that creates it: `mysql`. @default - none */
  component?: string;
  /** @default - a plugin creates it, outside of the state, or the plan only uses it */
  urn?: string;
  /** Of an existing file system that the plan uses: its id, and the URN of the component. @default - the plan creates it */
  existing?: { id: string; parent?: string };
  /** The store's resources in the plan. */
  inputs: Fields;
  /** The tags that identify it in AWS; without tags it cannot be found. */
  tags: Record<string, string>;
  /** By which a plugin's is found. @default - it is not a plugin's */
  claim?: Claim;
  /** Pulumi refuses to delete it, and leaves it where it is when the program no longer has it. */
  isRetained: boolean;
  /** Whether another stack's may have the same tags and name: neither says the stack. @default false */
  isShared?: boolean;
  /** Of an Aurora cluster's instances. @default - the plan has none */
  instanceClass?: string;
}

/** Something that keeps data and that this command does not restore. */
export interface OtherStore {
  name: string;
  /** `S3 bucket`, or CloudFormation's type. */
  words: string;
}

export interface StoresOfPlan {
  stores: Store[];
  others: OtherStore[];
}

/**
 * Everything of a plan that keeps data.
 *
 * @param defaultTags Which the provider gives everything (`aws:defaultTags`).
 */
export function storesOfPlan(
  stack: string,
  resources: ResolvedResource[],
  defaultTags: Record<string, string> = {},
  claims: Claim[] = [],
): StoresOfPlan {
  const stores: Store[] = [];
  const others: OtherStore[] = [];
  for (const resource of resources.filter(({ custom }) => custom)) {
    const { urn, name, inputs, protect, retainOnDelete } = resource;
    const type = canonicalType(resource.type);
    const kind = Object.hasOwn(kinds, type) ? kinds[type] : undefined;
    if (kind === undefined) {
      others.push(...otherStores(resource, type));
      continue;
    }
    const component = /::([^:]+)$/.exec(resource.parent ?? "")?.[1];
    const tags = tagsOf(stack, texts(fields(inputs["tags"])), defaultTags);
    stores.push({
      kind,
      name,
      ...(component !== undefined && component !== stack && { component }),
      urn,
      inputs,
      tags,
      isRetained: protect === true && retainOnDelete === true,
      ...(!isIdentified(stack, kind, inputs, tags) && { isShared: true }),
      ...(kind === "aurora" && instanceClassOf(urn, resources)),
    });
  }
  const canonical = resources.map((one) => ({ ...one, type: canonicalType(one.type) }));
  stores.push(...adoptedFileSystems(canonical).map((one) => adoptedStore(stack, one)));
  for (const claim of claims) stores.push(...storesOfClaim(claim));
  return { stores, others };
}

/** Under the name that the component's own file system has, so that it stays the same store after a restore. */
function adoptedStore(stack: string, { id, parent, tags }: AdoptedFileSystem): Store {
  const component = /::([^:]+)$/.exec(parent ?? "")?.[1];
  const own = component === undefined || component === stack ? undefined : component;
  return {
    kind: "efs",
    name: own === undefined ? id : `${own}-files`,
    ...(own !== undefined && { component: own }),
    existing: { id, ...(parent !== undefined && { parent }) },
    inputs: {},
    tags,
    isRetained: true,
  };
}

/** A tag that says the stack is enough, and stays the same when default tags change. */
function tagsOf(
  stack: string,
  own: Record<string, string>,
  defaults: Record<string, string>,
): Record<string, string> {
  return saysStack(stack, own) ? own : { ...defaults, ...own };
}

function saysStack(stack: string, tags: Record<string, string>): boolean {
  return Object.values(tags).some((value) => value === stack || value.startsWith(`${stack}-`));
}

/** A name of RDS is unique in its account and region. */
function isIdentified(stack: string, kind: StoreKind, inputs: Fields, tags: Record<string, string>): boolean {
  const named: Partial<Record<StoreKind, string>> = { rds: "identifier", aurora: "clusterIdentifier" };
  return saysStack(stack, tags) || text(inputs[named[kind] ?? ""]) !== "";
}

function instanceClassOf(urn: string, resources: ResolvedResource[]): { instanceClass?: string } {
  const member = ofType(resources, aws.databaseClusterInstance).find(({ dependsOn }) =>
    dependsOn.includes(urn),
  );
  return member === undefined ? {} : { instanceClass: text(member.inputs["instanceClass"]) };
}

const claimed: Record<"EBS" | "EFS", StoreKind> = { EBS: "ebs", EFS: "efs" };

/** A claim without a kind is one of a person's, which may be either. */
function storesOfClaim(claim: Claim): Store[] {
  const each: StoreKind[] = claim.kind === undefined ? Object.values(claimed) : [claimed[claim.kind]];
  return each.map((kind) => ({ kind, name: claim.text, inputs: {}, tags: {}, claim, isRetained: true }));
}

function otherStores(resource: ResolvedResource, type: string): OtherStore[] {
  const { name } = resource;
  const own = resourceType(type);
  const nested = templateResources([resource]).filter((one) => resourceType(one.type)?.data === true);
  return [
    ...(own?.data === true && nested.length === 0 ? [{ name, words: own.words ?? type }] : []),
    ...nested.map((one) => ({ name, words: one.type })),
  ];
}

function texts(values: Fields): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, text(value)]));
}
