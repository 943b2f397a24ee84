import fc from "fast-check";
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Repository } from "../against/testing.ts";

// Everything that a program can see, changed one at a time: what the cache answers is what the program returns.

const settingsOf = (region: string): string => `config:\n  aws:region: ${region}\n`;

const program = `
import { existsSync, opendirSync, readFileSync, readdirSync, readlinkSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tracked } from "./tracked.mjs";
import { ignored } from "./generated.ignored.mjs";
import installed from "installed";
const text = (path) => (existsSync(path) ? readFileSync(path, "utf8") : "none");
const early = text("early.ignored");
export default async () => ({
  tracked, ignored, installed, early,
  data: text("data.txt"),
  secret: text(".env"),
  outside: text(process.env.OUTSIDE),
  later: (await import("./later.mjs")).later,
  promised: await readFile(new URL("promised.ignored", import.meta.url), "utf8").catch(() => "none"),
  names: existsSync("names.ignored") ? readdirSync("names.ignored").sort() : "none",
  variable: process.env.VARIABLE,
  lazy: (await import("./lazy.ignored.mjs")).lazy,
  kind: existsSync("kind") ? text("kind") : "none",
  size: statSync("sized.ignored", { throwIfNoEntry: false })?.size,
  link: link(),
  opened: opened(),
  odd: [existsSync("\0"), existsSync("x".repeat(300))],
});
function link() {
  try {
    return readlinkSync("link.ignored");
  } catch {
    return "none";
  }
}
function opened() {
  if (!existsSync("opened.ignored")) return "none";
  const folder = opendirSync("opened.ignored");
  const names = [];
  for (let entry = folder.readSync(); entry; entry = folder.readSync()) names.push(entry.name);
  folder.closeSync();
  return names.sort();
}
`;

interface Answer {
  isKept: boolean;
  isCached: boolean;
  plan: unknown;
  anew: unknown;
}

let repository: Repository;
let outside: string;
let circumstances: { variable: string; today: string; installed: string };

beforeEach(() => {
  outside = realpathSync(mkdtempSync(join(tmpdir(), "outside-")));
  circumstances = { variable: "a", today: "2026-11-27", installed: "a" };
  repository = new Repository()
    .write({
      ".gitignore": "*.ignored*\n.env\nnode_modules\n",
      "Pulumi.yaml": "name: app\nmain: index.mjs\nstackConfigDir: environments\n",
      "index.mjs": program,
      "tracked.mjs": 'export const tracked = "a";',
      "later.mjs": 'export const later = "a";',
      "data.txt": "a",
      "environments/Pulumi.app-dev.yaml": settingsOf("eu-central-1"),
      "environments/Pulumi.net-dev.yaml": settingsOf("eu-central-1"),
      "environments/Pulumi.other-dev.yaml": settingsOf("eu-central-1"),
    })
    .commit()
    .write({
      "generated.ignored.mjs": 'export const ignored = "a";',
      "lazy.ignored.mjs": 'export const lazy = "a";',
    });
  install("a");
});
afterEach(() => {
  repository.remove();
  rmSync(outside, { recursive: true });
});

function install(version: string): void {
  circumstances.installed = version;
  repository.write({
    "node_modules/.package-lock.json": JSON.stringify({
      packages: { "node_modules/installed": { version } },
    }),
    "node_modules/installed/package.json": '{"name":"installed","type":"module","main":"index.js"}',
    "node_modules/installed/index.js": `export default ${JSON.stringify(version)};`,
  });
}

function ask(stack = "app-dev", under = "net-dev"): Answer {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, "../testing/cacheProbe.ts"), stack, circumstances.today, under],
    {
      cwd: repository.folder,
      encoding: "utf8",
      env: { ...process.env, VARIABLE: circumstances.variable, OUTSIDE: join(outside, "file") },
    },
  );
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as Answer;
}

const written = (path: string, text: (value: string) => string) => (value: string) =>
  void repository.write({ [path]: text(value) });
const asIs = (value: string): string => value;
const gone = (path: string) => (value: string) =>
  value === "a"
    ? rmSync(join(repository.folder, path), { force: true })
    : void repository.write({ [path]: value });

/** By what they change: whether the answer differs after, where the value does. */
const changes: Record<string, (value: string) => void> = {
  "a module": written("tracked.mjs", (value) => `export const tracked = "${value}";`),
  "a module that is loaded late": written("later.mjs", (value) => `export const later = "${value}";`),
  "a module that git ignores": written(
    "generated.ignored.mjs",
    (value) => `export const ignored = "${value}";`,
  ),
  "the program": written("index.mjs", (value) => program.replace("early,", `early, own: "${value}",`)),
  "a file": written("data.txt", asIs),
  "a file that git ignores": gone(".env"),
  "a file that is read when the program is loaded": gone("early.ignored"),
  "a file that is read by a promise": gone("promised.ignored"),
  "names in a folder": gone("names.ignored/b"),
  "a file outside of the repository": (value) => writeFileSync(join(outside, "file"), value),
  "a module that is loaded late, and that git ignores": written(
    "lazy.ignored.mjs",
    (value) => `export const lazy = "${value}";`,
  ),
  "a file that goes, whose text was the word for that": (value) =>
    value === "a"
      ? void repository.write({ kind: "gone" })
      : rmSync(join(repository.folder, "kind"), { force: true }),
  "the size of a file": gone("sized.ignored"),
  "a link": (value) => {
    rmSync(join(repository.folder, "link.ignored"), { force: true });
    symlinkSync(value, join(repository.folder, "link.ignored"));
  },
  "names in a folder that is read step by step": gone("opened.ignored/b"),
  "the settings of the stack that it stands on": written("environments/Pulumi.net-dev.yaml", (value) =>
    settingsOf(`us-${value}-1`),
  ),
  "the stack's settings": written("environments/Pulumi.app-dev.yaml", (value) => settingsOf(`eu-${value}-1`)),
  "a variable": (value) => (circumstances.variable = value),
  "the day": (value) => (circumstances.today = `2026-11-2${value === "a" ? 7 : 8}`),
  "a package": install,
};

