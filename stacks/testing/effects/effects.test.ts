import { compute } from "./cases/compute.ts";
import { scenarios } from "./cases/scenarios.ts";
import { storage } from "./cases/storage.ts";
import { effectsOf } from "./effects.ts";
import { componentsOf, publishedPackages } from "./schema.ts";

// Deprecated modes say so each time.
beforeAll(() => jest.spyOn(console, "warn").mockImplementation(() => undefined));

const cases = [...storage, ...compute, ...scenarios];

it("tries every component that there is", () => {
  const all = publishedPackages().flatMap((name) =>
    componentsOf(name).map((component) => `${name} ${component}`),
  );
  expect(cases.map((subject) => `${subject.package} ${subject.component}`).sort()).toEqual(all.sort());
});

it.each(cases.map((subject) => [subject.component, subject] as const))(
  "%s ignores no argument in any mode",
  async (_component, subject) => {
    expect(await effectsOf(subject)).toEqual({ ignored: [], never: [], missing: [] });
  },
  600_000,
);
