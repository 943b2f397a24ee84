import { join } from "node:path";
import { jobOf } from "./job.ts";
import { main } from "./main.ts";
import { Scene } from "./testing.ts";

let scene: Scene;
beforeEach(async () => {
  scene = await Scene.open();
});
afterEach(() => scene.close());

describe("the command", () => {
  it("knows its programs", async () => {
    const errors = jest.spyOn(console, "error").mockImplementation(() => undefined);
    expect(await main(["deploy"], {})).toBe(2);
    expect(errors.mock.calls.join()).toContain('There is no program "deploy"; give one of: describe-change,');
    errors.mockRestore();
  });

  it("says which variable is missing", async () => {
    const errors = jest.spyOn(console, "error").mockImplementation(() => undefined);
    expect(await main(["comment-on-check"], {})).toBe(1);
    expect(errors.mock.calls.join()).toContain("The variable GITHUB_API_URL is missing.");
    errors.mockRestore();
  });

  it("runs a program", async () => {
    const log = jest.spyOn(console, "log").mockImplementation(() => undefined);
    const outputs = join(scene.workspace.folder, "outputs");
    expect(
      await main(["select-drift"], { GITHUB_WORKSPACE: scene.workspace.folder, GITHUB_OUTPUT: outputs }),
    ).toBe(0);
    expect(log.mock.calls.join()).toContain("To look at");
    log.mockRestore();
  });

  it("lets no output name another one", () => {
    expect(() => jobOf({ GITHUB_OUTPUT: "/dev/null" }).output("head", "a\nstacks=[]")).toThrow(
      "The output head has more than one line.",
    );
  });
});
