import { reportDrift } from "./reportDrift.ts";
import { selectDeployments, selectDrift } from "./selectDeployments.ts";
import { Scene } from "./testing.ts";

let scene: Scene;
beforeEach(async () => {
  scene = await Scene.open();
});
afterEach(() => scene.close());

describe("deployments", () => {
  const select = (ASKED: string): string => selectDeployments(scene.workspace.job({ ASKED }));
  const named = (output: string): unknown => JSON.parse(scene.workspace.outputs[output] ?? "null");
  const initialise = (...stacks: string[]): void => {
    for (const stack of stacks)
      scene.workspace.write(`stacks/environments/Pulumi.${stack}.yaml`, "secretsprovider: awskms://key\n");
  };

  it("are of every environment with settings files, the network first and prod last", () => {
    initialise("network-staging", "web-staging", "web-apac");
    expect(select("*")).toBe(
      "apac: web-apac.\ndev: network-dev, web-dev.\nstaging: network-staging, web-staging.\nprod: network-prod.",
    );
    expect(named("first")).toEqual([
      { stack: "network-dev", environment: "dev" },
      { stack: "network-staging", environment: "staging" },
    ]);
    expect(named("then")).toEqual([
      { stack: "web-apac", environment: "apac" },
      { stack: "web-dev", environment: "dev" },
      { stack: "web-staging", environment: "staging" },
    ]);
    expect(named("prod_first")).toEqual([{ stack: "network-prod", environment: "prod" }]);
    expect(named("prod_then")).toEqual([]);
  });

  it.each(["dev", "prod"])("are of %s alone where it is asked for", (asked) => {
    select(asked);
    const all = ["first", "then", "prod_first", "prod_then"].flatMap(
      (name) => named(name) as { environment: string }[],
    );
    expect(new Set(all.map(({ environment }) => environment))).toEqual(new Set([asked]));
  });

  it.each(["staging", "dev prod", "dev*"])("refuse %s, which there is not", (asked) => {
    expect(() => select(asked)).toThrow(
      `There is no environment "${asked}" to deploy; give one of: dev, prod.`,
    );
    expect(scene.workspace.outputs).toEqual({});
  });

  it("take on no environment that GitHub has for another purpose", () => {
    initialise("web-release");
    expect(() => select("*")).toThrow('The environment "release" cannot be deployed');
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
