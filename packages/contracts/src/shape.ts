import type { Faults } from "./faults.ts";
import { nearest } from "./nearest.ts";
import type { PackageSchema, PropertySchema, TypeSchema } from "./packageSchema.ts";
import { isSecretBearing, kindOf, listed, quoted } from "./quoting.ts";
import { isLater } from "./secretReference.ts";
import { checkSite } from "./site.ts";

type Values = Record<string, unknown>;
type ObjectSchema = Pick<TypeSchema, "properties" | "required">;

/** Records and lists whose values Docker accepts when they are empty. */
const mayHoldEmptyText = ["environment", "command", "entryPoint", "labels", "driverOpts"];

/** Types with a meaning of their own, wherever they are used; checked when their shape has no fault. */
const typeChecks: Record<string, (faults: Faults, path: string, value: never) => void> = { Site: checkSite };

/**
 * Compares arguments with what a package's schema.json says of them. TypeScript's compiler finds the same faults for
 * a program that it checks; plain JavaScript and YAML have nobody else to find them.
 */
export class Shape {
  readonly #faults: Faults;
  readonly #types: Record<string, TypeSchema>;
  readonly #guess: number | undefined;
  /** How many values there are, at the most, for a choice that has a fault; 0 if none has. */
  choices = 0;

  /** @param guess Which of its values stands, in the copy, for a choice that has a fault. @default - the faulty value */
  constructor(faults: Faults, { types }: PackageSchema, guess?: number) {
    this.#faults = faults;
    this.#types = types;
    this.#guess = guess;
  }

  /**
   * Adds the faults of an object, and of all that it holds.
   *
   * @returns a copy in which nothing has another kind than it should: what has is left out, or empty if it is required. The
   *   checks of meaning can look into it.
   */
  object({ properties = {}, required = [] }: ObjectSchema, values: Values, path = ""): Values {
    this.#checkKeys(properties, values, path);
    const repaired: Values = { ...values };
    for (const [key, property] of Object.entries(properties)) {
      const at = path === "" ? key : `${path}.${key}`;
      repaired[key] = this.#value(property, values[key], at, required.includes(key));
    }
    return repaired;
  }

