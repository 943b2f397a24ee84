import { aws } from "@ballast/aws";
import { Planner } from "@ballast/plan/planner";
import { asPlanned, EngineSandbox, type EngineStack } from "@ballast/testing/engine";
import run from "../index.ts";
import { openThisProject } from "../testing/scenarioTests.ts";

// `image.build` by the real engine; in place of the Docker Build provider stands what its source decides, without a build.

const patience = 600_000;
const name = "private-registry-dev";
const image = { repository: "registry.example.com/team/space", tag: "1.0.0", build: true };
const changes = {
  image,
  network: {
    vpcId: "vpc-0123456789abcdef0",
    privateSubnetIds: { a: "subnet-0123456789abcdef0", b: "subnet-0123456789abcdef1" },
  },
};
const credentials = { username: "throw-away-robot-1", password: "throw-away-password-2" };

describe("the stack private-registry-dev with image.build", () => {
  let sandbox: EngineSandbox;
  let stack: EngineStack;

  const built = () => sandbox.cloud.existing.filter(({ type }) => type === aws.builtImage);
  /** What the service's newest task runs. */
  const runs = (): string => {
    const [task] = sandbox.cloud.existing.filter(({ type }) => type === aws.taskDefinition);
    const [container] = JSON.parse(String(task?.inputs["containerDefinitions"])) as { image: string }[];
    return container?.image ?? "";
  };
  const operations = async (): Promise<Record<string, string>> => {
    const { steps } = await stack.preview();
    return Object.fromEntries(steps.filter(({ op }) => op !== "same").map(({ type, op }) => [type, op]));
  };
  const changed = async (): Promise<void> => {
    const outcome = await stack.up();
    expect(outcome.log).not.toContain("rror:");
    expect(outcome.succeeded).toBe(true);
    expect(await operations()).toEqual({});
  };

  beforeAll(async () => {
    const project = await openThisProject();
    sandbox = await EngineSandbox.open({ project: project.root }, "eu-central-1");
    stack = await sandbox.stack(name, run);
    stack.changeSettings(changes);
    await stack.setSecret("registryCredentials", JSON.stringify(credentials));
  }, patience);
  afterAll(() => sandbox.close());

  it(
    "previews what the offline plan says of it",
    async () => {
      const project = await openThisProject();
      const { values, encrypted } = project.configurationOf(name);
      const settings = { ...JSON.parse(values["ballast:settings"] ?? "{}"), ...changes } as unknown;
      const configurationOf = () => ({
        values: { ...values, "ballast:settings": JSON.stringify(settings) },
        encrypted,
      });
      const plan = await new Planner({ ...project, configurationOf }).plan(name);
      const planned = plan.resources.map(({ urn, parent, inputs, protect }) => ({
        urn,
        parent,
        inputs,
        protect,
      }));
      expect(planned.filter(({ urn }) => urn.includes(aws.builtImage))).toHaveLength(1);
      expect(asPlanned((await stack.preview()).steps)).toEqual(planned);
    },
    patience,
  );

  it(
    "pushes with the stack's own login, which nothing else shows, and runs the digest",
    async () => {
      await changed();
      expect(built()[0]?.inputs["registries"]).toEqual([{ address: "registry.example.com", ...credentials }]);
      expect(runs()).toBe(`registry.example.com/team/space@${String(built()[0]?.state["digest"])}`);
      for (const secret of Object.values(credentials)) {
        expect(sandbox.everythingWritten()).not.toContain(secret);
        expect(sandbox.log).not.toContain(secret);
      }
    },
    patience,
  );

  it(
    "does not build again for a new password alone",
    async () => {
      await stack.setSecret(
        "registryCredentials",
        JSON.stringify({ ...credentials, password: "throw-away-3" }),
      );
      const found = Object.keys(await operations());
      expect(found).toContain("aws:secretsmanager/secretVersion:SecretVersion");
      expect(found).not.toContain(aws.builtImage);
      await stack.setSecret("registryCredentials", JSON.stringify(credentials));
      expect(await operations()).toEqual({});
    },
    patience,
  );

  it(
    "builds again when the app's files change, and a task runs the new digest, although the preview has none",
    async () => {
      const before = runs();
      sandbox.cloud.filesToBuild = "other files";
      expect(await operations()).toMatchObject({ [aws.builtImage]: "update" });
      await changed();
      expect(runs()).not.toBe(before);
      expect(runs()).toBe(`registry.example.com/team/space@${String(built()[0]?.state["digest"])}`);
    },
    patience,
  );

  it(
    "pushes under another tag by an update",
    async () => {
      stack.changeSettings({ image: { ...image, tag: "1.1.0" } });
      expect(await operations()).toMatchObject({ [aws.builtImage]: "update" });
      await changed();
      expect(built()[0]?.inputs["tags"]).toEqual(["registry.example.com/team/space:1.1.0"]);
    },
    patience,
  );

  it(
    "leaves what it pushed in the registry when it is turned off, and runs it by its tag",
    async () => {
      const [pushed] = built();
      stack.changeSettings({ image: { ...image, tag: "1.1.0", build: false } });
      await changed();
      expect(built()).toEqual([pushed]);
      expect(runs()).toBe("registry.example.com/team/space:1.1.0");
    },
    patience,
  );
});
