import { readFileSync } from "node:fs";
import { join } from "node:path";
import { logger, readJson, type Tree } from "@nx/devkit";
import { createTree } from "@nx/devkit/testing";
import { parse } from "yaml";
import component from "./component/component.ts";
import deployments from "./deployments/deployments.ts";
import environment from "./environment/environment.ts";
import { GeneratorError } from "./generator.ts";
import scenario from "./scenario/scenario.ts";

// Prettier is an ES module, which Jest does not load; the tests on a scratch clone see formatted files.
process.env["NX_SKIP_FORMAT"] = "true";

let tree: Tree;
beforeEach(() => {
  tree = createTree();
  tree.write(
    "packages/private-registry/package.json",
    JSON.stringify({
      name: "@ballast/private-registry",
      version: "1.2.3",
      imports: { "#schema": "./schema.json" },
      dependencies: { "@ballast/contracts": "^1.2.3" },
      devDependencies: { "@ballast/ecs": "^1.2.3" },
      peerDependencies: { "@pulumi/pulumi": "^3.270.0" },
      nx: { tags: ["type:scenario"] },
    }),
  );
  tree.write("eslint.config.mjs", 'export default [{ files: ["packages/{network,ecs}/src/**/*.ts"] }];\n');
  tree.write(
    "stacks/scenarios.ts",
    'export const scenarios = {\n  clair: () => import("./clair/index.ts"),\n' +
      '  "rexray-efs": () => import("./rexray-efs/index.ts"),\n} satisfies object;\n',
  );
  tree.write("stacks/environments/Pulumi.network-dev.yaml", "config:\n  aws:region: eu-north-1\n");
});

const description = "Queues that outlive their consumers.";
const created = () =>
  tree
    .listChanges()
    .map(({ path }) => path)
    .filter((path) => path.includes("queue"))
    .sort();

describe("a component", () => {
  it("comes with everything that a package of components has", async () => {
    await component(tree, { name: "job-queue", description });
    expect(created()).toEqual([
      "packages/job-queue/README.md",
      "packages/job-queue/package.json",
      "packages/job-queue/src/index.ts",
      "packages/job-queue/src/jobQueue.test.ts",
      "packages/job-queue/src/jobQueue.ts",
      "packages/job-queue/tsconfig.build.json",
      "packages/job-queue/tsconfig.json",
    ]);
    expect(readJson(tree, "packages/job-queue/package.json")).toEqual({
      name: "@ballast/job-queue",
      version: "1.2.3",
      description: "Queues that outlive their consumers",
      keywords: ["pulumi", "aws", "job", "queue"],
      imports: { "#schema": "./schema.json" },
      dependencies: { "@ballast/contracts": "^1.2.3" },
      devDependencies: { "@ballast/testing": "^1.2.3" },
      peerDependencies: { "@pulumi/pulumi": "^3.270.0" },
      nx: { tags: ["type:scenario"] },
    });
    const source = tree.read("packages/job-queue/src/jobQueue.ts", "utf8") ?? "";
    expect(source).toContain('super("ballast-job-queue:index:JobQueue", name, {}, opts);');
    expect(source).toContain('checkArguments(schema, "JobQueue", name, args, check);');
    expect(source).toContain(" * Queues that outlive their consumers.\n");
    expect(tree.read("eslint.config.mjs", "utf8")).toContain(
      '"packages/{network,ecs,job-queue}/src/**/*.ts"',
    );
  });

  it("may have another class, and stand below others", async () => {
    await component(tree, { name: "job-queue", description, className: "WorkQueue", kind: "component" });
    expect(tree.read("packages/job-queue/src/index.ts", "utf8")).toContain('from "./workQueue.ts"');
    expect(readJson(tree, "packages/job-queue/package.json")).toMatchObject({
      nx: { tags: ["type:component"] },
    });
  });

  it("says what comes next, once its files are written", async () => {
    const said = jest.spyOn(logger, "info").mockImplementation(() => undefined);
    const next = await component(tree, { name: "job-queue", description });
    expect(said).not.toHaveBeenCalled();
    await next();
    expect(said.mock.calls.join()).toContain("BALLAST_ACCEPT=1 npx jest packages/job-queue");
    said.mockRestore();
  });

  it.each([
    ["Queue", description, undefined, 'The name is "Queue"; give lower-case words of a–z and 0–9'],
    ["private-registry", description, undefined, "packages/private-registry exists; name another package"],
    [
      "queue",
      "Queues",
      undefined,
      'The description is "Queues"; say in one sentence of ten characters or more',
    ],
    ["queue", 'Queues "for" teams', undefined, "The description is "],
    ["queue", description, "queue", 'className is "queue"; give a word in PascalCase, as RexrayEfs.'],
  ])("is refused as %p, %p, %p", async (name, text, className, message) => {
    const refused = component(tree, { name, description: text, ...(className && { className }) });
    await expect(refused).rejects.toThrow(GeneratorError);
    await expect(
      component(tree, { name, description: text, ...(className && { className }) }),
    ).rejects.toThrow(message);
    expect(created()).toEqual([]);
  });

  it("is refused where lint does not say which packages have components", async () => {
    tree.write("eslint.config.mjs", "export default [];\n");
    await expect(component(tree, { name: "queue", description })).rejects.toThrow(
      'eslint.config.mjs has no "packages/{…}/src/**/*.ts", by which components are linted.',
    );
  });
});

