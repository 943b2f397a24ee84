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
 * Everything that the catalogue contains about one Pulumi or CloudFormation type. A missing property is not
 * known, and `unknown` contains the reason (catalogue.test.ts enforces this for types that stacks register,
 * and for stores).
 */
export interface ResourceType {
  /** Short description: `EBS volume`. @default - derived from the token: `sqs queue` */
  words?: string;
  /** Placeholders for the id and outputs that AWS adds to a new resource. @default - unknown */
  computed?: Compute;
  /**
   * Outputs whose values are unknown until an update has ended, if they differ from the provider's recorded
   * results.
   * @default - the recorded results (provider/answers.json)
   */
  computedOnUpdate?: readonly ComputedOutput[];
  /**
   * Properties whose change makes the provider replace the resource, if they differ from the recorded
   * results. Entries here override the results for the same property.
   * @default - the recorded results. For CloudFormation types: their schemas
   */
  replacedBy?: ReplacedBy;
  /**
   * Whether the resource contains data that is lost by deletion or replacement. @default - by the service's
   * type prefixes
   */
  data?: boolean;
  /** For a store: which failures its data survives. @default - unknown, or not a store */
  survival?: StoreSurvivalFacts;
  /**
   * Properties, without indexes, whose change discards the data although the resource is not replaced.
   * @default none
   */
  overwrittenBy?: readonly string[];
  /**
   * Changes after which AWS deletes a part of the data, such as backups, log events or images, without
   * replacement. @default none
   */
  discards?: DiscardsByProperty;
  /** Whether AWS Backup supports recovery points of the resource. @default false */
  isInBackup?: boolean;
  /**
   * Property that turns on encryption at rest. @default - always encrypted, or encryption is not supported
   */
  encryptedBy?: string;
  /** Property, without indexes, with a customer managed KMS key. @default none */
  keyedBy?: string;
  /** Property that turns on AWS's deletion protection. @default none */
  protectedBy?: string;
  /** Inputs from which the program writes the data again, unless their changes are ignored. @default none */
  writtenBy?: readonly string[];
  /** Whether a deleted resource can be restored for some days. @default false */
  isRecoverable?: boolean;
  /** Whether the resource exists only in Pulumi's state, because a provider generates it. @default false */
  isOnlyInState?: boolean;
  /**
   * CloudWatch dimensions that identify a resource, by namespace, with the output (or id) that contains the
   * value. @default none
   */
  measuredBy?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /**
   * How diagrams show the resource. @default - as the service defines for parts; otherwise as a separate node
   */
  look?: Look;
  /** Notes in diagrams with the most important settings for reviewers. @default none */
  notes?: Notes;
  /** For resources that send notifications: their receiver. @default none */
  tells?: Teller;
  /** How a stack whose template creates the resource is drawn. @default - as a CloudFormation stack */
  drawnStack?: DrawnStack;
  /** Name property and AWS's limits for names; false if the resource has no name. @default - unknown */
  name?: Naming | false;
  /** Name that must be unique in the account, the region or worldwide. @default none */
  unique?: UniqueName;
  /** Quotas that the resource uses; empty if a stack cannot reach any. @default - unknown */
  quotas?: readonly QuotaUse[];
  /** Service-linked roles that the resource needs. @default none */
  linkedRoles?: readonly LinkedRoleUse[];
  /** AWS's charges; false if the resource itself is free. @default - unknown */
  charge?: Charge | false;
  /**
   * Properties, without indexes, with different values that the provider treats as equal (`DiffSuppressFunc`
   * and `StateFunc`), in addition to its schema.
   * @default none
   */
  same?: Readonly<Record<string, SameValue>>;
  /**
   * Blocks, without indexes, that the provider leaves unchanged if a program removes them, in addition to its
   * schema (`SuppressMissingOptionalConfigurationBlock` in internal/verify/diff.go of
   * terraform-provider-aws).
   * @default none
   */
  keeps?: readonly string[];
  /** AWS's documented default for a property that a program does not set. @default - unknown */
  fillsIn?: Readonly<Record<string, FilledIn>>;
  /** Changes of properties, without indexes, that AWS rejects on an existing resource. @default none */
  refuses?: Readonly<Record<string, Refuses>>;
  /**
   * Accepted values of properties, without indexes, that AWS documents in guides. They override
   * values/accepted.json, which is generated from AWS's service models and schemas.
   * @default - the values in values/accepted.json
   */
  accepts?: Readonly<Record<string, readonly AcceptedValue[]>>;
  /** Combinations of values that AWS rejects. @default none */
  refusesTogether?: readonly RefusesTogether[];
  /** Properties that define which resources CloudFormation creates for it. @default none */
  template?: Template;
  /** Why columns are empty. @default - the service's reasons */
  unknown?: Unknowns;
}

