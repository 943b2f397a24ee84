import type { Limit } from "../../packages/aws/src/values/limit.ts"; // eslint-disable-line @nx/enforce-module-boundaries
import { isBound, type Bound, type Member, type Source } from "./member.ts";

/** A property that a program gives, by the typings of the provider: without indexes. */
export interface Property {
  path: string;
  kind: Member["kind"];
}

/** One limit of a property, with what an older source says instead. */
export interface Row {
  source: Source;
  limit: Limit;
  instead?: Limit;
}

/** How a type's members are called there and here. */
export interface Names {
  /** Beginnings of paths that the provider spells otherwise; an empty one lifts what is below. */
  renamed?: Readonly<Record<string, string>>;
  /** What the provider begins or ends names without: `AutoScalingGroup`. */
  words?: readonly string[];
}

/** Names without capitals, plurals and signs, so that `SubnetIds` is `subnet_id`. */
export function key(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "")
    .replace(/ies$/, "y")
    .replace(/(?:es|s)$/, "");
}

/** Rows by property: of the members that are one of the properties, the newer source first. */
export function matched(
  properties: readonly Property[],
  sources: readonly (readonly Member[])[],
  names: Names,
): Map<string, Row[]> {
  const byKey = new Map(
    properties.map((property) => [property.path.split(".").map(key).join("."), property]),
  );
  const rows = new Map<string, Row[]>();
  for (const members of sources) {
    const taken = new Set<string>();
    for (const member of members) {
      const property = candidates(member.path, names)
        .map((one) => byKey.get(one))
        .find((one) => one !== undefined);
      if (property === undefined || taken.has(property.path)) continue;
      taken.add(property.path);
      const own = rows.get(property.path) ?? [];
      for (const { source, limit } of member.limits) if (fits(limit, property)) add(own, { source, limit });
      if (own.length > 0) rows.set(property.path, own);
    }
  }
  return rows;
}

function candidates(path: readonly string[], { renamed = {}, words = [] }: Names): string[] {
  const dotted = path.join(".");
  const rename = Object.keys(renamed)
    .filter((from) => dotted === from || dotted.startsWith(`${from}.`))
    .sort((one, other) => other.length - one.length)[0];
  const own =
    rename === undefined
      ? path
      : `${renamed[rename]}${dotted.slice(rename.length)}`.split(".").filter((one) => one !== "");
  const keys = own.map(key);
  const [first = "", ...rest] = keys;
  const shorter = words.map(key).flatMap((word) => {
    const cut = [
      first.startsWith(word) ? first.slice(word.length) : "",
      first.endsWith(word) ? first.slice(0, -word.length) : "",
    ];
    return cut.filter((one) => one !== "").map((one) => [key(one), ...rest].join("."));
  });
  return [keys.join("."), ...shorter];
}

/** Whether a limit says something of what the provider takes: no words for a Boolean, no numbers for a map. */
function fits([kind]: Limit, property: Property): boolean {
  if (kind === "required") return false;
  if (kind === "items") return property.kind !== "bool" && property.kind !== "number";
  if (kind === "range") return property.kind === "number" || property.kind === "text";
  return property.kind === "text" || (kind === "values" && property.kind === "number");
}

/** Joins what one source leaves open with what another one says of the same. */
export function add(rows: Row[], row: Row): void {
  const [kind] = row.limit;
  // Of values that are listed, lengths and patterns say nothing more.
  const listed = rows.some(({ limit }) => limit[0] === "values");
  if (listed && (kind === "length" || kind === "pattern")) return;
  const same = rows.find(({ limit }) => limit[0] === kind);
  if (same === undefined) rows.push(row);
  else if (isBound(same.limit) && isBound(row.limit) && same.source !== row.source && isOpen(same.limit)) {
    const [, from, to] = same.limit;
    same.limit = [same.limit[0], from ?? row.limit[1], to ?? row.limit[2]];
  } else if (
    same.instead === undefined &&
    JSON.stringify(sorted(same.limit)) !== JSON.stringify(sorted(row.limit))
  )
    same.instead = row.limit;
}

function isOpen([, from, to]: Bound): boolean {
  return from === null || to === null;
}

function sorted([kind, ...rest]: Limit): unknown[] {
  return kind === "values" ? [kind, ...[...rest].sort()] : [kind, ...rest];
}