describe("a scenario", () => {
  it("comes with its program, settings, tests, README, both environments and its place in the list", async () => {
    await scenario(tree, { name: "job-queue", description });
    expect(created()).toEqual([
      "stacks/environments/Pulumi.job-queue-dev.yaml",
      "stacks/environments/Pulumi.job-queue-prod.yaml",
      "stacks/job-queue/README.md",
      "stacks/job-queue/index.engine.test.ts",
      "stacks/job-queue/index.test.ts",
      "stacks/job-queue/index.ts",
      "stacks/job-queue/settings.ts",
    ]);
    expect(tree.read("stacks/scenarios.ts", "utf8")).toBe(
      'export const scenarios = {\n  clair: () => import("./clair/index.ts"),\n' +
        '  "job-queue": () => import("./job-queue/index.ts"),\n' +
        '  "rexray-efs": () => import("./rexray-efs/index.ts"),\n} satisfies object;\n',
    );
    const settings = (environment: string): unknown =>
      parse(tree.read(`stacks/environments/Pulumi.job-queue-${environment}.yaml`, "utf8") ?? "");
    expect(settings("dev")).toMatchObject({
      config: { "aws:region": "eu-north-1", "ballast:settings": { retention: "discard" } },
    });
    expect(settings("prod")).toMatchObject({
      config: {
        "aws:defaultTags": { tags: { Project: "ballast", Scenario: "job-queue", Environment: "prod" } },
        "ballast:settings": { retention: "retain" },
      },
    });
  });

  it("stands in the region that is asked for, and needs no quotes for one word", async () => {
    await scenario(tree, { name: "queue", description, region: "us-gov-west-1" });
    expect(tree.read("stacks/environments/Pulumi.queue-prod.yaml", "utf8")).toContain("us-gov-west-1");
    expect(tree.read("stacks/scenarios.ts", "utf8")).toContain('  queue: () => import("./queue/index.ts"),');
  });

  it.each([
    ["job_queue", 'The name is "job_queue"; give lower-case words of a–z and 0–9 joined by hyphens'],
    ["environments", "stacks/environments exists; name another scenario, or change that one."],
  ])("is refused as %p", async (name, message) => {
    await expect(scenario(tree, { name, description })).rejects.toThrow(message);
  });

  it("is refused without a region or a list of scenarios", async () => {
    tree.write("stacks/scenarios.ts", "export {};\n");
    await expect(scenario(tree, { name: "queue", description })).rejects.toThrow(
      'stacks/scenarios.ts has no list "export const scenarios = {".',
    );
    tree.delete("stacks/environments/Pulumi.network-dev.yaml");
    await expect(scenario(tree, { name: "queue", description })).rejects.toThrow(
      "stacks/environments/Pulumi.network-dev.yaml names no aws:region; give --region.",
    );
  });
});

describe("an environment", () => {
  const file = (name: string): string => `stacks/environments/Pulumi.${name}.yaml`;
  const source = [
    "encryptionsalt: v1:abc",
    "config:",
    "  aws:region: eu-north-1",
    '  aws:defaultTags: { tags: { Environment: dev, Team: "device dev-ops" } }',
    "  ballast:token: { secure: v1:xyz }",
    "  ballast:settings:",
    "    # Where the volume lies.",
    "    availabilityZone: eu-north-1b",
    "    repository: shop-dev-site",
    "    resource: urn:pulumi:shop-dev::ballast::aws:sns/topic:Topic::dev",
    "    reason: a dev environment is filled again",
    '    windows: "2022"',
    "",
  ].join("\n");
  beforeEach(() => tree.write(file("shop-dev"), source));

  it.each([
    ["eu-west-1", undefined],
    ["eu-north-1", { region: "eu-west-1", days: 7 }],
  ])("keeps copies of backups where %s is another region than theirs", async (region, copyTo) => {
    const settings = { volume: { backup: { days: 35, copyTo: { region: "eu-west-1", days: 7 } } } };
    const config = { "aws:region": "eu-central-1", "ballast:settings": settings };
    tree.write(file("shop-prod"), JSON.stringify({ config }));
    await environment(tree, { name: "dr", from: "prod", scenarios: ["shop"], region });
    const written = parse(tree.read(file("shop-dr"), "utf8") ?? "") as { config: typeof config };
    expect(written.config["ballast:settings"].volume.backup).toEqual({ days: 35, ...(copyTo && { copyTo }) });
  });

  it("is a copy of another one's settings, under its own name, region and account, without secrets", async () => {
    await environment(tree, {
      name: "staging",
      scenarios: ["shop"],
      region: "eu-west-1",
      account: "012345678901",
    });
    const text = tree.read(file("shop-staging"), "utf8") ?? "";
    expect(parse(text, { schema: "failsafe" })).toEqual({
      config: {
        "aws:region": "eu-west-1",
        "aws:defaultTags": { tags: { Environment: "staging", Team: "device dev-ops" } },
        "ballast:settings": {
          availabilityZone: "eu-west-1b",
          repository: "shop-staging-site",
          resource: "urn:pulumi:shop-staging::ballast::aws:sns/topic:Topic::dev",
          reason: "a dev environment is filled again",
          windows: "2022",
        },
        "ballast:account": "012345678901",
      },
    });
    expect(text).toContain("# Where the volume lies.");
    expect(text).toContain('windows: "2022"');
    expect(text).toContain('ballast:account: "012345678901"');
  });

  it("has the scenarios of the one that is copied, unless it is told which", async () => {
    await environment(tree, { name: "staging" });
    expect(tree.exists(file("shop-staging")) && tree.exists(file("network-staging"))).toBe(true);
  });

  it.each([
    [{ name: "pre-prod" }, "without hyphens"],
    [{ name: "Staging" }, "give one word"],
    [{ name: "dev" }, "is there already"],
    [{ name: "staging", from: "qa" }, 'no settings of the environment "qa"'],
    [{ name: "staging", scenarios: ["shp"] }, "shp has no settings for dev; give some of: network, shop"],
    [{ name: "staging", account: 12345678901234 }, "twelve digits"],
    [{ name: "staging", account: 123 }, '"123"; give the twelve digits'],
  ])("is refused, and nothing written, for %j", async (options, message) => {
    const before = tree.listChanges().length;
    await expect(environment(tree, options)).rejects.toThrow(message);
    expect(tree.listChanges()).toHaveLength(before);
  });
});

