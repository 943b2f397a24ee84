import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
// By the name under which components load it.
// eslint-disable-next-line @nx/enforce-module-boundaries
import { rds } from "@ballast/aws/services/rds";
import { resourceType } from "./catalogue.ts";
import type { ResourceType, Service } from "./resourceType.ts";

const services = [
  ...readFileSync(join(__dirname, "catalogue.ts"), "utf8").matchAll(
    /^import \{ (\w+) \} from "(\.\/\1\.ts)";$/gm,
  ),
].map(([, , path = ""]) => path);

/** Everything that a file loads, with types, which load nothing. */
function loadedBy(path: string, seen = new Set<string>()): Set<string> {
  if (seen.has(path)) return seen;
  seen.add(path);
  const text = path.endsWith(".json") || !path.startsWith("/") ? "" : readFileSync(path, "utf8");
  for (const [, from = ""] of text.matchAll(/^(?:import(?! type)|export(?! type)) [^;]*?from "([^"]+)"/gm))
    loadedBy(from.startsWith(".") ? join(dirname(path), from) : from, seen);
  return seen;
}

it("is loaded in parts: a service brings no schemas, no other package and no other service", () => {
  expect(services.length).toBeGreaterThan(25);
  for (const service of services.filter((path) => path !== "./cloudformation.ts")) {
    const loaded = [...loadedBy(join(__dirname, service))];
    expect(
      loaded.filter((path) => path.endsWith(".json") || !(path.startsWith("/") || path === "@ballast/model")),
    ).toEqual([]);
    expect(loaded.filter((path) => services.includes(`./${path.slice(__dirname.length + 1)}`))).toHaveLength(
      1,
    );
  }
});

it("has the same entries in a part as in the whole", () => {
  for (const [type, { replacedBy: own, ...entry }] of Object.entries<ResourceType>(rds.types)) {
    expect(resourceType(type)).toMatchObject(entry);
    const { always = [], sometimes = [], when = {} } = resourceType(type)?.replacedBy ?? {};
    // The whole adds what the provider answered.
    expect(always).toEqual(expect.arrayContaining([...(own?.always ?? [])]));
    expect(sometimes).toEqual(expect.arrayContaining([...(own?.sometimes ?? [])]));
    expect(when).toMatchObject(own?.when ?? {});
  }
});

it("has one entry for each type, in one service", async () => {
  const entries = await Promise.all(
    services.map(async (path) => {
      const loaded = (await import(path)) as Record<string, Service>;
      return Object.values(loaded).flatMap((one) => Object.keys(one.types ?? {}));
    }),
  );
  const all = entries.flat();
  expect(all.length).toBeGreaterThan(300);
  expect(all.filter((type, index) => all.indexOf(type) !== index)).toEqual([]);
});
