import type { AcceptanceRecord } from "@ballast/report";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeRestored } from "../destroying.ts";
import type { StepContext } from "../step.ts";
import { createSecond, writeSettings } from "./second.ts";

const stack = "rexray-ebs-dev";
const restored = "rexray-ebs_restored-dev";
const name = `Pulumi.${restored}.yaml`;

/** A project of two files, and stacks that only `pulumi` of this scene knows. */
function scene() {
  const root = mkdtempSync(join(tmpdir(), "ballast-second-"));
  writeFileSync(join(root, "Pulumi.yaml"), "name: test\nruntime: nodejs\n");
  writeFileSync(join(root, `Pulumi.${stack}.yaml`), "config:\n  test:settings:\n    size: 1\n");
  const known = new Map<string, number>([[stack, 10]]);
  const record = { before: [] as string[] } as unknown as AcceptanceRecord;
  const kept: string[][] = [];
  const told = { onInit: (): void => undefined };
  const pulumi = {
    stacks: () => Promise.resolve(new Map(known)),
    updatesAfter: () => Promise.resolve([]),
    run: (args: string[]) => {
      const last = args.at(-1) ?? "";
      if (args[1] === "init") {
        told.onInit();
        if (known.has(last)) return Promise.reject(new Error(`error: stack '${last}' already exists`));
        known.set(last, 0);
      } else if (args[0] === "destroy") known.set(last, 0);
      else known.delete(last);
      return Promise.resolve("");
    },
  };
  const context = {
    stack,
    planned: {
      project: { root, name: "test", configurationOf: () => ({ values: { "test:settings": { size: 1 } } }) },
      plan: { resources: [], resolved: [], types: [], stack, clusters: [] },
    },
    record,
    save: () => kept.push([...(record.created ?? [])]),
    pulumi,
    pace: {},
  } as unknown as StepContext;
  return { context, known, record, kept, told, file: join(root, name) };
}

jest.mock("./removing.ts", () => ({ removeRestoredStores: () => Promise.resolve() }));

it("notes the settings file and the stack before it creates each, and deletes them once", async () => {
  const { context, known, record, kept, told, file } = scene();
  let atInit: string[] = [];
  told.onInit = () => (atInit = kept.at(-1) ?? []);
  await createSecond(context, restored);
  expect(kept[0]).toEqual([name]);
  expect(atInit).toEqual([name, restored]);
  writeSettings(context, restored, [{ path: ["size"], value: 2 }]);
  await createSecond(context, restored);
  expect(readFileSync(file, "utf8")).toContain("size: 2");
  await removeRestored(context, restored);
  expect([...known.keys()]).toEqual([stack]);
  expect(existsSync(file)).toBe(false);
  expect(record.created).toBeUndefined();
});

it.each(["before the run looks", "between its look and pulumi stack init"])(
  "neither deploys to nor deletes a stack that somebody made %s",
  async (when) => {
    const { context, known, told } = scene();
    const makes = (): void => void known.set(restored, 7);
    if (when.startsWith("before")) makes();
    else told.onInit = makes;
    await expect(createSecond(context, restored)).rejects.toThrow(/exists/);
    await removeRestored(context, restored);
    expect(known.get(restored)).toBe(7);
  },
);

it("neither writes nor deletes a settings file that somebody made", async () => {
  const { context, file } = scene();
  writeFileSync(file, "config: {}\n");
  await expect(createSecond(context, restored)).rejects.toThrow(
    `${file} exists, but this run did not create`,
  );
  expect(() => writeSettings(context, restored, [{ path: ["size"], value: 2 }])).toThrow(/did not create/);
  await removeRestored(context, restored);
  expect(readFileSync(file, "utf8")).toBe("config: {}\n");
});
