import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Manifest } from "../manifest.ts";
import { publishedPackages, withDependencies } from "./packages.ts";
import { forgeFields, originOf } from "./repository.ts";
import { stage } from "./stage.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "ballast-packing-"));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

const manifest = (folder: string, more: Partial<Manifest> = {}): Manifest => ({
  name: `@ballast/${folder}`,
  version: "0.1.0",
  description: "A shelf",
  keywords: ["pulumi"],
  license: "Apache-2.0",
  sideEffects: false,
  exports: { ".": "./src/index.ts" },
  publishConfig: { access: "public" },
  ...more,
});

function workspace(...manifests: Manifest[]): Map<string, Manifest> {
  for (const one of manifests)
    write(`packages/${one.name.slice("@ballast/".length)}/package.json`, JSON.stringify(one));
  return publishedPackages(root);
}

describe("what is packed", () => {
  it("is what is not private, with all of ours that it depends on", () => {
    const published = workspace(
      manifest("shelf", { dependencies: { "@ballast/wood": "^0.1.0", yaml: "2.9.1" } }),
      manifest("wood"),
      manifest("chair"),
      manifest("tool", { private: true }),
    );
    expect([...published.keys()]).toEqual(["chair", "shelf", "wood"]);
    expect(withDependencies(published, ["shelf"])).toEqual(["shelf", "wood"]);
  });

  it("depends on nothing that nobody can install", () => {
    const published = workspace(
      manifest("shelf", { dependencies: { "@ballast/tool": "^0.1.0" } }),
      manifest("tool", { private: true }),
    );
    expect(() => withDependencies(published, ["shelf"])).toThrow(
      "packages/tool is private, but packages/shelf, which is published, depends on it.",
    );
  });
});

describe("a staged folder", () => {
  it("exports what was built, and has no word about the workspace", () => {
    write("packages/shelf/dist/index.js", "export {};");
    write("packages/shelf/dist/boards/index.js", "export {};");
    write("packages/shelf/README.md", "# Shelf");
    write("packages/shelf/schema.json", "{}");
    write("LICENSE", "Apache");
    const shelf = manifest("shelf", {
      // The build leaves out what serves the workspace alone.
      exports: { ".": "./src/index.ts", "./boards": "./src/boards/index.ts", "./saw": "./src/saw.ts" },
      devDependencies: { "@ballast/testing": "^0.1.0" },
      nx: { tags: ["type:component"] },
    });
    const staged = stage(
      root,
      "shelf",
      shelf,
      forgeFields("git@forge.example:team/ballast.git", "packages/shelf"),
    );
    expect(JSON.parse(readFileSync(join(staged, "package.json"), "utf8"))).toEqual({
      name: "@ballast/shelf",
      version: "0.1.0",
      description: "A shelf",
      keywords: ["pulumi"],
      license: "Apache-2.0",
      sideEffects: false,
      repository: {
        type: "git",
        url: "git+https://forge.example/team/ballast.git",
        directory: "packages/shelf",
      },
      homepage: "https://forge.example/team/ballast#readme",
      bugs: { url: "https://forge.example/team/ballast/issues" },
      types: "./dist/index.d.ts",
      exports: {
        ".": { types: "./dist/index.d.ts", default: "./dist/index.js" },
        "./boards": { types: "./dist/boards/index.d.ts", default: "./dist/boards/index.js" },
        "./schema.json": "./schema.json",
      },
      files: ["dist", "schema.json", "CHANGELOG.md"],
      engines: { node: ">=22.12" },
      publishConfig: { access: "public" },
    });
    const files = ["dist/index.js", "README.md", "LICENSE", "schema.json", "CHANGELOG.md"];
    expect(files.filter((file) => existsSync(join(staged, file)))).toEqual(files.slice(0, -1));
  });

  it("is not made of a package that lacks what its users need", () => {
    write("packages/shelf/dist/index.js", "export {};");
    expect(() =>
      stage(root, "shelf", manifest("shelf", { license: undefined, keywords: undefined })),
    ).toThrow(
      "packages/shelf/package.json lacks keywords, license, which a published package has. See its neighbours'.",
    );
  });
});

describe("the forge is named", () => {
  it.each([
    ["git@github.com:team/ballast.git", "https://github.com/team/ballast"],
    ["https://github.com/team/ballast", "https://github.com/team/ballast"],
    ["https://token@forge.example/group/team/ballast.git/", "https://forge.example/group/team/ballast"],
    ["ssh://git@forge.example:2222/team/ballast.git", "https://forge.example/team/ballast"],
  ])("as readers find it, from %s", (remote, page) => {
    expect(forgeFields(remote, "packages/shelf")).toEqual({
      repository: { type: "git", url: `git+${page}.git`, directory: "packages/shelf" },
      homepage: `${page}#readme`,
      bugs: { url: `${page}/issues` },
    });
  });

  it.each([undefined, "/srv/git/ballast.git", "../ballast", "file:///srv/git/ballast"])(
    "not at all, from %s",
    (remote) => expect(forgeFields(remote, "packages/shelf")).toBeUndefined(),
  );

  it("by the remote, if there is one", () => {
    expect(originOf(root)).toBeUndefined();
  });
});
