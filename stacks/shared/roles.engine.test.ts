import { EngineSandbox, type EngineStack } from "@ballast/testing/engine";
import run from "../index.ts";
import { openThisProject } from "../testing/scenarioTests.ts";

const patience = 600_000;
const roles = {
  path: "/ballast/dev/",
  permissionsBoundary: "arn:aws:iam::123456789012:policy/ballast-delivery/dev/boundary",
};

describe("a stack whose configuration names a path and a boundary for its roles", () => {
  let sandbox: EngineSandbox;
  let stack: EngineStack;
  beforeAll(async () => {
    const project = await openThisProject();
    sandbox = await EngineSandbox.open({ project: project.root }, "eu-central-1");
    stack = await sandbox.stack("network-dev", run);
    stack.configure({ "ballast:roles": roles });
  }, patience);
  afterAll(() => sandbox.close());

  it(
    "makes them there, and nothing changes for whoever looks again",
    async () => {
      expect((await stack.up()).succeeded).toBe(true);
      const made = sandbox.cloud.existing.filter(({ type }) => type === "aws:iam/role:Role");
      expect(made.length).toBeGreaterThan(0);
      for (const { inputs } of made) expect(inputs).toMatchObject(roles);
      expect(Object.keys((await stack.preview()).changes)).toEqual(["same"]);
    },
    patience,
  );

  it(
    "keeps what it replaces, once that is deployed, for a service that still runs with it",
    async () => {
      const standing = sandbox.cloud.existing.filter(({ type }) => type.startsWith("aws:iam/"));
      stack.configure({ "ballast:roles": { ...roles, keepReplaced: true } });
      expect((await stack.up()).succeeded).toBe(true);
      stack.configure({ "ballast:roles": { ...roles, path: "/elsewhere/", keepReplaced: true } });
      expect((await stack.up()).succeeded).toBe(true);
      const now = sandbox.cloud.existing.map(({ id }) => id);
      expect(standing.length).toBeGreaterThan(1);
      expect(standing.filter(({ id }) => !now.includes(id))).toEqual([]);
      expect(sandbox.cloud.existing.filter(({ inputs }) => inputs["path"] === "/elsewhere/")).not.toEqual([]);
      // Without it they go.
      stack.configure({ "ballast:roles": roles });
      expect((await stack.up()).succeeded).toBe(true);
      stack.configure({ "ballast:roles": { ...roles, path: "/third/" } });
      expect((await stack.up()).succeeded).toBe(true);
      expect(
        sandbox.cloud.existing.filter(
          ({ type, inputs }) => type === "aws:iam/role:Role" && inputs["path"] === roles.path,
        ),
      ).toHaveLength(standing.filter(({ type }) => type === "aws:iam/role:Role").length);
    },
    patience,
  );
});
