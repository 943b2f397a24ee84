import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { aws } from "@ballast/aws";
import { parseImage } from "@ballast/ecs";
import { type StackPlan } from "@ballast/plan";
import { Planner } from "@ballast/plan/planner";
import { siteLookups, standInSite } from "@ballast/recording/cloud";
import { record, type Properties, type RecordOptions } from "@ballast/testing";
import fc from "fast-check";
import { parse } from "yaml";
import run from "../index.ts";
import { openThisProject, refusalOf } from "../testing/scenarioTests.ts";

// Post 003d builds and pushes its image by hand. `image.build` has the Docker Build provider do it.

const network = {
  vpcId: "vpc-0123456789abcdef0",
  privateSubnetIds: { a: "subnet-0123456789abcdef0", b: "subnet-0123456789abcdef1" },
};
const login = { "ballast:login": JSON.stringify({ username: "robot", password: "hunter2" }) };
const upstreamLogin = { "ballast:login": JSON.stringify({ username: "robot", accessToken: "hunter2" }) };
const secretArn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:hub-AbCdEf";
const cacheOf = (upstream: string) => ({
  mode: "pullThroughCache",
  upstream,
  prefix: "cache",
  ...(["dockerHub", "gitHub", "gitLab"].includes(upstream) && { configKey: "login" }),
});
const declared = { mode: "declaredSecret", configKey: "login" };

const settingsOf = (image: object, registry: object = { mode: "existingSecret", secretArn }) => ({
  retention: "retain",
  network,
  registry,
  image: { repository: "registry.example.com/team/space", tag: "1.0.0", build: true, ...image },
  clients: { vpn: "10.8.0.0/16" },
});

function deploy(settings: ReturnType<typeof settingsOf>, options: RecordOptions = {}) {
  const secrets = !("configKey" in settings.registry)
    ? {}
    : settings.registry === declared
      ? login
      : upstreamLogin;
  return record(run, {
    stack: "private-registry-dev",
    config: { "aws:region": "eu-central-1", "ballast:settings": JSON.stringify(settings), ...secrets },
    secretConfigKeys: Object.keys(secrets),
    lookups: siteLookups(standInSite("eu-central-1")),
    ...options,
  });
}
type Deployed = Awaited<ReturnType<typeof deploy>>;

const imageOf = (recording: Deployed): string => {
  const text = recording.the(aws.taskDefinition).inputs["containerDefinitions"] as string;
  return (JSON.parse(text) as { image: string }[])[0]?.image ?? "";
};

