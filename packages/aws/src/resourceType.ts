/** What the project knows about one type of resource: a Pulumi type token, or a type of CloudFormation's. */
export interface ResourceType {
  /** What makes the provider replace the resource. @default - unknown; for CloudFormation's types, their schemas */
  replacedBy?: ReplacedBy;
  /** Outputs whose values the provider does not know until an update has ended. @default - none */
  computedOnUpdate?: readonly ComputedOutput[];
  /** Whether it holds data that a deletion or replacement loses. @default - unknown */
  data?: boolean;
  /** Properties, without indexes, whose change discards the data although the resource stays. @default - none */
  overwrittenBy?: readonly string[];
  /** Where it says which resources CloudFormation creates for it. @default - it creates none */
  template?: Template;
}

export interface ReplacedBy {
  /** Paths of properties, without indexes, such as `encryptionConfigurations.kmsKey`; `*` stands for every property. */
  always: readonly string[];
  /** Properties that replace it for some values only. @default - none */
  sometimes?: readonly string[];
  /** Properties that `*` does not mean. @default - none */
  never?: readonly string[];
}

export interface ComputedOutput {
  /** Name of a top-level property. */
  output: string;
  /** Top-level properties whose change makes it unknown. @default - every property */
  when?: readonly string[];
  /** Top-level properties whose change does not. @default - none */
  unless?: readonly string[];
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
  /** Pulumi type tokens and types of CloudFormation's. */
  types: Readonly<Record<string, ResourceType>>;
  /** How names of types begin that hold no data, unless their entry says that they do. */
  withoutData: readonly string[];
}
