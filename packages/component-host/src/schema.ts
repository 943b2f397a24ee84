/** Of Pulumi's package schema (pulumi.com/docs/iac/guides/building-extending/packages/schema), what a host reads. */
export interface PackageSchema {
  name: string;
  resources: Record<string, ComponentSchema>;
  types: Record<string, TypeSchema>;
}

export interface ComponentSchema {
  inputProperties: Record<string, PropertySchema>;
  /** The outputs. */
  properties: Record<string, PropertySchema>;
}

export interface TypeSchema {
  properties?: Record<string, PropertySchema>;
}

export interface PropertySchema {
  /** It decides what exists, so it must be known when the program runs. */
  plain?: boolean;
  /** `#/types/<token>` for a type of this package. */
  $ref?: string;
  items?: PropertySchema;
  additionalProperties?: PropertySchema;
}