/* As Nx calls them where nobody can be asked. */
describe("settings of deployments", () => {
  const options = {
    environment: "dev",
    organization: "acme",
    repository: "acme/infrastructure",
    roleArn: "arn:aws:iam::246802468024:role/deploy",
  };

  it.each<[string, object, RegExp]>([
    [
      "an organization with a blank",
      { organization: "acme inc" },
      /^--organization is "acme inc"; give the name of/,
    ],
    [
      "a repository's address",
      { repository: "https://github.com/acme/x" },
      /^--repository is .*; give an owner/,
    ],
    ["a role's name", { roleArn: "deploy" }, /^--roleArn is "deploy"; give the full ARN/],
    [
      "a branch that ends the command",
      { branch: "main; date" },
      /^--branch is "main; date"; give the name of a branch/,
    ],
    [
      "a duration in words",
      { sessionDuration: "three hours" },
      /^--sessionDuration is "three hours"; give hours/,
    ],
    ["a quote", { roleArn: `${options.roleArn}'` }, /^--roleArn is/],
    [
      "an environment without stacks",
      { environment: "nowhere" },
      /^No stack belongs to the environment "nowhere"/,
    ],
  ])("refuse %s, and write nothing", (_what, wrong, message) => {
    tree.root = process.cwd();
    const before = tree.listChanges().length;
    expect(() => deployments(tree, { ...options, ...wrong })).toThrow(message);
    expect(tree.listChanges().length).toBe(before);
  });
});

describe("without a terminal", () => {
  it.each<[string, () => Promise<unknown>, string]>([
    [
      "a scenario",
      () => scenario(tree, {} as never),
      'name and description are missing. Type: npx nx g @ballast/nx-pulumi:scenario <name> --description "<one sentence>"',
    ],
    [
      "a component",
      () => component(tree, { name: "job-queue" } as never),
      'description is missing. Type: npx nx g @ballast/nx-pulumi:component <name> --description "<one sentence>"',
    ],
    [
      "an environment",
      () => environment(tree, {} as never),
      "name is missing. Type: npx nx g @ballast/nx-pulumi:environment <name>",
    ],
    [
      "settings of deployments",
      () => Promise.resolve().then(() => deployments(tree, { environment: "dev" } as never)),
      "organization and repository and roleArn are missing. Type: npx nx g @ballast/nx-pulumi:deployments <environment> " +
        "--organization <organization> --repository <owner>/<repository> --roleArn <ARN>",
    ],
  ])("%s names every option that is missing, and writes nothing", async (_what, generate, message) => {
    const before = tree.listChanges().length;
    await expect(generate()).rejects.toThrow(new GeneratorError(message));
    expect(tree.listChanges().length).toBe(before);
  });

  it.each([
    ["component", "name"],
    ["deployments", "environment"],
    ["environment", "name"],
    ["operator", "environment"],
    ["scenario", "name"],
  ])("%s asks where somebody can answer", (name, first) => {
    const schema = JSON.parse(readFileSync(join(__dirname, name, "schema.json"), "utf8")) as {
      required?: string[];
      properties: Record<string, { "x-prompt"?: string }>;
    };
    // Nx would refuse a required one before the generator says what to type.
    expect(schema.required).toBeUndefined();
    expect(schema.properties[first]).toHaveProperty("x-prompt");
  });
});
