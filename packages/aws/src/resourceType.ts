import type { ChargeItems } from "./charges/terms.ts";
import type { Compute } from "./computed.ts";
import type { Fields } from "./described.ts";
import type { DiscardsByProperty } from "./discarding/discarding.ts";
import type { DrawnStack, Look, Notes } from "./look.ts";
import type { LinkedRoleUse } from "./linkedRoles.ts";
import type { Naming } from "./naming.ts";
import type { QuotaUse } from "./quotas.ts";
import type { StoreSurvivalFacts } from "./survival.ts";
import type { AcceptedValue, RefusedValue } from "./values/limit.ts";

/**
 * What the project knows about one type of resource: a Pulumi type token, or a type of CloudFormation's. A property that is missing
 * here is unknown, and `unknown` says why (catalogue.test.ts holds this for types that stacks register, and for stores).
 */
export interface ResourceType {
  /** In a few words: `EBS volume`. @default - made of the token: `sqs queue` */
  words?: string;
  /** What AWS adds to a resource when it is created: its id and outputs, as stand-ins. @default - unknown */
  computed?: Compute;
  /**
   * Outputs whose values the provider does not know until an update has ended, where this differs from the provider's recorded
   * answers. @default - what the provider answered (provider/answers.json)
   */
  computedOnUpdate?: readonly ComputedOutput[];
  /**
   * What makes the provider replace the resource, where this differs from the provider's recorded answers: what an entry says of a
   * property goes before what the provider answered of it. @default - what the provider answered. For CloudFormation's types: their
   * schemas
   */
  replacedBy?: ReplacedBy;
  /** Whether it holds data that a deletion or replacement loses. @default - what its service says of types by their prefix */
  data?: boolean;
  /** Of a store: what its data survives. @default - unknown, or it is not a store */
  survival?: StoreSurvivalFacts;
  /** Properties, without indexes, whose change discards the data although the resource stays. @default - none */
  overwrittenBy?: readonly string[];
  /** Changes by which AWS deletes a part of what it keeps although the resource stays: backups, log events, images. @default - none is known */
  discards?: DiscardsByProperty;
  /** Whether AWS Backup makes recovery points of it. @default false */
  isInBackup?: boolean;
  /** The property by which AWS encrypts it at rest. @default - it always is, or it cannot be */
  encryptedBy?: string;
  /** The property, without indexes, that names a KMS key of its owner's. @default - none is known */
  keyedBy?: string;
  /** The property by which AWS itself refuses to delete it. @default - none */
  protectedBy?: string;
  /** Inputs from which the program writes its data again, unless it ignores their changes. @default - none */
  writtenBy?: readonly string[];
  /** Whether AWS keeps it for days after a deletion, so that it can be restored. @default false */
  isRecoverable?: boolean;
  /** True for what a provider generates and keeps in the state alone. @default false */
  isOnlyInState?: boolean;
  /**
   * Dimensions of CloudWatch's that name one of it, by namespace: by the output that they hold, or the id. @default - none is known
   */
  measuredBy?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** How diagrams show it. @default - what its service says of parts; a node of its own */
  look?: Look;
  /** What a reviewer wants to know of it first, for diagrams. @default - none */
  notes?: Notes;
  /** For what tells others that something happened. @default - it tells nobody */
  tells?: Teller;
  /** How its stack is drawn if a template creates it. @default - as a CloudFormation stack */
  drawnStack?: DrawnStack;
  /** How it is named, and what AWS refuses of names; false if it has no name of its own. @default - unknown */
  name?: Naming | false;
  /** What must be unique in the account, the region or the world. @default - nothing that a program gives */
  unique?: UniqueName;
  /** Quotas of the account that it counts against; empty if none is known that a stack could reach. @default - unknown */
  quotas?: readonly QuotaUse[];
  /** Service-linked roles that AWS needs for it. @default - none */
  linkedRoles?: readonly LinkedRoleUse[];
  /** What AWS charges for; false if it charges nothing for the resource itself. @default - unknown */
  charge?: Charge | false;
  /**
   * Properties, without indexes, of which the provider takes different values for the same one, beyond its schema: by its
   * `DiffSuppressFunc` and `StateFunc`. @default - none
   */
  same?: Readonly<Record<string, SameValue>>;
  /**
   * Blocks, without indexes, that the provider leaves as they are if a program removes them, beyond its schema
   * (`SuppressMissingOptionalConfigurationBlock` in internal/verify/diff.go of terraform-provider-aws). @default - none
   */
  keeps?: readonly string[];
  /** What AWS takes, by its documentation, for a property that a program leaves out. @default - unknown */
  fillsIn?: Readonly<Record<string, FilledIn>>;
  /** Changes of properties, without indexes, that AWS refuses on what exists. @default - none is known */
  refuses?: Readonly<Record<string, Refuses>>;
  /**
   * What AWS accepts of properties, without indexes, where AWS says it in its guides: this goes before values/accepted.json, which a
   * program reads in AWS's service models and schemas. @default - what is there
   */
  accepts?: Readonly<Record<string, readonly AcceptedValue[]>>;
  /** What AWS refuses of several properties together. @default - nothing is known */
  refusesTogether?: readonly RefusesTogether[];
  /** Where it says which resources CloudFormation creates for it. @default - it creates none */
  template?: Template;
  /** Why a column is empty. @default - what its service says */
  unknown?: Unknowns;
}