it.each(Object.keys(changes))("makes a plan anew after a change of %s (F.0.52)", (name) => {
  changes[name]?.("a");
  expect(ask()).toMatchObject({ isCached: true, isKept: false });
  expect(ask().isKept).toBe(true);
  changes[name]?.("b");
  const { isKept, plan, anew } = ask();
  expect(isKept).toBe(false);
  expect(plan).toEqual(anew);
  const again = ask();
  expect(again.isKept).toBe(true);
  expect(again.plan).toEqual(again.anew);
});

it("makes a plan anew after a change of the settings of the stack on which it stands, and not of others'", () => {
  ask();
  written("environments/Pulumi.other-dev.yaml", settingsOf)("eu-west-1");
  expect(ask().isKept).toBe(true);
  written("environments/Pulumi.net-dev.yaml", settingsOf)("eu-west-1");
  expect(ask().isKept).toBe(false);
  written("environments/Pulumi.new-dev.yaml", settingsOf)("eu-west-1");
  expect(ask().isKept).toBe(true);
});

// What is read once in a process is read for all stacks that come after, also where the first of them cannot be planned.
it.each(Object.keys(changes))("does so for each of several stacks after a change of %s", (name) => {
  changes[name]?.("a");
  ask("bad-dev,other-dev,app-dev");
  expect(ask().isKept).toBe(true);
  changes[name]?.("b");
  const { isKept, plan, anew } = ask();
  expect(isKept).toBe(false);
  expect(plan).toEqual(anew);
});

it("keeps nothing of a program that starts another one", () => {
  const own = program.replace(
    "early,",
    'early, log: execSync("git log -1 --format=%s", { encoding: "utf8" }),',
  );
  repository.write({ "index.mjs": `import { execSync } from "node:child_process";\n${own}` });
  ask();
  expect(ask().isKept).toBe(false);
});

it("keeps nothing that was made of files which have changed since the process started", () => {
  const own = program.replace("early,", 'early, saved: writeFileSync("data.txt", "a"),');
  repository.write({ "index.mjs": `import { writeFileSync } from "node:fs";\n${own}` });
  ask();
  expect(ask().isKept).toBe(false);
});

it("answers as the program does after any changes, there and back (F.0.52)", () => {
  const names = fc.constantFrom(...Object.keys(changes));
  let kept = 0;
  fc.assert(
    fc.property(
      fc.array(fc.tuple(names, fc.constantFrom("a", "b", "c")), { maxLength: 5, minLength: 1 }),
      (steps) => {
        for (const [name, value] of steps) {
          changes[name]?.(value);
          const { isKept, plan, anew } = ask();
          expect(plan).toEqual(anew);
          if (isKept) kept += 1;
        }
      },
    ),
    { numRuns: 12, endOnFailure: true },
  );
  expect(kept).toBeGreaterThan(0);
});

it("keeps nothing where it cannot be told whether something has changed", () => {
  const packages = { "node_modules/linked": { link: true, resolved: "../elsewhere" } };
  repository.write({ "node_modules/.package-lock.json": JSON.stringify({ packages }) });
  expect(ask().isCached).toBe(false);
  install("a");
  symlinkSync(outside, join(repository.folder, "shared"));
  expect(ask().isCached).toBe(false);
  rmSync(join(repository.folder, "shared"));
  expect(ask().isCached).toBe(true);
  rmSync(join(repository.folder, "node_modules/.package-lock.json"));
  expect(ask().isCached).toBe(false);
  install("a");
  rmSync(join(repository.folder, ".git"), { recursive: true });
  mkdirSync(join(repository.folder, "empty"));
  expect(ask().isCached).toBe(false);
});

it("asks no file that cannot be read", () => {
  repository.write({ "notes.txt": "" });
  rmSync(join(repository.folder, "notes.txt"));
  // A folder in its place, which git lists as a repository of its own.
  spawnSync("git", ["init", "--quiet", join(repository.folder, "notes.txt")]);
  expect(ask().isCached).toBe(false);
});

it.each(["byte", "whole"])("makes a plan anew where what was kept is damaged: a %s", (what) => {
  ask();
  const folder = join(repository.folder, "node_modules/.cache/ballast/plans");
  expect(existsSync(folder)).toBe(true);
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const bytes = readFileSync(path);
    bytes[bytes.length - 1] = ~(bytes.at(-1) ?? 0) & 0xff;
    writeFileSync(path, what === "whole" ? "broken" : bytes);
    expect(statSync(path).mode & 0o077).toBe(0);
  }
  const { isKept, plan, anew } = ask();
  expect(isKept).toBe(false);
  expect(plan).toEqual(anew);
});