  /** @param required Whether it must be there. */
  #value(property: PropertySchema, value: unknown, path: string, required: boolean): unknown {
    const [part] = property.oneOf ?? [];
    // It decides what exists; an output in its place is a host's to resolve.
    if (part) return this.#value({ ...part, plain: true }, value, path, required);
    if (value === undefined && !required) return undefined;
    if (isLater(value)) {
      if (property.plain)
        this.#faults.add(
          path,
          "is a secret or another resource's output, but decides what exists, so it must be known when the program runs. " +
            "Write the value itself; of a map or a list, outputs may stand inside where the documentation says so.",
        );
      return value;
    }
    const type = this.#typeOf(property);
    if (type?.enum) return this.#oneOf(type.enum, value, path, required);
    if (type !== undefined || property.type === "object") {
      if (!isObject(value)) {
        this.#refuse(path, value, "an object", required, type?.properties);
        return required ? this.#emptyObject(type) : undefined;
      }
      return type === undefined
        ? this.#record(property, value, path)
        : this.#typed(property, type, value, path);
    }
    if (property.type === "array") {
      if (Array.isArray(value)) return this.#list(property, value as unknown[], path);
      this.#refuse(path, value, "a list", required);
      return required ? [] : undefined;
    }
    return this.#scalar(property.type, value, path, required);
  }

  #typed(property: PropertySchema, type: TypeSchema, value: Values, path: string): Values {
    const before = this.#faults.found.length;
    const repaired = this.object(type, value, path);
    const check = typeChecks[nameOf(property)];
    if (check !== undefined && this.#faults.found.length === before)
      check(this.#faults, path, value as never);
    return repaired;
  }

  #record({ additionalProperties: each }: PropertySchema, value: Values, path: string): Values {
    if (each === undefined) return value;
    const entries = Object.entries(value).map(
      ([key, item]) => [key, this.#value(each, item, `${path}.${key}`, true)] as const,
    );
    return Object.fromEntries(entries);
  }

  #list({ items }: PropertySchema, value: unknown[], path: string): unknown[] {
    return items === undefined
      ? value
      : value.map((item, index) => this.#value(items, item, `${path}[${index}]`, true));
  }

  #oneOf(allowed: { value: unknown }[], value: unknown, path: string, required: boolean): unknown {
    const values = allowed.map((one) => one.value);
    if (values.includes(value)) return value;
    this.choices = Math.max(this.choices, values.length);
    if (value === undefined || value === null)
      this.#refuse(path, value, `one of ${listed(values)}`, required);
    else this.#faults.add(path, `${quoted(path, value)} is unknown; allowed: ${listed(values)}.`);
    return this.#guess === undefined ? (value ?? undefined) : values[this.#guess % values.length];
  }

  #scalar(type: string | undefined, value: unknown, path: string, required: boolean): unknown {
    const isNumber = type === "number" || type === "integer";
    if (type !== "string" && type !== "boolean" && !isNumber) return value;
    if (typeof value === (isNumber ? "number" : type) && !Number.isNaN(value)) {
      if (value === "" && !mayHoldEmptyText.some((name) => holds(name, path)))
        this.#refuse(path, value, "a string that is not empty", required);
      return value;
    }
    const expected = {
      string: "a string",
      boolean: "true or false",
      number: "a number",
      integer: "a whole number",
    };
    this.#refuse(path, value, expected[type], required);
    if (type === "string") return required ? "" : undefined;
    if (type !== "boolean") return value ?? undefined;
    this.choices = Math.max(this.choices, 2);
    return this.#guess === undefined ? (value ?? undefined) : this.#guess % 2 === 0;
  }

  #refuse(path: string, value: unknown, expected: string, required: boolean, keys?: Values): void {
    const known = keys === undefined ? "" : ` with ${Object.keys(keys).join(", ")}`;
    const leave = required ? "" : ", or leave it out";
    this.#faults.add(path, `${actual(path, value)}; expected: ${expected}${known}${leave}.`);
  }

  /** Of a type's keys only; the keys of a record are the user's words. */
  #checkKeys(properties: Values, values: Values, path: string): void {
    // A component given for its shape has more than is asked for.
    if (!isLiteral(values)) return;
    const known = Object.keys(properties);
    const unknown = Object.keys(values).filter((key) => !known.includes(key) && values[key] !== undefined);
    // Somebody may have written a secret as a key; a misspelt key is near a known one.
    const holdsSecrets = path !== "" && [path, ...known].some(isSecretBearing);
    const hidden = unknown.filter((key) => holdsSecrets && nearest(key, known, 2) === undefined);
    for (const key of unknown.filter((key) => !hidden.includes(key))) {
      const meant = nearest(key, known);
      const hint = meant === undefined ? "" : `Did you mean ${JSON.stringify(meant)}? `;
      this.#faults.add(
        path === "" ? key : `${path}.${key}`,
        `is an unknown key. ${hint}Known keys: ${known.join(", ")}.`,
      );
    }
    if (hidden.length > 0)
      this.#faults.add(
        path,
        `has ${hidden.length === 1 ? "1 unknown key" : `${hidden.length} unknown keys`} (not shown); allowed: ${known.join(", ")}.`,
      );
  }

  #typeOf({ $ref }: PropertySchema): TypeSchema | undefined {
    return $ref?.startsWith("#/types/")
      ? this.#types[decodeURIComponent($ref.slice("#/types/".length))]
      : undefined;
  }

  #emptyObject({ properties = {}, required = [] }: ObjectSchema = {}): Values {
    const empty = (property: PropertySchema | undefined): unknown => {
      const type = property && this.#typeOf(property);
      if (property?.type === "array") return [];
      if (property?.type === "string") return "";
      return type?.enum
        ? undefined
        : type || property?.type === "object"
          ? this.#emptyObject(type)
          : undefined;
    };
    return Object.fromEntries(required.map((key) => [key, empty(properties[key])]));
  }
}

function nameOf({ $ref = "" }: PropertySchema): string {
  return $ref.slice($ref.lastIndexOf(":") + 1);
}

function holds(name: string, path: string): boolean {
  return new RegExp(`(^|\\.)${name}(\\.[^.]*|\\[\\d+\\])$`).test(path);
}

/** What stands at a path, for a message; a text is not shown, because nobody knows what it is that was meant for elsewhere. */
export function actual(path: string, value: unknown): string {
  if (value === undefined) return "is missing";
  if (value === null) return "is null";
  if (value === "") return "is an empty string";
  const isShown = typeof value === "number" || typeof value === "boolean" || isDigits(value);
  return `is ${isShown ? quoted(path, value) : `${kindOf(value)} (not shown)`}`;
}

/** A number that somebody put between quotes. */
function isDigits(value: unknown): boolean {
  return typeof value === "string" && /^\d{1,6}$/.test(value);
}

export function isObject(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isLater(value);
}

/** Whether it was written as `{ … }`, in this realm or another, and is not an instance of a class. */
function isLiteral(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
