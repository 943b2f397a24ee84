import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Checkout } from "./git.ts";
import { provideModules } from "./modules.ts";

let top: string;
let presentTop: string;
let said: string[];
beforeEach(() => {
  [top, presentTop] = ["there-", "here-"].map((name) => realpathSync(mkdtempSync(join(tmpdir(), name)))) as [
    string,
    string,
  ];
  said = [];
});
afterEach(() => {
  for (const folder of [top, presentTop]) rmSync(folder, { recursive: true });
});

function write(folder: string, files: Record<string, object | string>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), typeof content === "string" ? content : JSON.stringify(content));
  }
}

function provide(project = ""): Promise<boolean> {
  const checkout: Checkout = { top, presentTop, project, signal: new AbortController().signal };
  return provideModules(checkout, (line) => said.push(line));
}

const real = (...path: string[]) => realpathSync(join(top, ...path));
const lock = (packages: object) => ({ name: "demo", lockfileVersion: 3, requires: true, packages });
const locked = {
  "node_modules/left": { version: "1.0.0", integrity: "sha512-a" },
  "node_modules/@scope/right": { version: "2.0.0" },
  "node_modules/only-elsewhere": { version: "1.0.0", optional: true },
  "packages/own/node_modules/left": { version: "0.9.0" },
  "node_modules/@demo/own": { resolved: "packages/own", link: true },
};

/** An installation here, and a commit that asks for some of it. */
function workspaces(wanted: object = locked): void {
  const { "node_modules/only-elsewhere": _platform, ...installed } = locked;
  write(presentTop, {
    "node_modules/.package-lock.json": lock(installed),
    "node_modules/left/package.json": {},
    "node_modules/@scope/right/package.json": {},
    "packages/own/package.json": {},
    "packages/own/node_modules/left/package.json": {},
    "packages/new/package.json": {},
  });
  mkdirSync(join(presentTop, "node_modules/@demo"));
  for (const name of ["own", "new"])
    symlinkSync(`../../packages/${name}`, join(presentTop, "node_modules/@demo", name));
  write(top, { "package-lock.json": lock(wanted), "packages/own/package.json": {} });
}

it("links the commit's own packages, and shares what is installed here", async () => {
  workspaces();
  await provide();
  expect(real("node_modules/@demo/own")).toBe(join(top, "packages/own"));
  expect(real("node_modules/left")).toBe(join(presentTop, "node_modules/left"));
  expect(real("node_modules/@scope/right")).toBe(join(presentTop, "node_modules/@scope/right"));
  expect(real("packages/own/node_modules/left")).toBe(join(presentTop, "packages/own/node_modules/left"));
  expect(() => real("node_modules/@demo/new")).toThrow("ENOENT");
  expect(said).toEqual([]);
});

it("does the same where the modules are a link to another checkout's", async () => {
  workspaces();
  const other = realpathSync(mkdtempSync(join(tmpdir(), "other-")));
  try {
    for (const name of ["node_modules", "packages"]) renameSync(join(presentTop, name), join(other, name));
    symlinkSync(join(other, "node_modules"), join(presentTop, "node_modules"));
    await provide();
    expect(real("node_modules/@demo/own")).toBe(join(top, "packages/own"));
    expect(real("node_modules/left")).toBe(join(other, "node_modules/left"));
    expect(real("packages/own/node_modules/left")).toBe(join(other, "packages/own/node_modules/left"));
    expect(() => real("node_modules/@demo/new")).toThrow("ENOENT");
  } finally {
    rmSync(other, { recursive: true });
  }
});

it("links a package that the commit has, and its lockfile not yet", async () => {
  workspaces();
  write(top, { "packages/new/package.json": {} });
  await provide();
  expect(real("node_modules/@demo/new")).toBe(join(top, "packages/new"));
});

it("takes the modules as they are where there is no lockfile", async () => {
  write(presentTop, { "app/node_modules/left/package.json": {} });
  mkdirSync(join(top, "app"));
  await provide("app");
  expect(real("app/node_modules")).toBe(join(presentTop, "app/node_modules"));
});

it("finds the modules of a project below them", async () => {
  write(presentTop, { "node_modules/left/package.json": {}, "app/Pulumi.yaml": "" });
  await provide("app");
  expect(real("node_modules/left")).toBe(join(presentTop, "node_modules/left"));
});

describe("an installation of its own", () => {
  /** A package that npm can install without a network. */
  const tarball = (): string => {
    write(top, { "vendor/left/package.json": { name: "left", version: "3.0.0" } });
    execFileSync("npm", ["pack", "./vendor/left", "--pack-destination", "vendor"], {
      cwd: top,
      stdio: "ignore",
    });
    return "file:vendor/left-3.0.0.tgz";
  };
  const wanting = (resolved: string) => {
    write(presentTop, {
      "node_modules/.package-lock.json": lock({ "node_modules/left": { version: "1.0.0" } }),
    });
    const manifest = { name: "demo", version: "1.0.0", dependencies: { left: resolved } };
    const packages = { "": manifest, "node_modules/left": { version: "3.0.0", resolved } };
    write(top, { "package.json": manifest, "package-lock.json": lock(packages) });
  };

  it("is made where its lockfile asks for others", async () => {
    wanting(tarball());
    await provide();
    expect(JSON.parse(readFileSync(join(top, "node_modules/left/package.json"), "utf8"))).toMatchObject({
      version: "3.0.0",
    });
    expect(said).toEqual([
      "installing its packages: its package-lock.json differs from the packages that are installed here",
    ]);
  });

  it("fails with what npm says", async () => {
    wanting("file:vendor/missing-3.0.0.tgz");
    await expect(provide()).rejects.toThrow(/^Its packages could not be installed: npm [^]*ENOENT/);
  });
});
