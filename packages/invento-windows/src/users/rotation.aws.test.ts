import { copyFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loginsText } from "../testing/loginsText.ts";
import { runModule } from "@ballast/testing/modules";
import { functionsFolder } from "../testing/place.ts";

// Both functions' own text, with the real SDK, against an emulator of Secrets Manager and a model of SQL Server's logins. The program runs
// in a process of its own, as a module.

let folder: string;
beforeEach(() => {
  folder = functionsFolder(loginsText);
});
afterEach(() => rmSync(folder, { recursive: true }));

// Sixty runs against an emulator that other suites use as well.
jest.setTimeout(400_000);

/** @param program Of testing/properties, by its name. */
async function run(program: string): Promise<Record<string, unknown>> {
  copyFileSync(join(__dirname, "../testing/stage.mjs"), join(folder, "stage.mjs"));
  copyFileSync(join(__dirname, `../testing/${program}.mjs`), join(folder, "run.mjs"));
  writeFileSync(join(folder, "package.json"), "{}");
  const said = await runModule(join(folder, "run.mjs"), {
    SERVER: '{"host":"db","port":1433}',
    MASTER_SECRET: "master",
  });
  return JSON.parse(said) as Record<string, unknown>;
}

it("never loses the password: whatever fails and comes twice, SQL Server accepts one of the secret's, and tries enough end with the new one (F.0.61)", async () => {
  const told = await run("interleavings");
  expect(told).toEqual({
    runs: 60,
    rotated: expect.any(Number),
    faulty: expect.any(Number),
    twice: expect.any(Number),
  });
  // The runs are not all of the easy kind.
  expect(told["faulty"]).toBeGreaterThan(15);
  expect(told["twice"]).toBeGreaterThan(15);
});

it("keeps the current password valid, whichever moment of a rotation a deployment comes in, and ends each that it does not contradict (F.0.61)", async () => {
  const told = await run("deployments");
  // Three definitions at each call of a rotation, and of a deployment.
  expect(told["deployments"]).toBeGreaterThan(3 * 15);
  expect(told["rotations"]).toBeGreaterThan(3 * 4 * 5);
});

it("creates logins with what they are to have and nothing else, whatever was there and fails (F.0.61)", async () => {
  expect(await run("creations")).toEqual({ runs: 60, faulty: expect.any(Number) });
});
