import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { ScratchClone } from "../../nx-pulumi/src/testing.ts";
import { publishedPackages } from "./packing/packages.ts";
import { stagedFolder } from "./packing/stage.ts";

let clone: ScratchClone;
beforeAll(() => {
  clone = new ScratchClone();
  clone.run("git", "tag", "v0.1.0");
});
afterAll(() => clone.end());

const plan = (bump: string, message: string): string =>
  clone.run("nx", "release", "plan", bump, "--only-touched=false", "--message", message).stdout;

/** What a release would do, which is not done. */
const dryRun = (): string =>
  stripVTControlCharacters(clone.run("nx", "release", "--skip-publish", "--dry-run").stdout);

it("raises every package to one version, with what they ask of each other, and writes the changelog", () => {
  // What waits for the next release here says nothing of how one is made.
  if (clone.has(".nx/version-plans")) clone.remove(".nx/version-plans");
  plan("minor", "RexrayEfs: shelves.");
  clone.commit();
  const said = dryRun();
  const raised = [...said.matchAll(/^(\S+) .*New version (\S+) written to manifest/gm)].map(
    ([, name, version]) => ({
      name,
      version,
    }),
  );
  const versions = new Set(raised.map(({ version }) => version));
  // Before 1.0.0 a minor change raises the third number.
  expect([...versions]).toEqual(["0.1.1"]);
  const published = [...publishedPackages(clone.root).values()].map(({ name }) => name);
  expect(raised.map(({ name }) => name)).toEqual(expect.arrayContaining([...published, "@ballast/stacks"]));
  expect(said).toContain('+     "@ballast/contracts": "^0.1.1"');
  expect(said).toMatch(
    /\+ ## 0\.1\.1 \(\d{4}-\d\d-\d\d\)\n\+\n\+ ### Added\n\+\n\+ - RexrayEfs: shelves\.\n/,
  );
  expect(clone.run("git", "status", "--porcelain").stdout).toBe("");
});

it("wants a version plan of a change that packages come with", () => {
  clone.remove(".nx/version-plans");
  const released = clone.commit();
  clone.touch("packages/network/src/network.ts");
  clone.commit();
  const check = (): number | null =>
    clone.attempt({}, "nx", "release", "plan:check", "--base", released, "--head", "HEAD").status;
  expect(check()).toBe(1);
  plan("patch", "Network: nothing that a stack shows.");
  clone.commit();
  expect(check()).toBe(0);
});

it("publishes each package from where it is staged, and no tool", () => {
  const rootOf = (name: string): unknown => {
    const { targets } = JSON.parse(clone.run("nx", "show", "project", name, "--json").stdout) as {
      targets: Record<string, { options?: { packageRoot?: string } }>;
    };
    return targets["nx-release-publish"]?.options?.packageRoot;
  };
  expect(join(clone.root, String(rootOf("@ballast/network")))).toBe(stagedFolder(clone.root, "network"));
  expect(rootOf("@ballast/cli")).toBeUndefined();
});

it("keeps every identity, or a version plan says that it does not", () => {
  const file = "packages/network/src/identity.txt";
  const check = (...args: string[]) => clone.attempt({}, "node", "tools/identities.ts", ...args);
  expect(check()).toMatchObject({
    status: 0,
    stdout: expect.stringContaining("Every identity of v0.1.0 goes on"),
  });
  const [first = "", ...others] = clone.read(file).split("\n");
  clone.write(file, others.join("\n"));
  expect(check()).toMatchObject({
    status: 1,
    stderr: expect.stringContaining(`${file}: "${first}" was there in v0.1.0 and is gone.`),
  });
  const gone = (first.split(" (was ")[0] ?? "").split(" > ").at(-1);
  plan("major", `Network: ${gone} goes.`);
  expect(check()).toMatchObject({ status: 0, stdout: expect.stringContaining("names it: major.") });
  expect(dryRun()).toContain("New version 0.2.0 written");
  expect(check("--against", "v0.1.0").status).toBe(2);
  expect(check("--base", "v9.9.9")).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('no commit "v9.9.9"'),
  });
});