/** What the entry of a type that stacks register must say; whether it holds data, too. */
export type Registered = Required<Pick<ResourceType, "computed" | "look" | "name" | "quotas" | "charge">>;

/** An entry of a type of the provider's: with `computed`, the compiler asks for the other columns. */
export type ProviderType = ResourceType &
  (
    | (Registered & { data: false })
    | (Registered & { data: true; survival: StoreSurvivalFacts })
    | { computed?: undefined }
  );

/** The columns that a complete entry fills; what deploying a type takes of IAM is in the folder deployment. */
export const columns = [
  "computed",
  "replacedBy",
  "computedOnUpdate",
  "data",
  "survival",
  "look",
  "name",
  "quotas",
  "charge",
  "deployment",
] as const satisfies (keyof ResourceType | "deployment")[];
export type Column = (typeof columns)[number];

/** By column, why it is not filled in. */
export type Unknowns = Partial<Record<Column, string>>;

/** For services whose types no stack of this repository registers, or only some of them. */
export const unused: Unknowns = {
  computed: "no stack of this repository registers one",
  replacedBy:
    "the provider refuses to plan made-up values, or is older than the type, and this project has not read its source",
  computedOnUpdate:
    "the provider refuses to plan made-up values, or is older than the type, and this project has not read its source",
  survival: "no stack of this repository creates one, so this project has not read how AWS stores it",
  look: "no stack of this repository registers one",
  name: "no stack of this repository registers one",
  quotas: "no stack of this repository registers one",
  charge: "no stack of this repository registers one",
  deployment: "no stack of this repository registers one",
};

export interface ReplacedBy {
  /**
   * Paths of properties, without indexes, such as `encryptionConfigurations.kmsKey`; `*` stands for every property.
   * @default - none
   */
  always?: readonly string[];
  /** Properties that replace it for some values only. @default - none */
  sometimes?: readonly string[];
  /** Properties that replace it for some changes, by what decides about a change. @default - none */
  when?: Readonly<Record<string, ReplacesWhen>>;
  /** Properties that `*` does not mean. @default - none */
  never?: readonly string[];
}

/** Whether a change of inputs replaces the resource; undefined if it may. The property has changed between the two. */
export type ReplacesWhen = (before: Fields, after: Fields) => boolean | undefined;

/** Whether the provider takes two values of a property for the same. */
export type SameValue = (before: unknown, after: unknown, inputs: Sides) => boolean;

/** A value, or how it follows from the inputs of the resource; undefined where it does not. */
export type FilledIn =
  string | number | boolean | ((inputs: Fields) => string | number | boolean | undefined);

/** Why AWS refuses a change of inputs, in a sentence; undefined if it does not. The property has changed between the two. */
export type Refuses = (before: Fields, after: Fields) => string | undefined;

/**
 * What AWS refuses of the inputs of a resource together; of what is not known yet a rule may read anything, and what it finds then
 * does not count.
 */
export type RefusesTogether = (inputs: Fields) => Iterable<RefusedValue>;

/** The inputs of a resource before and after a change. */
export interface Sides {
  before: Fields;
  after: Fields;
}

export interface ComputedOutput {
  /** Name of a top-level property. */
  output: string;
  /** Top-level properties whose change makes it unknown. @default - every property */
  when?: readonly string[];
  /** Top-level properties whose change does not. @default - none */
  unless?: readonly string[];
}

/** A name that AWS gives only once. */
export interface UniqueName {
  kind: UniqueKind;
  property: string;
}

export type UniqueKind =
  "bucket" | "dbCluster" | "dbInstance" | "identityProvider" | "logGroup" | "repository" | "secret";

/** The property that says whom it tells, and how that reads. */
export interface Teller {
  whom: string;
  word: string;
}

/** What AWS charges for a resource; never a price, which differs by region, by contract and by year. */
export interface Charge {
  /** What is counted. */
  by: string;
  /** AWS's own page of prices. */
  prices: string;
  /** What a month of it is charged for, from its inputs and what the settings assume of its use. @default - not counted */
  items?: ChargeItems;
}

/** By which properties a resource names the resources that CloudFormation creates for it. */
export interface Template {
  /** The template itself. @default - nothing in the program shows it */
  body?: string;
  /** What else decides about the template's resources and cannot be read here, such as an address. @default - nothing */
  hidden?: readonly string[];
  /** Values for the template's parameters. @default - it takes none */
  parameters?: string;
  /** For one resource without a template: its type of CloudFormation's; the body holds its properties. @default - a template */
  typeName?: string;
}

/** The types of one AWS service. */
export interface Service {
  /** By Pulumi's type token, or the name of a type of CloudFormation's, which is not drawn, named or paid for. */
  types: Readonly<
    Record<`${string}:${string}/${string}:${string}` | `${string}:index:${string}`, ProviderType> &
      Record<`${string}::${string}`, ResourceType>
  >;
  /** How names of types begin that hold data, unless their entry says more. @default - none */
  stores?: readonly string[];
  /** How names of types begin that hold no data, unless their entry says that they do: of the provider's see withoutData.json. */
  withoutData: readonly string[];
  /** How names of types begin that are parts of another resource, unless their entry says more, by the property that names it. @default - none */
  parts?: Readonly<Record<string, string>>;
  /** Why columns are empty that an entry of this service does not fill. @default - each is filled, or the entry says why */
  unknown?: Unknowns;
}
