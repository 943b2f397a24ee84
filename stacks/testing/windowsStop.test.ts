import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Planner } from "@ballast/plan/planner";
import { fields, list, text } from "@ballast/model";
import { callFunction, type Call } from "@ballast/testing/windows";
import { openThisProject } from "./scenarioTests.ts";

// How long a process of a Windows container has after CTRL_SHUTDOWN_EVENT: what ECS waits, and no longer than what the registry of the
// image allows (moby/moby#25982, kubernetes/kubernetes#73434). The commands of the images' builds are run on a registry.

jest.setTimeout(120_000);

const root = join(__dirname, "..");
const images = readdirSync(root)
  .map((stack) => ({ stack, path: join(root, stack, "app", "Dockerfile") }))
  .filter(({ path }) => existsSync(path))
  .map(({ stack, path }) => ({ stack, dockerfile: readFileSync(path, "utf8") }))
  .filter(({ dockerfile }) => /^FROM mcr\.microsoft\.com\//m.test(dockerfile));

/** Seconds after which Windows ends what runs. */
async function secondsOf(dockerfile: string): Promise<number> {
  const registry: Record<string, unknown> = {
    "HKLM:\\SYSTEM\\CurrentControlSet\\Control WaitToKillServiceTimeout": "5000",
    "HKLM:\\SYSTEM\\CurrentControlSet\\Services\\cexecsvc ProcessShutdownTimeoutSeconds": 5,
  };
  const kinds: Record<string, string> = {};
  const commands = function* ({ name, parameters }: Call): Generator<number, unknown> {
    expect(name).toBe("Set-ItemProperty");
    const key = `${String(parameters["path"])} ${String(parameters["name"])}`;
    registry[key] = parameters["value"];
    kinds[key] = String(parameters["type"]);
    return undefined;
  };
  const builds = dockerfile
    .replaceAll(/`\n\s*/g, "")
    .split("\n")
    .filter((line) => line.startsWith("RUN Set-ItemProperty"));
  for (const line of builds)
    await callFunction(`function Build() {\n${line.replace("RUN ", "")}\n}`, "Build", [], { commands });
  // Each value has its kind; no other value is changed.
  expect(Object.values(kinds)).toEqual(["String", "DWord"]);
  const [milliseconds, seconds, ...others] = Object.values(registry).map(Number);
  expect(others).toEqual([]);
  return Math.min(Number(milliseconds) / 1000, Number(seconds));
}

it("lets a Windows container have all the time that its task definition gives it", async () => {
  expect(images.map(({ stack }) => stack)).toEqual(["fsx-windows", "invento-windows"]);
  const project = await openThisProject();
  for (const { stack, dockerfile } of images) {
    const allowed = await secondsOf(dockerfile);
    const plan = await new Planner(project, "2026-11-21").plan(`${stack}-prod`);
    const containers = plan.resolved
      .filter(({ type }) => type === "aws:ecs/taskDefinition:TaskDefinition")
      .flatMap(({ inputs }) => list(JSON.parse(text(inputs["containerDefinitions"]))));
    expect(containers.length).toBeGreaterThan(0);
    for (const container of containers)
      expect(Math.min(allowed, Number(fields(container)["stopTimeout"]))).toBe(
        fields(container)["stopTimeout"],
      );
  }
});
