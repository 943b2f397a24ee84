import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { ballast, type Ran } from "./testing.ts";

jest.setTimeout(120_000);

const repository = join(__dirname, "../../..");
const environments = "stacks/environments";
let root: string;
/** This repository's program, with a stack whose file is broken beside one that is not. */
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "broken-"));
  mkdirSync(join(root, environments), { recursive: true });
  symlinkSync(join(repository, "node_modules"), join(root, "node_modules"));
  const main = relative(root, join(repository, "stacks/index.ts"));
  writeFileSync(join(root, "Pulumi.yaml"), `name: ballast\nmain: ${main}\nstackConfigDir: ${environments}\n`);
  copyFileSync(
    join(repository, environments, "Pulumi.delivery-dev.yaml"),
    join(root, environments, "Pulumi.delivery-dev.yaml"),
  );
});
afterEach(() => rmSync(root, { recursive: true }));

const broken = [
  ["a key twice", "config:\n  aws:region: eu-central-1\n  aws:region: eu-west-1\n", "line 3"],
  ["a tab", "config:\n\taws:region: eu-central-1\n", "line 2"],
  ["config alone", "config:\n", "line 1"],
] as const;

function expectOneMessage({ status, stderr }: Ran, line: string): void {
  const file = `${environments}/Pulumi.network-dev.yaml`;
  expect(stderr.split(file)).toHaveLength(2);
  expect(stderr).toContain(line);
  expect(stderr).not.toMatch(/\n +at /);
  expect(status).toBe(1);
}

it.each(broken)(
  "F.0.40 plans the other stacks beside a file with %s, and ends with 1",
  async (_what, text, line) => {
    writeFileSync(join(root, environments, "Pulumi.network-dev.yaml"), text);
    const ran = await ballast(["plan"], { cwd: root });
    expectOneMessage(ran, line);
    expect(ran.stdout).toMatch(/│ delivery-dev +│ +\d+ │/);
    expect(ran.stdout).toMatch(/│ network-dev +│ +│ cannot be planned │/);
  },
);

it.each(broken)(
  "F.0.40 lets doctor look at the other stacks beside a file with %s",
  async (_what, text, line) => {
    writeFileSync(join(root, environments, "Pulumi.network-dev.yaml"), text);
    const ran = await ballast(["doctor", "--offline", "--format", "json"], { cwd: root });
    expectOneMessage(ran, line);
    expect(JSON.parse(ran.stdout)).toMatchObject({ stacks: ["delivery-dev", "network-dev"] });
    expect(ran.stdout).toContain("placeholder:delivery-dev:");
  },
);
