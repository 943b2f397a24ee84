import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findRoot, openProject } from "./index.ts";

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), "project-"))));
afterEach(() => rmSync(root, { recursive: true }));

function write(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

const open = (from = root) => openProject(from, (path) => import(path));
const main = "module.exports = () => ({ answer: 42 });";

it("finds the project from any folder in it", async () => {
  write({ "Pulumi.yaml": "name: demo\nmain: index.js\n", "index.js": main, "deep/down/file": "" });
  expect(findRoot(join(root, "deep/down"))).toBe(root);
  const project = await open(join(root, "deep/down"));
  expect(project).toMatchObject({ name: "demo", root, stacks: [] });
  expect(await project.program()).toEqual({ answer: 42 });
  expect(await project.declaredSecrets("any", {})).toEqual({});
});

it("says so where there is none", () => {
  expect(() => findRoot(tmpdir())).toThrow(
    /There is no Pulumi.yaml in .* or above it. Run the command inside a Pulumi project./,
  );
});

it("needs a program that it can run once per stack", async () => {
  write({ "Pulumi.yaml": "name: demo\nmain: index.js\n", "index.js": "module.exports = {};" });
  await expect(open()).rejects.toThrow(
    "index.js has no default export that is a function. The plan runs the program once per stack",
  );
});

it("reads stacks and their configuration where Pulumi.yaml keeps them", async () => {
  write({
    "Pulumi.yaml": "name: demo\nmain: index.js\nstackConfigDir: config\n",
    "index.js": main,
    "secrets.js": "",
    "config/Pulumi.web-prod.yaml": "config:\n  aws:region: eu-central-1\n",
    "config/Pulumi.web-dev.yaml": [
      "config:",
      "  aws:region: eu-central-1",
      "  settings: { size: 2, on: true }",
      "  demo:plain: text",
      "  demo:token: { secure: AAAB }",
    ].join("\n"),
  });
  const project = await open();
  expect(project.stacks).toEqual(["web-dev", "web-prod"]);
  expect(project.configurationOf("web-dev")).toMatchObject({
    values: { "aws:region": "eu-central-1", "demo:settings": '{"on":true,"size":2}', "demo:plain": "text" },
    encrypted: ["demo:token"],
  });
  expect(project.configurationOf("web-staging")).toEqual({ values: {}, encrypted: [] });
});

it("reads numbers, days and keys without a value as Pulumi does", async () => {
  const lines = ["config:", "  aws:region: eu-central-1", "  size: 010", "  day: 2027-03-31", "  empty:"];
  write({
    "Pulumi.yaml": "name: demo\nmain: index.js\n",
    "index.js": main,
    "Pulumi.web-dev.yaml": lines.join("\n"),
  });
  expect((await open()).configurationOf("web-dev").values).toEqual({
    "aws:region": "eu-central-1",
    "demo:size": "8",
    "demo:day": "2027-03-31 00:00:00 +0000 UTC",
    "demo:empty": "",
  });
});

it.each([
  ["name: 010\n", "name is not a string in Pulumi. Put it in quotes."],
  ["name: demo\nmain: 1e3\n", "main is not a string in Pulumi. Put it in quotes."],
  ["name: demo\nconfig: { a: 1 }\n", "config is not supported. Move its values to the stacks' files"],
])("refuses a project file that Pulumi reads differently: %j", async (text, why) => {
  write({ "Pulumi.yaml": text, "index.js": main });
  await expect(open()).rejects.toThrow(why);
});

it("asks where a stack stands", async () => {
  write({
    "Pulumi.yaml": "name: demo\nmain: index.js\n",
    "index.js": main,
    "Pulumi.web-dev.yaml": "config: {}\n",
  });
  const project = await open();
  expect(() => project.configurationOf("web-dev")).toThrow(
    "Pulumi.web-dev.yaml, line 1: aws:region is missing. Add it",
  );
});

describe("a stack's file that cannot be read", () => {
  const reading = async (text: string): Promise<string> => {
    write({ "Pulumi.yaml": "name: demo\nmain: index.js\n", "index.js": main, "Pulumi.web-dev.yaml": text });
    const project = await open();
    try {
      project.configurationOf("web-dev");
    } catch (error) {
      const { message, stack, cause } = error as Error;
      return [message, stack, String(cause)].join("\n");
    }
    return "read";
  };

  it.each([
    ["config:\n  demo:login: hunter2: hunter2\n", "line 2, column"],
    ["config:\n\tdemo:login: hunter2\n", "line 2, column"],
    ["config: { demo:login: hunter2\n", "is invalid YAML at line"],
    ["config:\n  demo:login: *hunter2\n", "is invalid YAML"],
    ["config:\n  demo:hunter2: 1\n  demo:hunter2: 2\n", "line 3, column"],
    ['config:\n  demo:login: "\\hunter2"\n', "line 2, column"],
    ["hunter2", "expected a map of keys to values at the top"],
    ["config: hunter2\n", "line 1: config is not a map"],
  ])("says where it is wrong and shows nothing of it: %j", async (text, place) => {
    const said = await reading(text);
    expect(said).toContain(place);
    expect(said).not.toContain("hunter2");
  });

  it.each([
    "config:\n  aws:region: eu-central-1\n  demo:settings:\n    login: { secure: hunter2 }\n",
    "config:\n  aws:region: eu-central-1\n  demo:settings:\n    - a: [{ secure: hunter2 }]\n",
  ])("is refused for an encrypted value within another: %j", async (text) => {
    const said = await reading(text);
    expect(said).toContain("line 3: demo:settings contains an encrypted value");
    expect(said).not.toContain("hunter2");
  });
});