/** Columns that are required for a type that stacks register, in addition to `data`. */
export type Registered = Required<Pick<ResourceType, "computed" | "look" | "name" | "quotas" | "charge">>;

/** An entry of the Pulumi AWS provider's type. If it has `computed`, the other columns are required. */
export type ProviderType = ResourceType &
  (
    | (Registered & { data: false })
    | (Registered & { data: true; survival: StoreSurvivalFacts })
    | { computed?: undefined }
  );

/** The columns of a complete entry. IAM permissions for deployments are in the folder deployment. */
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

/** Why a column is empty, keyed by column. */
export type Unknowns = Partial<Record<Column, string>>;

/** For services of which this repository's stacks register no types, or only some. */
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
   * Property paths without indexes, such as `encryptionConfigurations.kmsKey`; `*` means every property.
   * @default none
   */
  always?: readonly string[];
  /** Properties that cause replacement only for some values. @default none */
  sometimes?: readonly string[];
  /**
   * Properties that cause replacement only for some changes, with the function that decides. @default none
   */
  when?: Readonly<Record<string, ReplacesWhen>>;
  /** Properties that `*` does not include. @default none */
  never?: readonly string[];
}

/**
 * Whether a change of inputs replaces the resource; undefined if it may. Only called if the property has
 * changed.
 */
export type ReplacesWhen = (before: Fields, after: Fields) => boolean | undefined;

/** Whether the provider treats two values of a property as equal. */
export type SameValue = (before: unknown, after: unknown, inputs: Sides) => boolean;

/** A default value, or a function that derives it from the inputs; undefined if there is none. */
export type FilledIn =
  string | number | boolean | ((inputs: Fields) => string | number | boolean | undefined);

/**
 * Why AWS rejects a change, as a sentence; undefined if it accepts it. Only called if the property has
 * changed.
 */
export type Refuses = (before: Fields, after: Fields) => string | undefined;

/**
 * Combinations of inputs that AWS rejects. A rule may read values that are not known yet; findings that
 * depend on them do not count.
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
  /** Top-level properties whose change makes the output unknown. @default - every property */
  when?: readonly string[];
  /** Top-level properties whose change does not make the output unknown. @default none */
  unless?: readonly string[];
}

/** A name that must be unique. */
export interface UniqueName {
  kind: UniqueKind;
  property: string;
}

export type UniqueKind =
  "bucket" | "dbCluster" | "dbInstance" | "identityProvider" | "logGroup" | "repository" | "secret";

/** The property with the receiver of notifications, and the label of the diagram's edge. */
export interface Teller {
  whom: string;
  word: string;
}

/**
 * AWS's charges for a resource. Prices are not included, because they differ by region, contract and year.
 */
export interface Charge {
  /** What is counted. */
  by: string;
  /** AWS's pricing page. */
  prices: string;
  /** Monthly charges, from the inputs and the settings' usage assumptions. @default - not counted */
  items?: ChargeItems;
}

/** The properties that define the resources that CloudFormation creates for a resource. */
export interface Template {
  /** The template itself. @default - not part of the program */
  body?: string;
  /**
   * Properties that refer to a template, or parts of one, that cannot be read here, such as a URL. @default
   * none
   */
  hidden?: readonly string[];
  /** Values of the template's parameters. @default none */
  parameters?: string;
  /**
   * For a single resource without template: its CloudFormation type; the body contains its properties.
   * @default - a template
   */
  typeName?: string;
}

/** The types of one AWS service. */
export interface Service {
  /**
   * Entries by Pulumi or CloudFormation type. CloudFormation types are not drawn, and have no names or
   * charges here.
   */
  types: Readonly<
    Record<`${string}:${string}/${string}:${string}` | `${string}:index:${string}`, ProviderType> &
      Record<`${string}::${string}`, ResourceType>
  >;
  /** Prefixes of types that contain data, unless their entry differs. @default none */
  stores?: readonly string[];
  /**
   * Prefixes of types without data, unless their entry differs. For the provider's types, see
   * withoutData.json.
   */
  withoutData: readonly string[];
  /** Prefixes of types that are parts of another resource, by the property that refers to it. A type's own entry takes precedence. @default - none */
  parts?: Readonly<Record<string, string>>;
  /** Why an entry's columns are empty. @default - all are filled, or the entry contains the reason */
  unknown?: Unknowns;
}
