import { resourceType } from "../catalogue.ts";
import accepted from "./accepted.json" with { type: "json" };
import {
  acceptedWords,
  breaks,
  type AcceptedValue,
  type Breaks,
  type Limit,
  type RefusedValue,
  type ValueSource,
} from "./limit.ts";
import { isKnownText, knownProperty } from "./known.ts";

type Row = [source: string, limit: unknown[], instead?: unknown[]];

const sources = accepted.sources as Readonly<Record<string, ValueSource>>;
const tables = accepted.types as unknown as Readonly<Record<string, Readonly<Record<string, Row[]>>>>;

/** Properties of a type that have a limit, by their paths without indexes: by the table of all types, and by the type's own entry. */
export function acceptedValues(type: string): Map<string, AcceptedValue[]> {
  const rows = new Map<string, AcceptedValue[]>();
  for (const [path, of] of Object.entries(tables[type] ?? {})) rows.set(path, of.map(valueOf));
  // Handwritten values in a type's entry override generated ones of the same kind.
  for (const [path, own] of Object.entries(resourceType(type)?.accepts ?? {})) {
    const others = (rows.get(path) ?? []).filter(
      ({ limit: [kind] }) => !own.some(({ limit }) => limit[0] === kind),
    );
    rows.set(path, [...own, ...others]);
  }
  return rows;
}

function valueOf([source, [kind, ...rest]]: Row): AcceptedValue {
  const limit = kind === "values" ? [kind, ...String(rest[0]).split(" ")] : [kind, ...rest];
  return { limit: limit as unknown as Limit, source: sources[source] ?? { name: source, date: "" } };
}

/** Limits at a path, and those of nested paths. */
interface Node {
  own: { breaks: Breaks; accepted: AcceptedValue }[];
  below: Map<string, Node>;
}

const compiled = new Map<string, Node>();

/** Compiled limits, cached for each type. */
function nodesOf(type: string): Node {
  const known = compiled.get(type);
  if (known !== undefined) return known;
  const root: Node = { own: [], below: new Map() };
  for (const [path, values] of acceptedValues(type)) {
    let at = root;
    for (const name of path.split(".")) {
      const next = at.below.get(name) ?? { own: [], below: new Map<string, Node>() };
      at.below.set(name, next);
      at = next;
    }
    at.own.push(...values.map((value) => ({ breaks: breaks(value.limit), accepted: value })));
  }
  compiled.set(type, root);
  return root;
}

/**
 * Values of a resource that AWS rejects, each independent of the others. Values that are not known yet are
 * not checked.
 *
 * @param inputs The provider's inputs, or the properties of a CloudFormation type.
 */
export function* refusedValues(type: string, inputs: object): Iterable<RefusedValue> {
  const root = nodesOf(type);
  if (root.below.size === 0) return;
  const naming = resourceType(type)?.name;
  for (const [name, node] of root.below) {
    // The naming rule checks the length including Pulumi's suffix.
    if (naming && naming.property === name && naming.maximum !== undefined) continue;
    yield* refusedAt(node, knownProperty(inputs, name), name);
  }
}

function* refusedAt(node: Node, given: unknown, path: string): Iterable<RefusedValue> {
  if (given === undefined || given === null || (typeof given === "string" && !isKnownText(given))) return;
  const value = node.below.size > 0 ? documentOf(given) : given;
  for (const { breaks: isBroken, accepted: one } of node.own) {
    // For a list, limits other than `items` apply to its items.
    if (Array.isArray(value) && one.limit[0] !== "items") continue;
    if (isBroken(value)) yield { path, value, accepts: acceptedWords(one.limit), source: one.source };
  }
  if (Array.isArray(value)) {
    const members = { ...node, own: node.own.filter(({ accepted: { limit } }) => limit[0] !== "items") };
    for (const index of value.keys())
      yield* refusedAt(members, knownProperty(value, String(index)), `${path}[${index}]`);
  } else if (typeof value === "object")
    for (const [name, inner] of node.below)
      yield* refusedAt(inner, knownProperty(value as object, name), `${path}.${name}`);
}

/** Parses a value that is a JSON document, such as container definitions. */
function documentOf(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
