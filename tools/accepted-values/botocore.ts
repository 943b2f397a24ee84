import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Limit } from "../../packages/aws/src/values/limit.ts"; // eslint-disable-line @nx/enforce-module-boundaries
import { isBound, readPattern, type Member } from "./member.ts";
import { limitInText } from "./text.ts";

interface Reference {
  shape: string;
  documentation?: string;
}

interface Shape {
  type: string;
  documentation?: string;
  members?: Record<string, Reference>;
  member?: Reference;
  required?: string[];
  enum?: string[];
  min?: number;
  max?: number;
  pattern?: string;
}

interface Model {
  operations: Record<string, { input?: Reference }>;
  shapes: Record<string, Shape>;
}

const kinds: Readonly<Record<string, Member["kind"]>> = {
  boolean: "bool",
  double: "number",
  float: "number",
  integer: "number",
  long: "number",
  map: "map",
  structure: "block",
};
const deepest = 7;

/** Of botocore 1.44.8: the time of its files in the wheel, which an installation does not keep. */
const releaseDate = "2026-11-20";

/** AWS's service models as botocore ships them. */
export class ServiceModels {
  readonly #folder: string;
  /** Of the release: `2026-11-20`, the day on which the files of its package were made. */
  readonly date: string;
  readonly #models = new Map<string, Model>();

  /** @param sitePackages The folder that holds botocore. */
  constructor(sitePackages: string) {
    this.#folder = join(sitePackages, "botocore/data");
    this.date = releaseDate;
  }

  services(): string[] {
    return readdirSync(this.#folder).filter((name) => !name.includes("."));
  }

  /** Names of regions by their partitions, without those that stand for a whole partition. */
  regions(): Record<string, string> {
    const { partitions } = JSON.parse(readFileSync(join(this.#folder, "partitions.json"), "utf8")) as {
      partitions: { id: string; regions: Record<string, unknown> }[];
    };
    return Object.fromEntries(
      partitions.map(({ id, regions }) => [
        id,
        Object.keys(regions)
          .filter((name) => /\d$/.test(name))
          .join(" "),
      ]),
    );
  }

  operations(service: string): string[] {
    return Object.keys(this.#model(service).operations);
  }

  /** Each member of a call's input, and below it. @param from A member that holds all that counts, such as `LaunchTemplateData`. */
  members(service: string, operation: string, from: readonly string[] = []): Member[] {
    const model = this.#model(service);
    const input = model.operations[operation]?.input;
    if (input === undefined) throw new Error(`${service}.${operation} does not exist, or has no input.`);
    const found: Member[] = [];
    walk(model, input, [], found, new Set());
    if (from.length === 0) return found;
    const start = from.join(".");
    return found
      .filter(({ path }) => path.length > from.length && path.slice(0, from.length).join(".") === start)
      .map((member) => ({ ...member, path: member.path.slice(from.length) }));
  }

  #model(service: string): Model {
    const known = this.#models.get(service);
    if (known !== undefined) return known;
    const folder = join(this.#folder, service);
    const version = readdirSync(folder).sort().at(-1) ?? "";
    const text = gunzipSync(readFileSync(join(folder, version, "service-2.json.gz"))).toString();
    const model = JSON.parse(text) as Model;
    this.#models.set(service, model);
    return model;
  }
}

/** Adds what is below a shape; a shape that holds itself is read once. */
function walk(
  model: Model,
  { shape: name }: Reference,
  path: string[],
  to: Member[],
  above: Set<string>,
): void {
  const shape = model.shapes[name];
  if (shape === undefined || above.has(name) || path.length > deepest) return;
  const inside = new Set([...above, name]);
  if (shape.type === "list" && shape.member) walk(model, shape.member, path, to, inside);
  for (const [member, reference] of Object.entries(shape.members ?? {})) {
    const at = [...path, member];
    to.push(memberOf(model, at, reference));
    walk(model, reference, at, to, inside);
  }
}

function memberOf(model: Model, path: string[], reference: Reference): Member {
  const own = model.shapes[reference.shape];
  const item = own?.type === "list" ? model.shapes[own.member?.shape ?? ""] : own;
  const kind = kinds[item?.type ?? ""] ?? "text";
  const limits: Member["limits"] = [own, ...(item === own ? [] : [item])].flatMap((shape) =>
    limitsOf(shape).map((limit) => ({ source: "model" as const, limit })),
  );
  const documentation = reference.documentation ?? own?.documentation ?? "";
  const text = limitInText(documentation, kind, own?.type === "list");
  if (text !== undefined) addText(limits, text);
  return { path, kind, limits };
}

/** What the words say narrows a shape's bounds, which are often those of a whole number. A negative one has a meaning of its own. */
function addText(limits: Member["limits"], text: Limit): void {
  const same = limits.find(({ limit }) => limit[0] === text[0]);
  if (same === undefined) limits.push({ source: "text", limit: text });
  else if (isBound(same.limit) && isBound(text)) {
    const [[, from, to], [, least, most]] = [same.limit, text];
    const isNarrower =
      least !== null &&
      most !== null &&
      (from === null || (from >= 0 && from <= least)) &&
      (to === null || most <= to);
    if (isNarrower && (from !== least || to !== most)) Object.assign(same, { source: "text", limit: text });
  }
}

function limitsOf(shape: Shape | undefined): Limit[] {
  if (shape === undefined) return [];
  const { type, min, max, pattern, enum: values, required } = shape;
  const limits: Limit[] = [];
  const bound =
    type === "list" ? "items" : kinds[type] === "number" ? "range" : type === "string" ? "length" : undefined;
  const isBound = max !== undefined || (min ?? 0) > 0 || (bound === "range" && min !== undefined);
  // Longest texts of a million characters and lists that may be empty say nothing.
  if (bound !== undefined && isBound) limits.push([bound, min ?? null, max ?? null]);
  if (values !== undefined) limits.push(["values", ...values]);
  const read = type === "string" && pattern !== undefined ? readPattern(pattern, true) : undefined;
  if (read !== undefined && values === undefined) limits.push(["pattern", read]);
  if (required !== undefined && required.length > 0) limits.push(["required", ...required]);
  return limits;
}
