import type { Faults } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import type { PackageSchema, PropertySchema } from "./schema.ts";

/**
 * Finds the inputs that must be plain and are not. TypeScript's compiler and the SDKs of other typed languages find
 * them by their types; a YAML program has nobody else to say it.
 */
export function checkPlain(
  faults: Faults,
  schema: PackageSchema,
  properties: Record<string, PropertySchema>,
  inputs: Record<string, unknown>,
  path = "",
): void {
  for (const [name, property] of Object.entries(properties))
    checkValue(faults, schema, property, inputs[name], path === "" ? name : `${path}.${name}`);
}

function checkValue(
  faults: Faults,
  schema: PackageSchema,
  property: PropertySchema,
  value: unknown,
  path: string,
): void {
  if (pulumi.Output.isInstance(value)) {
    if (property.plain)
      faults.add(
        path,
        "is a secret or another resource's output, but decides what exists, so it must be known when the program runs. " +
          "Write the value itself; of a map or a list, outputs may stand inside where the documentation says so.",
      );
    return;
  }
  const { items, additionalProperties, $ref } = property;
  if (Array.isArray(value)) {
    if (items) value.forEach((item, index) => checkValue(faults, schema, items, item, `${path}[${index}]`));
  } else if (typeof value === "object" && value !== null) {
    const inner = value as Record<string, unknown>;
    if (additionalProperties)
      for (const [key, item] of Object.entries(inner))
        checkValue(faults, schema, additionalProperties, item, `${path}.${key}`);
    const type = $ref?.startsWith("#/types/") ? schema.types[$ref.slice("#/types/".length)] : undefined;
    if (type?.properties) checkPlain(faults, schema, type.properties, inner, path);
  }
}
