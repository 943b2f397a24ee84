import type { PackageSchema, PropertySchema } from "@ballast/contracts";
import { globSync, readFileSync } from "node:fs";

const components = globSync("packages/*/schema.json").flatMap((file) =>
  Object.entries((JSON.parse(readFileSync(file, "utf8")) as PackageSchema).resources),
);

/** What a program in another language declares for it. */
function kindOf({ type, $ref, items, additionalProperties, oneOf }: PropertySchema): string {
  if ($ref === "pulumi.json#/Any" || oneOf) return "part";
  if (items) return `list of ${kindOf(items)}`;
  return additionalProperties ? `record of ${kindOf(additionalProperties)}` : ($ref ?? type ?? "");
}

it.each(components)("%s gives what it was given in the form in which it was given", (_token, component) => {
  const { inputProperties = {}, properties } = component;
  const both = Object.entries(properties).filter(
    ([name, output]) => name in inputProperties && kindOf(output) !== "part",
  );
  const kinds = (of: Record<string, PropertySchema>) =>
    both.map(([name]) => [name, kindOf(of[name] as PropertySchema)]);
  expect(kinds(properties)).toEqual(kinds(inputProperties));
});

it("reads the schemas of all component packages", () => expect(components.length).toBeGreaterThan(20));
