import type { z } from "zod";

/** The part of zod's schema data that concerns keys. */
interface Definition {
  type: string;
  shape?: Record<string, z.core.$ZodType>;
  element?: z.core.$ZodType;
  valueType?: z.core.$ZodType;
  innerType?: z.core.$ZodType;
  in?: z.core.$ZodType;
  options?: z.core.$ZodType[];
  discriminator?: string;
  values?: unknown[];
}

/** The keys that an object at a path of a schema may have, sorted. @param input What stands there, by which a union's form is known. */
export function allowedKeys(schema: z.core.$ZodType, path: readonly PropertyKey[], input: unknown): string[] {
  const found = path.reduce<Definition[]>(
    (definitions, part) => definitions.flatMap((one) => within(one, part)).flatMap(plain),
    plain(schema),
  );
  const forms = found.filter(({ shape }) => shape !== undefined);
  const fitting = forms.filter((form) => fits(form, input));
  return [
    ...new Set((fitting.length > 0 ? fitting : forms).flatMap(({ shape }) => Object.keys(shape ?? {}))),
  ].sort();
}

/** Without what only wraps it; a union by its forms. */
function plain(schema: z.core.$ZodType): Definition[] {
  const definition = schema._zod.def as Definition;
  const inner = definition.innerType ?? definition.in;
  if (inner !== undefined) return plain(inner);
  return definition.options?.flatMap(plain) ?? [definition];
}

function within({ shape, element, valueType }: Definition, part: PropertyKey): z.core.$ZodType[] {
  const own = shape !== undefined && Object.hasOwn(shape, part) ? shape[String(part)] : undefined;
  return [own ?? element ?? valueType ?? []].flat();
}

/** Whether the literal values of a form are those of the input. */
function fits({ shape = {} }: Definition, input: unknown): boolean {
  if (typeof input !== "object" || input === null) return false;
  const given = input as Record<string, unknown>;
  return Object.entries(shape).every(([key, one]) => {
    const { type, values } = one._zod.def as Definition;
    return type !== "literal" || (values?.includes(given[key]) ?? false);
  });
}
