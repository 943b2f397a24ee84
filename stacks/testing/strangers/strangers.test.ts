import { join } from "node:path";
import { ComponentHost } from "@ballast/component-host";
import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { compute } from "../effects/cases/compute.ts";
import { scenarios } from "../effects/cases/scenarios.ts";
import { storage } from "../effects/cases/storage.ts";
import { componentsOf, publishedPackages } from "../effects/schema.ts";
import { badValues, changedAt, placesOf, written, type Place } from "./badArguments.ts";

// People who do not know this repository: they write plain JavaScript or YAML and forget, misspell and confuse arguments.

let registered: string[] = [];
beforeAll(async () => {
  await pulumi.runtime.setMocks({
    newResource: ({ type, inputs }) => {
      registered.push(type);
      return { id: "id", state: inputs as object };
    },
    call: () => ({}),
  });
});
beforeEach(() => (registered = []));
afterEach(async () => {
  await new Promise(setImmediate);
  expect(registered).toEqual([]);
});

const cases = [...storage, ...compute, ...scenarios];
const all = cases.map((subject) => [subject.component, subject] as const);

it("tries every component that there is", () => {
  const there = publishedPackages().flatMap((name) => componentsOf(name));
  expect(cases.map(({ component }) => component).sort()).toEqual(there.sort());
});

/** The refusal, or what happened instead. */
function refusal(build: () => unknown): { message: string; paths: string[] } {
  try {
    build();
  } catch (error) {
    if (pulumi.InputPropertiesError.isInstance(error))
      return { message: error.message, paths: error.errors.map(({ propertyPath }) => propertyPath) };
    return { message: `not a refusal: ${String(error)}`, paths: [] };
  }
  return { message: "accepted", paths: [] };
}

type Subject = (typeof cases)[number];
const refused = ({ build }: Subject, args: unknown) => refusal(() => build(args as never));
const firstMode = ({ modes }: Subject) => Object.values(modes)[0] ?? {};

describe.each(all)("%s", (component, subject) => {
  const places = placesOf(subject.package, component);
  const required = places.filter(({ path, required }) => required && path.length === 1);

  it.each<[string, unknown]>([
    ["nothing", undefined],
    ["null", null],
    ["an empty object", {}],
  ])("says what is missing of %s", (_what, args) => {
    // A component that needs nothing is complete without arguments, and null is not an object.
    if (required.length === 0 && args !== null) return;
    const { message, paths } = refused(subject, args);
    expect(paths).toEqual(expect.arrayContaining(required.map(({ path }) => written(path))));
    expect(message).toMatch(new RegExp(`^${component} "[^"]+" is refused, and nothing of it was registered`));
    if (required.length === 0) expect(paths).toEqual(["args"]);
  });

  it.each<[string, unknown]>([
    ["a number", 5],
    ["a text", "args"],
    ["a list", []],
    ["a function", () => 1],
    ["an output", pulumi.output({})],
  ])("refuses %s for its arguments", (_what, args) => {
    expect(refused(subject, args).paths).toContain("args");
  });

  it("names the path of every bad value, at every depth, in every mode", () => {
    const missed: string[] = [];
    for (const [position, mode] of Object.values(subject.modes).entries())
      for (const place of places)
        for (const [what, value] of Object.entries(position === 0 ? badValues(place) : { null: null })) {
          const { paths, message } = refused(subject, changedAt(mode, place.path, value));
          if (!paths.includes(written(place.path)))
            missed.push(`${written(place.path)}: ${what}: ${message}`);
          if (message.includes("hunter2SeCrEt"))
            missed.push(`${written(place.path)}: shows ${what}: ${message}`);
        }
    expect(missed).toEqual([]);
  });

  it("shows no key that may be a secret", () => {
    const secret = "hunter2SeCrEt";
    const objects = [
      [],
      ...places.filter(({ kind }) => kind === "object" || kind === "record").map(({ path }) => path),
    ];
    const shown = objects.flatMap((path) =>
      [secret, `A=${secret}`, `A ${secret}`, `https://a:${secret}@b/c`]
        // In a record without secrets, users choose the keys.
        .filter(
          (key) => key !== secret || !places.some((place) => place.path === path && place.kind === "record"),
        )
        .map((key) => refused(subject, changedAt(firstMode(subject), [...path, key], "x")).message)
        .filter((message) => message.includes(secret))
        .map((message) => `${written(path)}: ${message}`),
    );
    expect(shown).toEqual([]);
  });

  it("says which key was meant by a misspelt one, at every level", () => {
    const objects: Pick<Place, "path" | "keys">[] = [
      { path: [], keys: places.filter(({ path }) => path.length === 1).map(({ path }) => String(path[0])) },
      ...places.filter(({ kind }) => kind === "object"),
    ];
    const missed: string[] = [];
    for (const { path, keys } of objects)
      // Of a shorter one too little is left.
      for (const key of keys.filter(({ length }) => length > 3)) {
        const misspelt = [...path, key.slice(0, -2) + key.slice(-1)];
        if (keys.includes(String(misspelt.at(-1)))) continue;
        const { message, paths } = refused(subject, changedAt(firstMode(subject), misspelt, "x"));
        const line = message.split("\n").find((one) => one.startsWith(`  ${written(misspelt)}: `));
        if (!paths.includes(written(misspelt)) || !line?.includes("Did you mean"))
          missed.push(`${written(misspelt)}: ${message}`);
      }
    expect(missed).toEqual([]);
  });

  it("lists all of several faults, whatever else is wrong", () => {
    const bad = fc
      .constantFrom(...places)
      .chain((place) =>
        fc.constantFrom(...Object.values(badValues(place))).map((value) => ({ path: place.path, value })),
      );
    const base = firstMode(subject);
    fc.assert(
      fc.property(
        fc.uniqueArray(bad, { minLength: 1, maxLength: 4, selector: ({ path }) => path[0] }),
        fc.stringMatching(/^zz[a-z]{3,12}$/),
        (faults, unknown) => {
          const args = faults.reduce<unknown>(
            (before, { path, value }) => changedAt(before, path, value),
            base,
          );
          const { paths, message } = refused(subject, { ...(args as object), [unknown]: 1 });
          expect({ message, paths }).toEqual({
            message: expect.stringContaining(component),
            paths: expect.arrayContaining(faults.map(({ path }) => written(path))),
          });
        },
      ),
      { numRuns: 30 },
    );
  });

  it("refuses the same when it is asked for from another language", async () => {
    const folder = join(__dirname, "../../../packages", subject.package);
    const exported = (await import(`@ballast/${subject.package}`)) as Record<string, unknown>;
    const host = new ComponentHost(folder, exported);
    const type = `ballast-${subject.package}:index:${component}`;
    for (const inputs of [
      { unknownKey: 1 },
      ...places.map(({ path }) => changedAt(firstMode(subject), path, null)),
    ]) {
      const error: unknown = await host.construct("main", type, inputs as pulumi.Inputs, {}).then(
        () => "accepted",
        (reason: unknown) => reason,
      );
      expect(pulumi.InputPropertiesError.isInstance(error) ? undefined : [inputs, error]).toBeUndefined();
    }
  });
});
