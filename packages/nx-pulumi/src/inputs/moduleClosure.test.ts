import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { moduleClosure } from "./moduleClosure.ts";

let workspace: string;
beforeEach(() => (workspace = mkdtempSync(join(tmpdir(), "modules-"))));
afterEach(() => rmSync(workspace, { recursive: true }));

function write(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(workspace, dirname(path)), { recursive: true });
    writeFileSync(join(workspace, path), text);
  }
}

it("follows every form of import, to the end and around circles", () => {
  write({
    "web/index.ts":
      'import {\n  one,\n  two,\n} from "./one.ts";\nexport { three } from "../shared/three.ts";\n',
    "web/one.ts": 'import type { Two } from "./two.ts";\nimport "./effect.ts";\n',
    "web/two.ts": 'export const load = () => import("./lazy.ts");\nexport * from "./index.ts";\n',
    "web/effect.ts": "",
    "web/lazy.ts": "",
    "shared/three.ts": "",
    "shared/unused.ts": "",
  });
  expect(moduleClosure(workspace, ["web/index.ts"])).toEqual({
    modules: ["web/index.ts", "web/one.ts", "shared/three.ts", "web/two.ts", "web/effect.ts", "web/lazy.ts"],
    packages: [],
  });
});

it("names packages without what it imports of them", () => {
  write({
    "index.ts":
      'import * as pulumi from "@pulumi/pulumi";\nimport { record } from "@ballast/testing/recorder";\nimport { z } from "zod";\n' +
      'import { join } from "node:path";\n',
  });
  expect(moduleClosure(workspace, ["index.ts"]).packages).toEqual([
    "@pulumi/pulumi",
    "@ballast/testing",
    "zod",
    "node:path",
  ]);
});

it("passes over text that only looks like an import, and what it is told not to enter", () => {
  write({ "index.ts": 'const text = `import "./nowhere.ts";`;\nimport "./other.ts";\n', "other.ts": "" });
  expect(moduleClosure(workspace, ["index.ts"], (module) => module !== "other.ts").modules).toEqual([
    "index.ts",
  ]);
});
