import { fields, type Fields } from "@ballast/model";
import { parseDocument, YAMLMap, type CollectionTag, type ScalarTag, type YAMLSeq } from "yaml";

/** A template in the long form of JSON, whichever way it was written. */
export interface Template {
  resources: Record<string, TemplateResource>;
  parameters: Fields;
  mappings: Fields;
  conditions: Fields;
  outputs: Fields;
  /** True if a macro writes a part of it, so that more or other resources may come of it. */
  isTransformed: boolean;
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

/** @returns undefined for what is not a template, or cannot be read. */
export function readTemplate(text: unknown): Template | undefined {
  const document = fields(typeof text === "string" ? parsed(text) : text);
  const resources = document["Resources"];
  if (typeof resources !== "object" || resources === null || Array.isArray(resources)) return undefined;
  const entries = Object.entries(resources as Fields);
  const isLooped = entries.some(([key]) => key.startsWith("Fn::"));
  const plain = entries.filter(([key]) => !key.startsWith("Fn::"));
  return {
    resources: Object.fromEntries(plain.map(([key, value]) => [key, resourceOf(fields(value))])),
    parameters: fields(document["Parameters"]),
    mappings: fields(document["Mappings"]),
    conditions: fields(document["Conditions"]),
    outputs: fields(document["Outputs"]),
    isTransformed: document["Transform"] !== undefined || isLooped || hasTransform(resources),
  };
}

/** Parameters of a template, by name, as they are declared; none where it cannot be read. */
export function templateParameters(body: unknown): Record<string, Fields> {
  const declared = Object.entries(readTemplate(body)?.parameters ?? {});
  return Object.fromEntries(declared.map(([name, parameter]) => [name, fields(parameter)]));
}

function resourceOf(value: Fields): TemplateResource {
  const condition = value["Condition"];
  return {
    type: typeof value["Type"] === "string" ? value["Type"] : "",
    properties: fields(value["Properties"]),
    deletionPolicy: value["DeletionPolicy"],
    updateReplacePolicy: value["UpdateReplacePolicy"],
    ...(typeof condition === "string" && { condition }),
  };
}

function hasTransform(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return "Fn::Transform" in value || Object.values(value).some(hasTransform);
}

/** JSON is read as JSON, because YAML is not quite a superset of it. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return parsedYaml(text);
  }
}

function parsedYaml(text: string): unknown {
  try {
    const document = parseDocument(text, {
      customTags: (tags) => [...tags, ...shortForms],
      logLevel: "silent",
    });
    return document.errors.length > 0 ? undefined : document.toJS({ maxAliasCount: 1000 });
  } catch {
    return undefined;
  }
}

/** docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html */
const functions = [
  "And",
  "Base64",
  "Cidr",
  "Equals",
  "FindInMap",
  "GetAZs",
  "GetAtt",
  "If",
  "ImportValue",
  "Join",
  "Length",
  "Not",
  "Or",
  "Select",
  "Split",
  "Sub",
  "ToJsonString",
  "Transform",
];

const shortForms = ["Ref", "Condition", ...functions].flatMap((name): (ScalarTag | CollectionTag)[] => {
  const key = functions.includes(name) ? `Fn::${name}` : name;
  const tag = `!${name}`;
  // A node of YAML's, so that what it holds is read with the document, aliases included.
  const resolve = (node: YAMLMap | YAMLSeq): YAMLMap => {
    const map = new YAMLMap<unknown, unknown>();
    map.set(key, node);
    return map;
  };
  return [
    { tag, resolve: (text) => ({ [key]: key === "Fn::GetAtt" ? attribute(text) : text }) },
    { tag, collection: "map", resolve },
    { tag, collection: "seq", resolve },
  ];
});

/** `Directory.DnsIpAddresses`; a name of an attribute may hold more dots. */
export function attribute(text: string): string[] {
  const dot = text.indexOf(".");
  return dot < 0 ? [text] : [text.slice(0, dot), text.slice(dot + 1)];
}
