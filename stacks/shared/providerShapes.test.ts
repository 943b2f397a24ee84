import { readFileSync } from "node:fs";
import { join } from "node:path";
import { booleans, checkedElsewhere, mapLists, maps, numbers, textLists } from "./providerShapes.ts";

/** Keys of the provider by their type, as the SDK declares them. */
const declared = new Map(
  [
    ...readFileSync(join(__dirname, "../../node_modules/@pulumi/aws/config/vars.d.ts"), "utf8").matchAll(
      /^export declare const (\w+): (.+?)(?: \| undefined)?;$/gm,
    ),
  ].map(([, key = "", type = ""]) => [key, type]),
);

const ofType = (matches: (type: string) => boolean): string[] =>
  [...declared].filter(([key, type]) => !checkedElsewhere.includes(key) && matches(type)).map(([key]) => key);

it.each<[string, string[], (type: string) => boolean]>([
  ["numbers", numbers, (type) => type === "number"],
  ["Booleans", booleans, (type) => type === "boolean"],
  ["lists of texts", textLists, (type) => type === "string[]"],
  ["lists of maps", mapLists, (type) => /^outputs\..*\[\]$/.test(type)],
  ["maps", maps, (type) => /^outputs\.[\w.]+$/.test(type)],
])("are those that the SDK declares: %s", (_what, keys, matches) => {
  expect(declared.size).toBeGreaterThan(30);
  expect([...keys].sort()).toEqual(ofType(matches).sort());
});
