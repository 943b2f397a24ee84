import { matchesGlob } from "node:path";
import { ScratchClone, settingsOf } from "./testing.ts";

let clone: ScratchClone;
beforeAll(() => {
  clone = new ScratchClone();
  clone.noteCallsOfBallast();
});
afterAll(() => clone.end());

const nx = (...args: string[]): string => clone.run("nx", ...args).stdout;

function stacksAffectedBy(...files: string[]): string[] {
  return nx(
    "show",
    "projects",
    "--affected",
    "--with-target",
    "plan",
    "--files",
    files.join(","),
    "--sep",
    " ",
  )
    .split(" ")
    .map((name) => name.trim())
    .filter(Boolean)
    .sort();
}

/** Every stack that is committed, by the files there are. */
function stacks(chosen: (stack: string) => boolean = () => true): string[] {
  return clone
    .run("git", "ls-files", "stacks/environments")
    .stdout.split("\n")
    .map((file) => /Pulumi\.(.+)\.yaml$/.exec(file)?.[1])
    .filter((stack) => stack !== undefined)
    .filter(chosen)
    .sort();
}

/** Those that read the outputs of a network, and the networks; the delivery stands in no network. */
const networked = (stack: string): boolean => !stack.startsWith("delivery-");

describe("the stacks that a change affects", () => {
  it("are both environments of the scenario that uses a changed component, and no others", () => {
    const both = ["fsx-windows-dev", "fsx-windows-prod"];
    expect(stacksAffectedBy("packages/fsx-windows/src/statements.ts")).toEqual(both);
    // Arguments are checked by it.
    expect(stacksAffectedBy("packages/fsx-windows/schema.json")).toEqual(both);
  });

  it("are one alone for its settings file", () => {
    expect(stacksAffectedBy("stacks/environments/Pulumi.rexray-efs-dev.yaml")).toEqual(["rexray-efs-dev"]);
  });

  it("are both environments of a scenario whose program changed", () => {
    expect(stacksAffectedBy("stacks/rexray-efs/index.ts")).toEqual(["rexray-efs-dev", "rexray-efs-prod"]);
  });

  it("are the network's and all that read its outputs for its component, its program and its settings", () => {
    expect(stacksAffectedBy("packages/network/src/network.ts")).toEqual(stacks(networked));
    expect(stacksAffectedBy("stacks/network/index.ts")).toEqual(stacks(networked));
    expect(stacksAffectedBy("stacks/environments/Pulumi.network-prod.yaml")).toEqual(
      stacks((stack) => networked(stack) && stack.endsWith("-prod")),
    );
  });

  it("are those of the scenarios that import a shared module", () => {
    expect(stacksAffectedBy("stacks/shared/generatedSecret.ts")).toEqual(
      ["clair", "rexray-ebs"].flatMap((scenario) => [`${scenario}-dev`, `${scenario}-prod`]),
    );
  });

  it.each([
    "packages/policy/src/check.ts",
    "packages/cli/src/diff/diff.ts",
    "stacks/shared/settings.ts",
    "package-lock.json",
  ])("are all for %s, which every plan reads", (file) => {
    expect(stacksAffectedBy(file)).toEqual(stacks());
  });

  it("are none for documents, tests, accepted files, images' files and what makes no plan", () => {
    const files = [
      "README.md",
      "docs/decisions/README.md",
      "stacks/rexray-efs/README.md",
      "stacks/rexray-efs/index.test.ts",
      "stacks/rexray-efs/identity-dev.txt",
      "stacks/private-registry/app/Dockerfile",
      "stacks/testing/scenarioTests.ts",
      "packages/rexray-efs/README.md",
      "packages/rexray-efs/src/rexrayEfs.test.ts",
      "packages/rexray-efs/src/identity.txt",
      "packages/rexray-efs/src/plugin.golden.sh",
      "packages/operate/src/index.ts",
      "packages/cli/src/volumes/volumes.ts",
      "packages/nx-pulumi/src/generators/generator.ts",
      "tools/test.ts",
    ];
    expect(files.filter((file) => !clone.has(file))).toEqual([]);
    expect(stacksAffectedBy(...files)).toEqual([]);
  });
});

it("plans and compares what a commit affects, and compares again only what changed since", () => {
  const base = clone.commit();
  const diff = (stack: string, against = base): string =>
    `diff ${stack} --out .ballast/differences/${stack} --against ${against}`;
  const affected = (target: string, from = "HEAD~1"): string[] => {
    const { status, stderr } = clone.attempt({ NX_BASE: from }, "nx", "affected", "-t", target);
    expect({ status, stderr }).toMatchObject({ status: 0 });
    return clone.callsOfBallast();
  };
  const both = [diff("fsx-windows-dev"), diff("fsx-windows-prod")];

  clone.touch("packages/fsx-windows/src/statements.ts");
  const changed = clone.commit();
  expect(affected("plan-diff")).toEqual(both);
  expect(affected("plan-diff")).toEqual([]);
  expect(affected("plan")).toEqual(["plan fsx-windows-dev", "plan fsx-windows-prod"]);
  expect(affected("plan")).toEqual(["plan fsx-windows-dev", "plan fsx-windows-prod"]);

  clone.touch(
    "packages/fsx-windows/src/files/fsxWindows.test.ts",
    "packages/fsx-windows/src/files/fsxWindows.identity.txt",
    "README.md",
  );
  expect(affected("plan-diff")).toEqual([]);
  clone.touch("stacks/environments/Pulumi.fsx-windows-prod.yaml");
  expect(affected("plan-diff")).toEqual([diff("fsx-windows-prod")]);
  clone.touch("stacks/environments/Pulumi.network-dev.yaml");
  expect(affected("plan-diff")).toContain(diff("fsx-windows-dev"));
  expect(clone.commit()).not.toBe(changed);
  expect(affected("plan-diff")).toContain(diff("fsx-windows-prod", changed));
});