describe("image.build", () => {
  it("builds the app for linux/amd64, pushes it under its tag, and the task runs it by its digest (F.6.9)", async () => {
    const recording = await deploy(settingsOf({}, declared));
    const built = recording.the(aws.builtImage);
    expect(built.inputs).toEqual({
      context: { location: "private-registry/app" },
      dockerfile: { location: "private-registry/app/Dockerfile" },
      platforms: ["linux/amd64"],
      tags: ["registry.example.com/team/space:1.0.0"],
      push: true,
      buildOnPreview: false,
      network: "default",
      registries: [{ address: "registry.example.com", username: "robot", password: "hunter2" }],
    });
    expect(imageOf(recording)).toBe(`registry.example.com/team/space@${String(built.state["digest"])}`);
    expect(parseImage(imageOf(recording))?.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(recording.the(aws.taskDefinition).dependsOn).toContain(built.urn);
    expect(recording.the(aws.service).inputs["desiredCount"]).toBe(1);
    expect((recording.result as Properties)["nextStep"]).toBeUndefined();
  });

  it("leaves in the registry what it pushed, when it is turned off or the stack goes", async () => {
    expect((await deploy(settingsOf({}))).the(aws.builtImage).retainOnDelete).toBe(true);
  });

  it("finds the app from the folder of Pulumi.yaml's main, where Pulumi starts providers", async () => {
    const { inputs } = (await deploy(settingsOf({}))).the(aws.builtImage);
    const root = join(__dirname, "../..");
    const { main } = parse(readFileSync(join(root, "Pulumi.yaml"), "utf8")) as { main: string };
    const { location } = inputs["dockerfile"] as { location: string };
    expect(existsSync(join(root, dirname(main), location))).toBe(true);
  });

  it("keeps the login secret; without one of its own it leaves the login to the machine's docker login", async () => {
    const own = (await deploy(settingsOf({}, declared))).the(aws.builtImage);
    expect(own.secrets.sort()).toEqual(["registries[0].password", "registries[0].username"]);
    for (const registry of [undefined, cacheOf("gitHub"), cacheOf("quay")])
      expect((await deploy(settingsOf({}, registry))).the(aws.builtImage).inputs).not.toHaveProperty(
        "registries",
      );
  });

  it("asks for a login that may push, where the stack's own login pushes", async () => {
    const asked = async (build: boolean, registry: object) =>
      (await refusalOf("private-registry-dev", settingsOf({ build }, registry))).message;
    expect(await asked(true, declared)).toContain("(login to the registry, which may push, as JSON with");
    expect(await asked(false, declared)).toContain("(login to the registry, as JSON with");
    expect(await asked(true, cacheOf("gitHub"))).toContain("(login to the registry, as JSON with");
  });

  it.each([
    ["dockerHub", "docker.io/team/space:1.0.0"],
    ["gitHub", "ghcr.io/team/space:1.0.0"],
    ["gitLab", "registry.gitlab.com/team/space:1.0.0"],
    ["quay", "quay.io/team/space:1.0.0"],
    ["ecrPublic", "public.ecr.aws/team/space:1.0.0"],
  ])("pushes to the upstream %s of a cache, through which tasks pull the digest", async (upstream, tag) => {
    const recording = await deploy(settingsOf({ repository: "team/space" }, cacheOf(upstream)));
    const { inputs, state } = recording.the(aws.builtImage);
    expect(inputs["tags"]).toEqual([tag]);
    expect(imageOf(recording)).toBe(
      `123456789012.dkr.ecr.eu-central-1.amazonaws.com/cache/team/space@${String(state["digest"])}`,
    );
  });

  it("is off unless it is set: nothing is built, and nothing else changes", async () => {
    const [off, unset] = await Promise.all([
      deploy(settingsOf({ build: false })),
      deploy(settingsOf({ build: undefined })),
    ]);
    expect(off.identity()).toEqual(unset.identity());
    expect(off.ofType(aws.builtImage)).toEqual({});
    expect(imageOf(off)).toBe("registry.example.com/team/space:1.0.0");
  });

  const name = "private-registry-prod";
  const planned = async (registry?: object): Promise<StackPlan> => {
    const project = await openThisProject();
    const { values, encrypted } = project.configurationOf(name);
    const settings = JSON.parse(values["ballast:settings"] ?? "") as { image: object; registry: object };
    const image = { ...settings.image, ...(registry && { repository: "team/space" }), build: true };
    const changed = JSON.stringify({ ...settings, image, registry: registry ?? settings.registry });
    const configurationOf: typeof project.configurationOf = (stack) =>
      stack === name
        ? { values: { ...values, "ballast:settings": changed }, encrypted }
        : project.configurationOf(stack);
    return new Planner({ ...project, configurationOf }, "2026-11-21").plan(name);
  };
  const knownOf = ({ resources }: StackPlan, type: string): string =>
    JSON.stringify(resources.find((one) => one.type === type)?.knownInPart ?? {});

  it("is known in a preview but for the image's digest, and breaks no rule", async () => {
    const plan = await planned();
    expect(plan.findings.filter(({ severity }) => severity !== "waived")).toEqual([]);
    expect(plan.resources.find(({ type }) => type === aws.builtImage)?.unknown).toEqual([]);
    const image = "registry.example.com/team/space@[unknown: digest of Image web]";
    expect(knownOf(plan, aws.taskDefinition)).toContain(image);
  });

  it("leaves known which repository of a cache its tasks may pull from", async () => {
    const plan = await planned(cacheOf("quay"));
    const repository = "arn:aws:ecr:eu-central-1:123456789012:repository/cache/team/space";
    expect(knownOf(plan, aws.rolePolicy)).toContain(repository);
  });
});

describe("image.build is refused where it cannot work", () => {
  const cases: [string, object, object | undefined, string][] = [
    ["without a tag", { tag: undefined }, undefined, "there is no image.tag to push it under. Give one"],
    [
      "with the digest of another image",
      { tag: `1.0.0@sha256:${"0a".repeat(32)}` },
      undefined,
      "names one that exists, by its digest",
    ],
    [
      "behind a cache of a registry that others fill",
      { repository: "pause" },
      cacheOf("kubernetes"),
      "takes none from this stack",
    ],
    [
      "for Docker's own images",
      { repository: "space" },
      undefined,
      '"space" is one of Docker\'s official images',
    ],
    [
      "for Docker's own images by their folder",
      { repository: "library/space" },
      cacheOf("dockerHub"),
      '"team/space"',
    ],
    [
      "for a registry on the deployer's machine",
      { repository: "localhost:5000/space" },
      undefined,
      '"localhost:5000" is the machine',
    ],
    [
      "for one by its address",
      { repository: "127.0.0.1:5000/space" },
      undefined,
      '"127.0.0.1:5000" is the machine',
    ],
  ];

  it.each(cases)("%s, in one message", async (_case, image, registry, said) => {
    const { message, registered } = await refusalOf("private-registry-dev", settingsOf(image, registry));
    const faults = message.split("\n").slice(1);
    expect(faults.filter((fault) => fault.includes("ballast:settings."))).toEqual([
      expect.stringMatching(/^ {2}ballast:settings\.image\.build: true pushes /),
    ]);
    expect(faults[0]).toContain(said);
    expect(registered).toEqual([]);
  });

  it("and where the name is not an image's, that alone is said", async () => {
    const { message } = await refusalOf(
      "private-registry-dev",
      settingsOf({ repository: "Team Space", tag: undefined }),
    );
    expect(message).toContain("ballast:settings.image: ");
    expect(message).not.toContain("image.build");
  });

  it("whatever the names are: a task runs what was pushed, by its digest, or nothing is registered", async () => {
    const word = fc.stringMatching(/^[a-z0-9]{1,6}$/);
    const host = fc.constantFrom(
      "",
      "docker.io/",
      "localhost:5000/",
      "127.0.0.1/",
      "registry.example.com/",
      "10.0.0.7:443/",
    );
    const upstream = fc.constantFrom("dockerHub", "gitHub", "gitLab", "quay", "kubernetes", "ecrPublic");
    const registry = fc.oneof(
      fc.constant(declared),
      fc.constant({ mode: "existingSecret", secretArn }),
      upstream.map(cacheOf),
    );
    const path = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join("/"));
    const tag = fc.option(fc.constantFrom("1", "v2.0", `3@sha256:${"0b".repeat(32)}`), { nil: undefined });
    let built = 0;
    await fc.assert(
      fc.asyncProperty(registry, host, path, tag, async (chosen, at, name, tagged) => {
        const isCache = chosen.mode === "pullThroughCache";
        const settings = settingsOf({ repository: `${isCache ? "" : at}${name}`, tag: tagged }, chosen);
        const recording = await deploy(settings).catch((error: unknown) => error as Error);
        if (recording instanceof Error) {
          expect(recording.message).toContain("nothing was registered. 1 error:");
          expect(recording.message).toContain("ballast:settings.image.build: true pushes ");
          expect(recording.message).not.toContain("hunter2");
          return;
        }
        built += 1;
        const { inputs, state } = recording.the(aws.builtImage);
        const [pushed = ""] = inputs["tags"] as string[];
        const { host: pushHost = "", repository, tag: pushTag } = parseImage(pushed) ?? {};
        expect(pushHost).not.toMatch(/^(localhost|127\.|registry\.k8s\.io)/);
        expect(pushTag).toBe(tagged);
        const pulled = parseImage(imageOf(recording));
        expect(pulled?.digest).toBe(state["digest"]);
        expect(pulled?.repository).toBe(isCache ? `cache/${String(repository)}` : repository);
        if (!isCache) expect(pulled?.host).toBe(pushHost);
      }),
      { numRuns: 60 },
    );
    expect(built).toBeGreaterThan(5);
  });
});
