import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { PlanError } from "./index.ts";
import { readNames, readText } from "./readText.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "text-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

it("reads every text as it was written", () => {
  const file = join(folder, "file");
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      writeFileSync(file, text);
      expect(readText(file)).toBe(text);
    }),
  );
});

it("names the line of bytes that are not UTF-8, and shows nothing of it", () => {
  const file = join(folder, "file");
  writeFileSync(file, Buffer.from("a: 1\nb: hunter2 f\u00f6w\n", "latin1"));
  expect(() => readText(file, "Pulumi.a.yaml")).toThrow(
    new PlanError(
      "Pulumi.a.yaml, line 2: has bytes that are not UTF-8, which Pulumi refuses. Save the file in the encoding UTF-8. " +
        "The line is not shown, because it may hold a secret.",
    ),
  );
});

it("says what stands in the file's place", () => {
  const at = join(folder, "file");
  expect(() => readText(at, "file")).toThrow(new PlanError("file does not exist. Check its path."));
  mkdirSync(at);
  expect(() => readText(at, "file")).toThrow(
    new PlanError("file is a folder; expected: a file. Move the folder away, or rename it."),
  );
  expect(() => readNames(join(folder, "none"), "Create it.")).toThrow("none does not exist. Create it.");
});

// The superuser may read every file.
(process.getuid?.() === 0 ? it.skip : it)("says that a permission is missing", () => {
  const at = join(folder, "file");
  writeFileSync(at, "");
  chmodSync(at, 0);
  expect(() => readText(at, "file")).toThrow("file cannot be read: this user lacks the permission");
});
