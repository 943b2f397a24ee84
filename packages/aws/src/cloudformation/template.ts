import { fields, isFields, type Fields } from "@ballast/model";
import { parseDocument, YAMLMap, type CollectionTag, type ScalarTag, type YAMLSeq } from "yaml";
import { attribute, type Template, type TemplateResource } from "./terms.ts";
import { Evaluator } from "./evaluate.ts";
import { withoutLoops } from "./loops.ts";

/** A macro whose result is known only after deployment, except for loops, which are expanded here. */
const languageExtensions = "AWS::LanguageExtensions";

/**
 * @param values Parameter values, keyed by name.
 * @returns undefined for a text that is not a template, or cannot be parsed.
 */
export function readTemplate(text: unknown, values: Fields = {}): Template | undefined {
  const given = fields(typeof text === "string" ? parsed(text) : text);
  if (!isFields(given["Resources"])) return undefined;
  const { document, isComplete } = withoutLoops(given, (collection) =>
    new Evaluator(templateOf(given, []), values, () => undefined).resolve(collection),
  );
  return templateOf(document, [...macrosOf(document), ...(isComplete ? [] : ["a loop over unknown values"])]);
}

function templateOf(document: Fields, macros: string[]): Template {
  const resources = Object.entries(fields(document["Resources"])).filter(([key]) => !key.startsWith("Fn::"));
  return {
    resources: Object.fromEntries(resources.map(([key, value]) => [key, resourceOf(fields(value))])),
    parameters: fields(document["Parameters"]),
    mappings: fields(document["Mappings"]),
    conditions: fields(document["Conditions"]),
    outputs: fields(document["Outputs"]),
    macros,
  };
}

/** The names of macros, in the template's order, without duplicates. */
function macrosOf(document: Fields): string[] {
  const ofTemplate = [document["Transform"] ?? []].flat().map(nameOfMacro);
  const modules = Object.values(fields(document["Resources"])).flatMap((resource) => {
    const type = fields(resource)["Type"];
    return typeof type === "string" && type.endsWith("::MODULE") ? [type] : [];
  });
  const found = [...ofTemplate, ...transformsIn(document), ...modules];
  return [...new Set(found)].filter((name) => name !== languageExtensions);
}

function nameOfMacro(given: unknown): string {
  if (typeof given === "string") return given;
  const name = fields(given)["Name"];
  return typeof name === "string" ? name : "a macro";
}

function transformsIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "Fn::Transform" ? [nameOfMacro(inner)] : transformsIn(inner),
  );
}

/** A template's parameter declarations, keyed by name; empty if it cannot be parsed. */
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

/** JSON is parsed as JSON, because YAML is not an exact superset. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return parsedYaml(text);
  }
}

/** Undefined for invalid YAML. */
export function parsedYaml(text: string): unknown {
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
  // A YAML node, so that its content, including aliases, is resolved with the document.
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