describe("what a plan reads", () => {
  let real: ScratchClone;
  let inputs: Record<string, string[]>;
  beforeAll(() => {
    real = new ScratchClone();
    real.run("nx", "graph", "--file", ".nx/graph.json");
    const { graph } = JSON.parse(real.read(".nx/graph.json")) as {
      graph: { nodes: Record<string, { data: { namedInputs?: { plan?: string[] } } }> };
    };
    inputs = Object.fromEntries(
      Object.entries(graph.nodes).map(([name, { data }]) => [
        name,
        (data.namedInputs?.plan ?? []).map((input) => input.replace("{workspaceRoot}/", "")),
      ]),
    );
  });
  afterAll(() => real.end());

  const notAmong = (files: string[], globs: string[]): string[] =>
    files.filter((file) => !globs.some((glob) => matchesGlob(file, glob)));

  it("is among its inputs and those of the stack to which it refers", () => {
    // A kept plan is looked for by all files of the repository.
    const read = real.filesReadBy(
      "packages/cli/bin/ballast.mjs",
      "diff",
      "clair-dev",
      "--against",
      "HEAD",
      "--no-cache",
    );
    expect(read).toContain("packages/cli/src/diff/diff.ts");
    expect(read).toContain("stacks/environments/Pulumi.clair-dev.yaml");
    expect(read).toContain("packages/clair/src/gate/gateProgram.ts");
    expect(notAmong(read, [...(inputs["clair-dev"] ?? []), ...(inputs["network-dev"] ?? [])])).toEqual([]);
  });

  it("is compared with the base commit, and the difference comes back from the cache", () => {
    const settings = "stacks/environments/Pulumi.network-dev.yaml";
    real.write(settings, real.read(settings).replace(/logRetentionDays: \d+/, "logRetentionDays: 3653"));
    const difference = ".ballast/differences/network-dev/differences.md";
    const compared = real.run("nx", "run", "network-dev:plan-diff").stdout;
    expect(compared).toContain("→ 3653");
    const written = real.read(difference);
    expect(written).toContain("3653");

    real.remove(".ballast/differences");
    expect(real.run("nx", "run", "network-dev:plan-diff").stdout).toContain("→ 3653");
    expect(real.read(difference)).toBe(written);
  });

  it("is among the inputs of some stack, for all of them", () => {
    const read = real.filesReadBy("packages/cli/bin/ballast.mjs", "plan", "--no-cache", ...stacks());
    expect(stacks().filter((stack) => !read.includes(`stacks/environments/Pulumi.${stack}.yaml`))).toEqual(
      [],
    );
    expect(notAmong(read, Object.values(inputs).flat())).toEqual([]);
  });
});

// Last: the stacks stay.
describe("of 200 stacks more, ten scenarios in twenty environments", () => {
  let many: string[];
  beforeAll(() => {
    many = clone.addEnvironments(20);
  });

  it("one is affected by its settings, and those of its scenario by its component (F.0.62)", () => {
    expect(many).toHaveLength(200);
    expect(stacksAffectedBy("stacks/environments/Pulumi.rexray-efs-env7.yaml")).toEqual(["rexray-efs-env7"]);
    const own = stacks((stack) => stack.startsWith("fsx-windows-"));
    expect(own).toHaveLength(22);
    expect(stacksAffectedBy("packages/fsx-windows/src/statements.ts")).toEqual(own);
  });

  it("one is planned again after a change of its settings, and all others are kept (F.0.62)", () => {
    // The smallest scenarios; how many a change concerns does not depend on their size.
    const chosen = many.filter((stack) => /^(network|delivery)-/.test(stack)).slice(0, 12);
    const planned = (): string[] => {
      const { stderr } = clone.run("node", "node_modules/@ballast/cli/bin/ballast.mjs", "plan", ...chosen);
      return [...stderr.matchAll(/planning (\S+) \(/g)].map(([, stack = ""]) => stack);
    };
    expect(planned()).toEqual(chosen);
    expect(planned()).toEqual([]);
    const [one = ""] = chosen.filter((stack) => stack.startsWith("delivery-"));
    clone.touch(settingsOf(one));
    expect(planned()).toEqual([one]);
  });
});
