/** What the project knows about one type of resource: a Pulumi type token, or a type of CloudFormation's. */
export interface ResourceType {
  /** What makes the provider replace the resource. @default - unknown */
  replacedBy?: Replacement;
  /** Outputs whose values the provider does not know until an update has ended. @default - none */
  computedOnUpdate?: readonly ComputedOutput[];
  /** Whether it holds data that a replacement or deletion loses. @default - unknown */
  data?: boolean;
}

export interface Replacement {
  /** Property paths without indexes, such as `encryptionConfigurations.kmsKey`; `*` stands for every property. */
  always: readonly string[];
  /** Property paths that replace it in some cases only. @default - none */
  sometimes?: readonly string[];
}

export interface ComputedOutput {
  /** Top-level property. */
  output: string;
  /** Changes that make it unknown. @default - any change */
  when?: readonly string[];
  /** Changes that leave it known, other than those of tags. @default - none */
  unless?: readonly string[];
}
