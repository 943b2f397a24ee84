import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { isFields } from "@ballast/model";

// The engine tests check the catalogue, so nothing of it may reach the stand-ins: not by way of another package either.

const root = process.cwd();
const packages = join(root, "packages");

/** The file that an import names; undefined for what is not of this repository. */
function target(specifier: string, from: string): string | undefined {
  if (specifier.startsWith(".")) return join(dirname(from), specifier);
  const [, name = "", below = ""] = /^@ballast\/([\w-]+)(\/.*)?$/.exec(specifier) ?? [];
  if (name === "") return undefined;
  const { exports = {} } = JSON.parse(readFileSync(join(packages, name, "package.json"), "utf8")) as {
    exports?: Record<string, unknown>;
  };
  const [file] = Object.entries(exports).flatMap(([key, value]) => {
    const path = isFields(value) ? Object.values(value)[0] : value;
    const [start = "", end] = key.split("*");
    const own = `.${below}`;
    if (end === undefined ? own !== key : !own.startsWith(start)) return [];
    return [String(path).replace("*", own.slice(start.length))];
  });
  if (file === undefined)
    throw new Error(`${specifier}, which ${relative(root, from)} imports, is not exported`);
  return join(packages, name, file);
}

/** Everything that these files import, types too, with the file that imports it first. */
function reached(files: string[]): Map<string, string> {
  const found = new Map(files.map((file) => [file, ""]));
  for (const [file] of found) {
    if (!file.endsWith(".ts")) continue;
    const text = readFileSync(file, "utf8");
    for (const [, specifier = ""] of text.matchAll(
      /(?:\bfrom|^import|\bimport\(|\brequire\()\s*"([^"]+)"/gm,
    )) {
      const imported = target(specifier, file);
      if (imported !== undefined && existsSync(imported) && !found.has(imported)) found.set(imported, file);
    }
  }
  return found;
}

const isOfCatalogue = (file: string): boolean => file.startsWith(join(packages, "aws/"));

it("reaches nothing of packages/aws from the stand-ins", () => {
  const files = readdirSync(__dirname)
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .map((file) => join(__dirname, file));
  const found = reached(files);
  expect(found.size).toBeGreaterThan(files.length + 8);
  const wrong = [...found].filter(([file]) => isOfCatalogue(file));
  expect(wrong.map(([file, from]) => `${relative(root, from)} imports ${relative(root, file)}`)).toEqual([]);
});

it("would find it by way of another package", () => {
  const [recorder] = reached([join(packages, "recording/src/index.ts")]).keys();
  expect(recorder).toContain("recording");
  expect([...reached([join(packages, "recording/src/index.ts")]).keys()].some(isOfCatalogue)).toBe(true);
});
