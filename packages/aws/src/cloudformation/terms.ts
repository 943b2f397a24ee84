import type { Fields } from "@ballast/model";

/** A template in the long form of JSON, whichever way it was written. */
export interface Template {
  resources: Record<string, TemplateResource>;
  parameters: Fields;
  mappings: Fields;
  conditions: Fields;
  outputs: Fields;
  /** What writes parts of it that are not known here, so that more or other resources may come of it. */
  macros: string[];
}

export interface TemplateResource {
  type: string;
  properties: Fields;
  /** @default - CloudFormation's default for the type */
  deletionPolicy?: unknown;
  /** @default - CloudFormation's default for the type */
  updateReplacePolicy?: unknown;
  /** @default - it exists in any case */
  condition?: string;
}

/** `Directory.DnsIpAddresses`; a name of an attribute may hold more dots. */
export function attribute(text: string): string[] {
  const dot = text.indexOf(".");
  return dot < 0 ? [text] : [text.slice(0, dot), text.slice(dot + 1)];
}
