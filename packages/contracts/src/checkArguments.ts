import * as pulumi from "@pulumi/pulumi";
import { actual, isObject } from "./argumentValues.ts";
import { Faults, subjectOf } from "./faults.ts";
import type { ComponentSchema, PackageSchema } from "./packageSchema.ts";
import { Shape } from "./shape.ts";

type Fault = pulumi.InputPropertyErrorDetails;

/**
 * Checks the arguments of a component before `super`: first their shape, as the package's schema.json has it, then what
 * they mean. One error lists the faults of both, so nothing is found one deployment at a time.
 *
 * @param schema The package's schema.json: `import schema from "#schema" with { type: "json" }`.
 * @param component The class's name.
 * @param check Adds the faults that no schema knows. Where the shape has faults, it gets a copy without the faulty values.
 *   If a choice is faulty, it is run once for each of its allowed values, and only a fault that every run finds counts.
 *
 * @returns what `check` returns.
 *
 * @throws {pulumi.InputPropertiesError} with everything that is wrong.
 */
export function checkArguments<Args extends object, Result>(
  schema: object,
  component: string,
  name: string,
  args: Args,
  check: (faults: Faults, args: Args, name: string) => Result,
): Result {
  const subject = subjectOf(component, name);
  const faults = new Faults(subject);
  const expected = componentIn(schema as PackageSchema, component);
  const shape = new Shape(faults, schema as PackageSchema);
  const repaired = checkShape(faults, shape, expected, args) as Args;
  if (typeof name !== "string" || name === "")
    faults.add(
      "name",
      `${actual("name", name)}; expected: the component's name, a string that is not empty.`,
    );
  if (faults.found.length === 0) {
    const result = check(faults, args, name);
    faults.throwIfAny();
    return result;
  }
  const meaning = (of: Args) => faultsOfMeaning(of, typeof name === "string" ? name : "", check);
  const guesses = Array.from({ length: shape.choices }, (_, guess) => {
    const silent = new Faults(subject);
    return meaning(
      checkShape(silent, new Shape(silent, schema as PackageSchema, guess), expected, args) as Args,
    );
  });
  const isCertain = (fault: Fault): boolean =>
    guesses.every((found) => found.some((one) => one.propertyPath === fault.propertyPath));
  const all = new Faults(subject);
  for (const one of joined(faults.found, shape.implausible, meaning(repaired), isCertain))
    all.add(one.propertyPath, one.reason);
  all.throwIfAny();
  throw new Error("unreachable: there are faults");
}

/** Both in the order in which the component checks; what only the schema knows comes last. */
function joined(
  found: readonly Fault[],
  implausible: ReadonlySet<Fault>,
  meaning: readonly Fault[],
  isCertain: (fault: Fault) => boolean,
): Set<Fault> {
  const all = new Set<Fault>();
  const shape = found.filter(
    (fault) =>
      !implausible.has(fault) ||
      !meaning.some((one) => one.propertyPath === fault.propertyPath && isCertain(one)),
  );
  for (const fault of meaning) {
    const same = shape.filter(
      (one) => !implausible.has(one) && isAbout(one.propertyPath, fault.propertyPath),
    );
    for (const one of same.length > 0 ? same : isCertain(fault) ? [fault] : []) all.add(one);
  }
  return new Set([...all, ...shape]);
}

function componentIn({ name, resources }: PackageSchema, component: string): ComponentSchema {
  const found = Object.entries(resources).find(([token]) => token.endsWith(`:${component}`))?.[1];
  if (found !== undefined) return found;
  throw new Error(
    `The schema.json of ${name} has no component ${component}. Write it: node tools/componentSchemas.ts --write <package>.`,
  );
}

/** @returns what `Shape` makes of the arguments. */
function checkShape(
  faults: Faults,
  shape: Shape,
  { inputProperties = {}, requiredInputs = [] }: ComponentSchema,
  args: unknown,
): object {
  const isMissing = args === undefined || args === null;
  // Each missing argument says so itself.
  if (!isObject(args) && !(isMissing && requiredInputs.length > 0))
    faults.add(
      "args",
      `${actual("args", args)}; expected: an object with ${Object.keys(inputProperties).join(", ")}.`,
    );
  const whole = { properties: inputProperties, required: requiredInputs };
  return shape.object(whole, isObject(args) ? args : {});
}

/** For arguments with errors in their shape: the other errors that can still be found. */
function faultsOfMeaning<Args>(
  args: Args,
  name: string,
  check: (faults: Faults, args: Args, name: string) => unknown,
): readonly Fault[] {
  const faults = new Faults(name);
  try {
    check(faults, args, name);
  } catch (error) {
    if (pulumi.InputPropertiesError.isInstance(error)) return [...faults.found, ...error.errors];
    // It looked for something that the faults of shape are about.
  }
  return faults.found;
}

/** Whether an error in the shape already covers a path: the path itself, one above it, or a key directly below it. */
function isAbout(found: string, path: string): boolean {
  return (
    found === path ||
    isBelow(path, found) ||
    (isBelow(found, path) && !/[.[]/.test(found.slice(path.length + 1)))
  );
}

function isBelow(inner: string, outer: string): boolean {
  return inner.startsWith(`${outer}.`) || inner.startsWith(`${outer}[`);
}
