import type { Fields } from "@ballast/model";

/** A template in JSON's long form, whatever its notation. */
export interface Template {
  resources: Record<string, TemplateResource>;
  parameters: Fields;
  mappings: Fields;
  conditions: Fields;
  outputs: Fields;
  /** Macros that generate parts of the template, so that it may have more or other resources. */
  macros: string[];
}

export interface TemplateResource {
  type: string;
  properties: Fields;
  /** @default - CloudFormation's default for the type */
  deletionPolicy?: unknown;
  /** @default - CloudFormation's default for the type */
  updateReplacePolicy?: unknown;
  /** @default - the resource always exists */
  condition?: string;
}

/** Splits `Directory.DnsIpAddresses`; an attribute's name may contain further dots. */
export function attribute(text: string): string[] {
  const dot = text.indexOf(".");
  return dot < 0 ? [text] : [text.slice(0, dot), text.slice(dot + 1)];
}
