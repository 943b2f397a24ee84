import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromiumPath } from "./chromium.ts";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "chromium-"))));
afterEach(() => rmSync(folder, { recursive: true }));

function program(name: string): string {
  const path = join(folder, name);
  writeFileSync(path, "#!/bin/sh\n", { mode: 0o755 });
  return path;
}

it("takes the one that it is told, and otherwise the first that it finds", () => {
  const found = program("google-chrome");
  const told = program("my-browser");
  expect(chromiumPath({}, ["/nowhere", folder])).toBe(found);
  expect(chromiumPath({ BALLAST_CHROMIUM: told }, [folder])).toBe(told);
  expect(chromiumPath({ BALLAST_CHROMIUM: "" }, [folder])).toBe(found);
});

it("says what to do where there is none", () => {
  expect(() => chromiumPath({}, [folder])).toThrow(
    /^There is no Chromium here: none of chromium, .* is on the PATH. Install one .*, or name one by BALLAST_CHROMIUM.$/,
  );
  expect(() => chromiumPath({ BALLAST_CHROMIUM: join(folder, "none") }, [folder])).toThrow(
    /^BALLAST_CHROMIUM is .*none, which is not a program; give the path of a Chromium, or nothing to look for one.$/,
  );
});
