import { reportDrift } from "./reportDrift.ts";
import { selectDeployments, selectDrift } from "./selectDeployments.ts";
import { Scene } from "./testing.ts";

let scene: Scene;
beforeEach(async () => {
  scene = await Scene.open();
});
afterEach(() => scene.close());

describe("deployments", () => {
  const environments = { ENVIRONMENTS: "dev prod" };

  it("are of the environments that are asked for, the network first", () => {
    expect(selectDeployments(scene.workspace.job({ ...environments, ASKED: "dev prod" }))).toBe(
      "dev: network-dev, web-dev.\nprod: network-prod.",
    );
    expect(scene.workspace.outputs).toEqual({
      dev_first: '["network-dev"]',
      dev_then: '["web-dev"]',
      prod_first: '["network-prod"]',
      prod_then: "[]",
    });
  });

  it("leave the others alone, and refuse what there is not", () => {
    selectDeployments(scene.workspace.job({ ...environments, ASKED: "prod" }));
    expect(scene.workspace.outputs["dev_first"]).toBe("[]");
    expect(() => selectDeployments(scene.workspace.job({ ...environments, ASKED: "staging" }))).toThrow(
      'There is no environment "staging" to deploy; give one of: dev, prod.',
    );
  });
});

describe("drift", () => {
  const stacks = '[{"stack":"network-dev","environment":"dev"},{"stack":"web-dev","environment":"dev"}]';
  const look = (network: string, web: string) => {
    scene.workspace.write("artifact/network-dev.output.txt", "~ aws:ec2:Vpc main");
    scene.workspace.write("artifact/network-dev.status.txt", network);
    scene.workspace.write("artifact/web-dev.output.txt", "fine");
    scene.workspace.write("artifact/web-dev.status.txt", web);
    return reportDrift(scene.workspace.job({ STACKS: stacks }), scene.github);
  };

  it("is looked for in every stack that was initialised", () => {
    expect(selectDrift(scene.workspace.job())).toBe("To look at: network-dev, network-prod, web-dev.");
    expect(JSON.parse(scene.workspace.outputs["stacks"] ?? "")).toContainEqual({
      stack: "network-prod",
      environment: "prod",
    });
  });

  it("opens one issue for a stack, keeps it up to date, and closes it once nothing differs", async () => {
    expect(await look("1", "0")).toBe("Not as their states say: network-dev.");
    expect(await look("1", "0")).toBe("Not as their states say: network-dev.");
    expect(scene.fake.issues).toMatchObject([
      { number: 1, title: "Drift: network-dev", state: "open", labels: ["drift"] },
    ]);
    expect(scene.fake.issues[0]?.body).toContain("~ aws:ec2:Vpc main");
    expect(await look("0", "0")).toBe("Every stack is as its state says.");
    expect(scene.fake.issues[0]?.state).toBe("closed");
    expect(scene.fake.comments.map(({ body }) => body)).toEqual([
      expect.stringContaining("as its state says again"),
    ]);
    expect(scene.fake.writes).toEqual([
      "POST issues",
      "PATCH issues/1",
      "POST issues/1/comments",
      "PATCH issues/1",
    ]);
  });

  it("leaves issues alone that somebody else opened", async () => {
    scene.fake.issues.push({
      number: 1,
      title: "Drift: network-dev",
      body: "<!-- ballast: drift network-dev -->",
      user: { login: "mallory" },
      state: "open",
      labels: ["drift"],
    });
    await look("0", "0");
    expect(scene.fake.writes).toEqual([]);
  });

  it("says which stacks could not be looked at", async () => {
    scene.workspace.write("artifact/network-dev.output.txt", "");
    scene.workspace.write("artifact/network-dev.status.txt", "0");
    await expect(reportDrift(scene.workspace.job({ STACKS: stacks }), scene.github)).rejects.toThrow(
      "These stacks were not looked at: web-dev.",
    );
  });
});
