import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { golden } from "./acceptedFile.ts";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "golden-"))));
afterEach(() => {
  delete process.env["BALLAST_ACCEPT"];
  rmSync(folder, { recursive: true });
});

it("compares with what was accepted", () => {
  writeFileSync(join(folder, "a.txt"), "old");
  expect(golden(join(folder, "a.txt"), "old")).toBe("old");
  expect(() => golden(join(folder, "a.txt"), "new")).toThrow(/"old"[\s\S]*"new"/);
});

it("does not accept by itself what was not read", () => {
  expect(() => golden(join(folder, "a.txt"), "new")).toThrow(
    "run the test once with BALLAST_ACCEPT=1 and read it",
  );
});

it("writes what is to be accepted", () => {
  process.env["BALLAST_ACCEPT"] = "1";
  expect(golden(join(folder, "new", "a.txt"), "new")).toBe("new");
  expect(readFileSync(join(folder, "new", "a.txt"), "utf8")).toBe("new");
});
