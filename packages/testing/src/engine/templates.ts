import { parse, YAMLMap, type CollectionTag, type ScalarTag } from "yaml";

export interface TemplateThing {
  type: string;
  properties: unknown;
  deletionPolicy: string;
  updateReplacePolicy: string;
}

export interface ReadTemplate {
  things: Record<string, TemplateThing>;
  outputs: Record<string, unknown>;
  /** Defaults of parameters; undefined where there is none. */
  parameters: Record<string, unknown>;
}

type Fields = Record<string, unknown>;

/** The template of a stack; empty if the program gives none that can be read here. */
export function body(inputs: Fields): string {
  return typeof inputs["templateBody"] === "string" ? inputs["templateBody"] : "";
}

/** Reads a template as CloudFormation does, as far as the simulated cloud needs it. The result is empty for a template that cannot be read. */
export function readTemplate(text: string): ReadTemplate {
  let document: Fields;
  try {
    document = (parse(text === "" ? "{}" : text, { customTags: shortForms }) ?? {}) as Fields;
  } catch {
    document = {};
  }
  const resources = (document["Resources"] ?? {}) as Record<string, Fields>;
  const outputs = (document["Outputs"] ?? {}) as Record<string, Fields>;
  const parameters = (document["Parameters"] ?? {}) as Record<string, Fields>;
  return {
    things: mapped(resources, (one) => ({
      type: one["Type"] as string,
      properties: one["Properties"] ?? {},
      deletionPolicy: (one["DeletionPolicy"] ?? "Delete") as string,
      updateReplacePolicy: (one["UpdateReplacePolicy"] ?? "Delete") as string,
    })),
    outputs: mapped(outputs, (one) => one["Value"]),
    parameters: mapped(parameters, (one) => one["Default"]),
  };
}

/**
 * A value in which references have become what they refer to.
 *
 * @param refer The text of a parameter, a resource, or its attribute; undefined for what is neither.
 */
export function referredTo(value: unknown, refer: (name: string, attribute?: string) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => referredTo(item, refer));
  if (typeof value !== "object" || value === null) return value;
  const [[key, inner] = ["", undefined], ...others] = Object.entries(value as Fields);
  if (others.length === 0) {
    if (key === "Ref") return refer(inner as string) ?? value;
    if (key === "Fn::GetAtt") {
      const [name = "", ...path] = Array.isArray(inner) ? (inner as string[]) : (inner as string).split(".");
      return refer(name, path.join(".")) ?? value;
    }
    if (key === "Fn::Sub" && typeof inner === "string")
      return inner.replace(/\$\{([A-Za-z0-9]+)(?:\.([^}]+))?\}/g, (whole, name: string, attribute?: string) =>
        textOf(refer(name, attribute) ?? whole),
      );
    if (key === "Fn::Join") {
      const [delimiter, parts] = inner as [string, unknown];
      const list = referredTo(parts, refer);
      return Array.isArray(list) ? list.join(delimiter) : list;
    }
  }
  return mapped(value as Fields, (one) => referredTo(one, refer));
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

const shortForms = ["Ref", "GetAtt", "Sub", "Join"].flatMap((name): (ScalarTag | CollectionTag)[] => {
  const key = name === "Ref" ? name : `Fn::${name}`;
  const resolve = (node: unknown): YAMLMap => {
    const map = new YAMLMap<unknown, unknown>();
    map.set(key, node);
    return map;
  };
  return [
    { tag: `!${name}`, resolve: (text) => ({ [key]: text }) },
    { tag: `!${name}`, collection: "seq", resolve },
    { tag: `!${name}`, collection: "map", resolve },
  ];
});

function mapped<Value, Result>(record: Record<string, Value>, map: (value: Value) => Result) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)])) as Record<
    string,
    Result
  >;
}

/**
 * Evaluates a template's outputs.
 *
 * @param digitsOf Digits of the resource of that name in the template.
 */
export function templateOutputs(
  { inputs, name, arn }: { inputs: Fields; name: string; arn(service: string, resource: string): string },
  digitsOf: (logicalId: string) => string,
): Record<string, string> {
  const { outputs, things, parameters } = readTemplate(body(inputs));
  const given = (inputs["parameters"] ?? {}) as Record<string, unknown>;
  const values = { ...parameters, ...given };
  const refer = (logicalId: string, attribute?: string): unknown => {
    if (logicalId in values) return values[logicalId];
    const type = things[logicalId]?.type;
    const digits = digitsOf(logicalId);
    // The addresses of a directory's DNS servers.
    if (attribute === "DnsIpAddresses") return ["10.0.0.10", "10.0.1.10"];
    switch (type) {
      case undefined:
        return undefined;
      case "AWS::DirectoryService::MicrosoftAD":
        return `d-${digits.slice(0, 10)}`;
      case "AWS::SecretsManager::Secret":
        return arn("secretsmanager", `secret:${name}-${digits.slice(0, 6)}`);
      case "Spot::Elastigroup::Group":
        return `sig-${digits.slice(0, 8)}`;
      default:
        return [`${name}-${logicalId}-${digits.slice(0, 12)}`, attribute].filter(Boolean).join("-");
    }
  };
  return Object.fromEntries(
    Object.entries(outputs).map(([key, value]) => {
      const found = referredTo(value, refer);
      return [key, typeof found === "string" ? found : JSON.stringify(found)];
    }),
  );
}
