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

/** As CloudFormation reads a template, as far as the stand-in cloud needs it; nothing of it for what cannot be read. */
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
