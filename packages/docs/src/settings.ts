import { z } from "zod";
import { code } from "./markdown.ts";

/** One setting, as a page tells of it. */
export interface Setting {
  /** `volumes.<name>.port` */
  path: string;
  /** For which form of the object around it: `mode: plugin`. Undefined if for every one. */
  when?: string;
  type: string;
  /** The effect of leaving it out, or "required". */
  without: string;
  description: string;
}

/** A JSON Schema as zod writes it, with our own `without`. */
interface JsonSchema {
  type?: string;
  description?: string;
  /** The effect of leaving it out, as text. */
  without?: string;
  default?: unknown;
  enum?: (string | number)[];
  const?: string | number;
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: JsonSchema | boolean;
  oneOf?: JsonSchema[];
  anyOf?: JsonSchema[];
}

/** @throws {Error} that lists the settings without a description, or without a word on what leaving them out does. */
export function settingsOf(schema: z.ZodType, scenario: string): Setting[] {
  const settings = objectSettings(
    z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonSchema,
    "",
  );
  const faults = settings.flatMap(({ path, description, without }) => [
    ...(description === "" ? [`${path} has no description`] : []),
    ...(without === "" ? [`${path} does not say what leaving it out does`] : []),
  ]);
  if (faults.length > 0) {
    throw new Error(
      `stacks/${scenario}/settings.ts: ${faults.join("; ")}. Give each .describe("…"), or .meta({ description, without }) ` +
        "where it may be left out and has no default.",
    );
  }
  return settings;
}

function objectSettings(schema: JsonSchema, prefix: string, when?: string): Setting[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) =>
    oneSetting(property, prefix + name, schema.required?.includes(name) ?? false, when),
  );
}

function oneSetting(schema: JsonSchema, path: string, required: boolean, when?: string): Setting[] {
  const row: Setting = {
    path,
    ...(when !== undefined && { when }),
    type: typeText(schema),
    without: required ? "required" : withoutText(schema),
    description: schema.description ?? "",
  };
  return [row, ...inner(schema, path, when)];
}

/** The settings within an object, a list's or a record's members, and the forms of a union. */
function inner(schema: JsonSchema, path: string, when?: string): Setting[] {
  const forms = schema.oneOf ?? schema.anyOf;
  if (forms) {
    return forms.flatMap((form) => objectSettings(form, `${path}.`, joined(when, discriminator(form))));
  }
  if (schema.items) return inner(schema.items, `${path}[]`, when);
  if (typeof schema.additionalProperties === "object")
    return inner(schema.additionalProperties, `${path}.<name>`, when);
  return objectSettings(schema, `${path}.`, when);
}

function joined(outer: string | undefined, own: string | undefined): string | undefined {
  return [outer, own].filter((part) => part !== undefined).join(", ") || undefined;
}

/** The property that tells this form of a union from the others. */
function discriminator(form: JsonSchema): string | undefined {
  const found = Object.entries(form.properties ?? {}).find(([, property]) => property.const !== undefined);
  return found && `${found[0]}: ${String(found[1].const)}`;
}

function typeText(schema: JsonSchema): string {
  if (schema.const !== undefined) return code(String(schema.const));
  if (schema.enum) return schema.enum.map((value) => code(String(value))).join(", ");
  if (schema.oneOf ?? schema.anyOf) return "object, one of several forms";
  if (schema.items) return `list of ${plural(schema.items)}`;
  if (typeof schema.additionalProperties === "object")
    return `${plural(schema.additionalProperties)} by name`;
  return schema.type ?? "any";
}

function plural(schema: JsonSchema): string {
  return schema.enum ? typeText(schema) : `${schema.type ?? "value"}s`;
}

function withoutText({ default: value, without }: JsonSchema): string {
  if (without !== undefined) return without;
  if (value === undefined) return "";
  if (Array.isArray(value) && value.length === 0) return "none";
  if (typeof value === "string") return code(value);
  if (typeof value !== "object" || value === null) return code(JSON.stringify(value));
  const entries = Object.entries(value);
  return entries.length === 0 ? "none" : code(JSON.stringify(value));
}
