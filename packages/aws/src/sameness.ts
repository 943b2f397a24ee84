import { isFields, text } from "@ballast/model";
import { nativeType } from "./aliases.ts";
import { isTemplateType, resourceType } from "./catalogue.ts";
import type { Fields } from "./described.ts";
import { generatedNames } from "./naming.ts";
import { capitalized, inTemplate } from "./nativeInputs.ts";
import { withoutIndexes } from "./paths.ts";
import { attributeOf, type Attribute } from "./provider/attributes.ts";
import type { Sides } from "./resourceType.ts";

/*
 * How the provider plans a property: it takes what the program gives, by the schema's type. What the program leaves out becomes the
 * schema's default, or stays as it is where the schema says `Optional` and `Computed`, or becomes the type's zero (`schemaMap.diff` in
 * helper/schema/schema.go of terraform-plugin-sdk, read in November 2026).
 */

/** Whether the provider or CloudFormation treats two values as equal. @param path Without indexes. */
export function isSame(type: string, path: string, before: unknown, after: unknown, inputs: Sides): boolean {
  if (!type.startsWith("aws:") && !isTemplateType(type)) return before === after;
  const isEqual = isScalar(before) && isScalar(after) && equal(attributeOf(type, path), before, after);
  return isEqual || resourceType(type)?.same?.[path]?.(before, after, inputs) === true;
}

/**
 * Whether a property keeps its value if a program removes it. If Pulumi generates the name of a type, it generates another one instead
 * (`AutoName` in pkg/tfbridge/names.go of pulumi-terraform-bridge).
 *
 * @param path Without indexes.
 */
export function isKept(type: string, path: string): boolean {
  if (generatedNames.includes(path)) return false;
  if (resourceType(type)?.keeps?.includes(path) === true) return true;
  return attributeOf(type, path)?.isKept === true && !isInSet(type, path);
}

/** Whether setting a value has the same result as not setting the property. @param path Without indexes. */
export function isLeftOut(type: string, path: string, value: unknown, inputs: Fields): boolean {
  const attribute = attributeOf(type, path);
  const filled = attribute?.fallback ?? documented(type, path, inputs);
  if (filled !== undefined) return isScalar(value) && equal(attribute, filled, value);
  if (resourceType(type)?.keeps?.includes(path) === true) {
    const blocks = [value].flat();
    if (!blocks.every(isFields)) return false;
    const members = blocks.flatMap((block) => Object.entries(block));
    return members.every(([key, inner]) => isLeftOut(type, `${path}.${key}`, inner, inputs));
  }
  if (attribute === undefined || (attribute.isKept && !isInSet(type, path))) return false;
  return isZero(attribute.kind, value);
}

/** Whether AWS's value is unknown if a program does not set the property. @param path Without indexes. */
export function isOpen(type: string, path: string, inputs: Fields): boolean {
  return isKept(type, path) && documented(type, path, inputs) === undefined;
}

/**
 * Why AWS rejects a change of an existing resource; undefined if it accepts it, or if not known.
 *
 * @param path With or without indexes.
 */
export function refusal(type: string, path: string, { before, after }: Sides): string | undefined {
  const { refuses = {} } = resourceType(type) ?? {};
  if (nativeType(type) === undefined) return refuses[withoutIndexes(path)]?.(before, after);
  const sides = inTemplate({ before, after });
  return refuses[capitalized(withoutIndexes(path))]?.(sides.before, sides.after);
}

function documented(type: string, path: string, inputs: Fields): string | number | boolean | undefined {
  const filled = resourceType(type)?.fillsIn?.[path];
  return typeof filled === "function" ? filled(inputs) : filled;
}

function isInSet(type: string, path: string): boolean {
  const parts = path.split(".");
  return parts.some(
    (_part, index) => index > 0 && attributeOf(type, parts.slice(0, index).join("."))?.kind === "set",
  );
}

function isScalar(value: unknown): value is string | number | boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}

/**
 * Whether two values are equal in the property's schema type: the provider converts `"true"` to true and
 * `"5"` to 5.
 */
function equal(attribute: Attribute | undefined, before: unknown, after: unknown): boolean {
  const [one, other] = [text(before), text(after)];
  if (one === other) return true;
  return attribute?.kind === "number" && one !== "" && other !== "" && Number(one) === Number(other);
}

function isZero(kind: Attribute["kind"], value: unknown): boolean {
  if (kind === "entry") return false;
  if (Array.isArray(value)) return value.length === 0;
  if (isFields(value)) return kind === "map" && Object.keys(value).length === 0;
  if (kind === "bool") return text(value) === "false";
  if (kind === "number") return Number(text(value)) === 0;
  return value === "";
}
