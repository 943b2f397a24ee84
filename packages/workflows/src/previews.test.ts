import { commentOnPreviews } from "./commentOnPreviews.ts";
import { selectPreviews } from "./selectPreviews.ts";
import { Scene } from "./testing.ts";

let scene: Scene;
beforeEach(async () => {
  scene = await Scene.open();
});
afterEach(() => scene.close());

describe("previews", () => {
  it("are of the affected stacks that the default branch knows as initialised", async () => {
    expect(await selectPreviews(scene.job(), scene.github)).toBe("To preview: network-dev.");
    expect(scene.workspace.outputs).toEqual({
      stacks: '[{"stack":"network-dev","environment":"dev"}]',
      number: "12",
      head: scene.commit,
    });
  });

  it("are none for a fork, and none for what has moved on", async () => {
    Object.assign(scene.fake.pullRequests[0] ?? {}, { head: { sha: scene.commit, repo: { id: 666 } } });
    const fork = { ...scene.run, head_repository: { id: 666 } };
    expect(await selectPreviews(scene.job({}, fork), scene.github)).toContain("comes from a fork");
    expect(scene.workspace.outputs["stacks"]).toBe("[]");
    Object.assign(scene.fake.pullRequests[0] ?? {}, {
      state: "closed",
      head: { sha: scene.commit, repo: { id: 4711 } },
    });
    expect(await selectPreviews(scene.job(), scene.github)).toContain("has moved on");
    expect(scene.workspace.outputs["stacks"]).toBe("[]");
  });

  const variables = {
    PULL_REQUEST: "12",
    HEAD: "0123456789abcdef0123456789abcdef01234567",
    STACKS: '[{"stack":"network-dev","environment":"dev"},{"stack":"web-dev","environment":"dev"}]',
  };

  it("get a comment each, with the count in sight and the output as it is", async () => {
    const output =
      "Previewing update\n + aws:ec2:Vpc main ```@acme\n\nResources:\n    + 3 to create\n    29 unchanged\n";
    scene.workspace.write("artifact/network-dev.output.txt", output);
    scene.workspace.write("artifact/network-dev.status.txt", "0\n");
    scene.workspace.write("artifact/web-dev.output.txt", "error: AccessDenied");
    scene.workspace.write("artifact/web-dev.status.txt", "255\n");
    await commentOnPreviews(scene.job(variables), scene.github);
    await commentOnPreviews(scene.job(variables), scene.github);
    expect(scene.fake.writes).toEqual(["POST issues/12/comments", "POST issues/12/comments"]);
    const [network, web] = scene.fake.comments.map(({ body }) => body ?? "");
    expect(network).toMatch(
      /^<!-- ballast: preview network-dev -->\n### Preview of `network-dev`: \+ 3 to create, 29 unchanged\n/,
    );
    expect(network).toContain(`\`\`\`\`\n${output.trim()}\n\`\`\`\``);
    expect(web).toContain("### Preview of `web-dev`: **failed**");
    expect(web).toContain("<details open>");
  });

  it("that left nothing are not passed over in silence", async () => {
    scene.workspace.write("artifact/network-dev.output.txt", "");
    scene.workspace.write("artifact/network-dev.status.txt", "0\n");
    await expect(commentOnPreviews(scene.job(variables), scene.github)).rejects.toThrow(
      "These previews left no result: web-dev.",
    );
  });
});
