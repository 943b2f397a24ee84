import { actual, isLiteral, isObject, laterFault, numberFault } from "./argumentValues.ts";
import type { Faults } from "./faults.ts";
import { nearest } from "@ballast/model";
import { tokenOf, type PackageSchema, type PropertySchema, type TypeSchema } from "./packageSchema.ts";
import { isName, isSecretBearing, isShowableKey, listed, quoted } from "./quoting.ts";
import { isLater } from "./secretReference.ts";
import { checkSite } from "./site.ts";
import { checkStatement } from "./statement.ts";
import { textFault } from "./texts.ts";

type Values = Record<string, unknown>;
type Fault = Faults["found"][number];
type ObjectSchema = Pick<TypeSchema, "properties" | "required">;

/** Types with a meaning of their own, wherever they are used; checked when their shape has no fault. */
const typeChecks: Record<string, (faults: Faults, path: string, value: never) => void> = {
  Site: checkSite,
  Statement: checkStatement,
};

const expectedScalars: Record<string, string> = {
  string: "a string",
  boolean: "true or false",
  number: "a number",
  integer: "a whole number",
};

/**
 * Compares arguments with what a package's schema.json says of them. TypeScript's compiler finds the same faults for
 * a program that it checks; for plain JavaScript and YAML only this finds them.
 */
export class Shape {
  readonly #faults: Faults;
  readonly #types: Record<string, TypeSchema>;
  readonly #guess: number | undefined;
  /** The largest number of allowed values among the choices that have an error; 0 if there are no such errors. */
  choices = 0;
  /**
   * Faults of values that have the right kind: a text of blanks, a number below 0. What a component's own check says of such
   * a value says more, so it goes first.
   */
  readonly implausible = new Set<Fault>();

  /** @param guess The value that replaces an invalid choice in the copy. @default - the faulty value */
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

  /**
   * @param required Whether it must be there.
   * @param inPlain Whether the record or list around it must be known when the program runs.
   */
  #value(
    property: PropertySchema,
    value: unknown,
    path: string,
    required: boolean,
    inPlain = false,
  ): unknown {
    const [part] = property.oneOf ?? [];
    // It decides what exists; an output in its place is a host's to resolve.
    if (part) return this.#value({ ...part, plain: true }, value, path, required);
    if (value === undefined && !required) return undefined;
    const type = this.#typeOf(property);
    const isStructure = type?.enum === undefined && (type !== undefined || isContainer(property));
    if (isLater(value)) {
      // Objects in records and lists decide by what is in them, though the schema cannot say so (pulumi/pulumi#14662).
      if (!property.plain && !(inPlain && isStructure)) return value;
      this.#faults.add(path, laterFault);
      return required && isStructure ? (property.type === "array" ? [] : this.#emptyObject(type)) : undefined;
    }
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
    const check = typeChecks[tokenOf(property).split(":").at(-1) ?? ""];
    if (check !== undefined && this.#faults.found.length === before)
      check(this.#faults, path, value as never);
    return repaired;
  }

  #record(
    { additionalProperties: each, plain = false }: PropertySchema,
    value: Values,
    path: string,
  ): Values {
    const entries = Object.entries(value).filter(([key]) => this.#isKey(key, path));
    return Object.fromEntries(
      entries.map(([key, item]) => [
        key,
        each === undefined
          ? item
          : this.#value(each, item, `${path}.${isShowableKey(key) ? key : "(not shown)"}`, true, plain),
      ]),
    );
  }

  /** Adds the fault of a record's key, which no check of meaning sees then. */
  #isKey(key: string, path: string): boolean {
    // Keys of conditions hold tags' keys, in which most characters are allowed; no message names them.
    const isFree = /(^|\.)conditions(\.|$)/.test(path);
    if (key in Object.prototype)
      this.#doubt(path, `has the key ${JSON.stringify(key)}, which every object has. Use another word.`);
    else if (key.trim() === "") this.#doubt(path, "has a key without a character. Give it a name.");
    else if (isFree || isShowableKey(key)) return true;
    else
      this.#doubt(
        path,
        "has a key (not shown) that is not a name. Use up to 128 letters, digits and . _ : / * -, without credentials.",
      );
    return false;
  }

  #list({ items, plain = false }: PropertySchema, value: unknown[], path: string): unknown[] {
    // A gap, as in [ , ], is a missing value.
    return items === undefined
      ? value
      : Array.from(value, (item, index) => this.#value(items, item, `${path}[${index}]`, true, plain));
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
    const expected = type === undefined ? undefined : expectedScalars[type];
    if (type === undefined || expected === undefined) return value;
    const isInteger = type === "integer";
    const isNumber = type === "number" || isInteger;
    if (typeof value === (isNumber ? "number" : type) && !Number.isNaN(value)) {
      const fault = isNumber
        ? numberFault(value as number, isInteger)
        : typeof value === "string" && textFault(path, value);
      if (fault) this.#doubt(path, `${fault}${required ? "" : ", or leave it out"}.`);
      return value;
    }
    this.#refuse(path, value, expected, required);
    if (type === "string") return required ? "" : undefined;
    if (type !== "boolean") return value ?? undefined;
    this.choices = Math.max(this.choices, 2);
    return this.#guess === undefined ? (value ?? undefined) : this.#guess % 2 === 0;
  }

  #doubt(path: string, reason: string): void {
    this.#faults.add(path, reason);
    const fault = this.#faults.found.at(-1);
    if (fault) this.implausible.add(fault);
  }

  #refuse(path: string, value: unknown, expected: string, required: boolean, keys?: Values): void {
    const known = keys === undefined ? "" : ` with ${Object.keys(keys).join(", ")}`;
    const leave = required ? "" : ", or leave it out";
    this.#faults.add(path, `${actual(path, value)}; expected: ${expected}${known}${leave}.`);
  }

  /** Checks the keys of a type. Users choose the keys of a record, so these are not checked. */
  #checkKeys(properties: Values, values: Values, path: string): void {
    // A component given for its shape has more than is asked for.
    if (!isLiteral(values)) return;
    const known = Object.keys(properties);
    const unknown = Object.keys(values).filter((key) => !known.includes(key) && values[key] !== undefined);
    // A secret may stand as a key. A misspelt key is near a known one; any other word is a name.
    const holdsSecrets = path !== "" && [path, ...known].some(isSecretBearing);
    const hidden = unknown.filter((key) =>
      holdsSecrets ? nearest(key, known, 2) === undefined : !isName(key) && nearest(key, known) === undefined,
    );
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
        path === "" ? "args" : path,
        `has ${hidden.length === 1 ? "1 unknown key" : `${hidden.length} unknown keys`} (not shown); allowed: ${known.join(", ")}.`,
      );
  }

  #typeOf(property: PropertySchema): TypeSchema | undefined {
    return this.#types[tokenOf(property)];
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

function isContainer({ type }: PropertySchema): boolean {
  return type === "object" || type === "array";
}
