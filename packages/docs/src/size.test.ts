import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, normalize } from "node:path";
import { committedFiles, workingFiles } from "@ballast/release/files";
import { linesOf, partOf, sizeClassOf, sizesOf, total, type SizeClass } from "./size.ts";

const root = join(__dirname, "../../..");
const files = new Map(workingFiles(root));
const classes = new Map([...files].map(([path, text]) => [path, sizeClassOf(path, text)]));
const of = (wanted: SizeClass): string[] =>
  [...classes].filter(([, one]) => one === wanted).map(([path]) => path);

describe("this repository", () => {
  it("has one class for every file, and files in each class", () => {
    expect(classes.size).toBe(files.size);
    const sizes = total(sizesOf(files).values());
    expect(Object.values(sizes).reduce((sum, lines) => sum + lines)).toBe(
      [...files.values()].reduce((sum, text) => sum + linesOf(text), 0),
    );
    for (const lines of Object.values(sizes)) expect(lines).toBeGreaterThan(0);
  });

  it("counts as generated what Prettier is told to leave alone", () => {
    // Its list has the form of Git's.
    const list = [
      "-c",
      `core.excludesFile=${join(root, ".prettierignore")}`,
      "check-ignore",
      "--no-index",
      "--stdin",
    ];
    const input = [...files.keys()].join("\n");
    const { stdout } = spawnSync("git", list, { cwd: root, encoding: "utf8", input });
    // People write version plans, which lie in Nx's folder.
    const left = stdout.split("\n").filter((path) => path !== "" && !path.startsWith(".nx/"));
    expect(left.length).toBeGreaterThan(30);
    expect(left.filter((path) => classes.get(path) !== "generated")).toEqual([]);
  });

  it("counts as generated the pages that npm run docs writes whole, and no page that people write", () => {
    const whole = [...files]
      .filter(([, text]) => text.startsWith("<!-- Made by `npm run docs`"))
      .map(([path]) => path);
    expect(whole).toContain("docs/rules.md");
    expect(whole.filter((path) => classes.get(path) !== "generated")).toEqual([]);
    for (const path of [
      "README.md",
      "docs/requirements.md",
      "packages/docs/README.md",
      "docs/decisions/README.md",
    ])
      expect([path, classes.get(path)]).toEqual([path, "documentation"]);
  });

  it("counts no file with tests as product, and no product that stands on a file of the tests", () => {
    const product = of("product").filter((path) => path.endsWith(".ts"));
    expect(product.length).toBeGreaterThan(300);
    const faults = product.flatMap((path) => {
      const text = files.get(path) ?? "";
      const holds = /^(it|describe)(\.each)?\((?!\) \{)/m.test(text) ? [`${path} holds tests`] : [];
      const imported = [...text.matchAll(/^(?:import|export)\b[^;]*?from "(\.[^"]+)"/gm)].map(
        ([, target = ""]) => normalize(join(dirname(path), target)),
      );
      const ofTests = imported.filter((target) => classes.get(target) === "tests");
      return [...holds, ...ofTests.map((target) => `${path} imports ${target}`)];
    });
    expect(faults).toEqual([]);
  });
});

it.each<[string, SizeClass]>([
  ["packages/ecs/src/service/service.ts", "product"],
  ["packages/ecs/provider.js", "product"],
  ["packages/nx-pulumi/src/generators/component/files/src/__file__.test.ts.template", "product"],
  ["stacks/clair/app/Dockerfile", "product"],
  ["tools/size.ts", "product"],
  ["examples/block-volume/go/main.go", "product"],
  ["examples/volume/Pulumi.yaml", "product"],
  ["packages/ecs/src/service/service.test.ts", "tests"],
  ["stacks/rexray-ebs/index.engine.test.ts", "tests"],
  ["packages/operate/src/testing/moto.ts", "tests"],
  ["tools/testAws.ts", "tests"],
  ["packages/ecs/src/capacity/linux.golden.sh", "generated"],
  ["packages/clair/src/scanner/identity.txt", "generated"],
  ["stacks/clair/identity-dev.txt", "generated"],
  ["packages/ecs/schema.json", "generated"],
  ["packages/nx-pulumi/src/generators/component/schema.json", "product"],
  ["CONTRIBUTING.md", "documentation"],
  ["stacks/environments/Pulumi.clair-dev.yaml", "configuration"],
  [".github/workflows/check.yml", "configuration"],
])("%s is %s", (path, expected) => expect(sizeClassOf(path, "x\n")).toBe(expected));

it("knows a generated source by its notice, wherever it lies", () => {
  const notice =
    "// What main.ts says, as plain JavaScript. Made by\n// program.test.ts: BALLAST_ACCEPT=1 npx jest x\n";
  expect(sizeClassOf("packages/clair/src/gate/gateProgram.ts", notice)).toBe("generated");
});

it("refuses a kind of file that it does not know, instead of leaving it out", () => {
  expect(() => sizeClassOf("packages/ecs/src/main.wasm", "")).toThrow(
    "packages/ecs/src/main.wasm: unknown kind of file. Add a rule for it to packages/docs/src/size.ts.",
  );
});

it("counts lines with more than white space, and nothing of a binary file", () => {
  expect(linesOf("a\n\n  \t\nb // c\n")).toBe(2);
  expect(linesOf("\u0089PNG\n\0\n")).toBe(0);
});

it("names the part of each file", () => {
  const paths = [
    "packages/ecs/src/a.ts",
    "stacks/clair/index.ts",
    "stacks/index.ts",
    "tools/a.ts",
    ".ci/run",
    "a.md",
  ];
  expect(paths.map(partOf)).toEqual(["packages/ecs", "stacks/clair", "stacks", "tools", "root", "root"]);
});

describe("a commit and the working tree", () => {
  const folder = mkdtempSync(join(tmpdir(), "ballast-size-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const git = (...args: string[]): void => {
    const identity = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
    const { status, stderr } = spawnSync("git", [...identity, ...args], { cwd: folder, encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
  };
  const sizesIn = (found: Iterable<readonly [string, string]>) => total(sizesOf(found).values());

  it("are counted each by its own content", () => {
    git("init", "--quiet");
    writeFileSync(join(folder, "ä b.ts"), "const text = `\n\n${1}\n`;\n");
    writeFileSync(join(folder, "empty.ts"), "");
    git("add", ".");
    git("commit", "--quiet", "--message", "one");
    writeFileSync(join(folder, "ä b.ts"), "");
    writeFileSync(join(folder, "new.test.ts"), "it\n");
    expect(sizesIn(committedFiles(folder, "HEAD"))).toMatchObject({ product: 3, tests: 0 });
    expect(sizesIn(workingFiles(folder))).toMatchObject({ product: 0, tests: 1 });
  });

  it("are refused where Git does not know the commit", () => {
    for (const ref of ["gone", "--help", ""])
      expect(() => [...committedFiles(folder, ref)]).toThrow(
        `"${ref}" is not a commit that Git knows. Give a commit, a branch or a tag.`,
      );
  });
});
