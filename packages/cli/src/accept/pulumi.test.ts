import { spawn, type ChildProcess } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pulumi-"));
  // Pulumi ends what it is doing after the first interruption, and gives up after the second one.
  const program = `#!/bin/bash
interrupted=0
trap 'interrupted=$((interrupted + 1)); echo "pulumi: interruption $interrupted" >> "${folder}/ended"' INT
trap 'echo "pulumi: $BASHPID was hung up" >> "${folder}/ended"' HUP
echo started
touch "${folder}/started"
for _ in $(seq 600); do
  sleep 0.1
  if [ $interrupted -gt 0 ]; then sleep 0.5; echo "pulumi: cancelled" >> "${folder}/ended"; exit 1; fi
done
`;
  writeFileSync(join(folder, "pulumi"), program);
  chmodSync(join(folder, "pulumi"), 0o755);
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function until(what: string, isTrue: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1200 && !isTrue(); tries += 1) await sleep(50);
  if (!isTrue()) throw new Error(`${what} took longer than a minute`);
}

async function run(interrupt: (child: ChildProcess) => void | Promise<void>): Promise<string[]> {
  const child = spawn(process.execPath, [join(__dirname, "testing/runPulumi.ts"), folder], {
    env: { ...process.env, PATH: [folder, process.env["PATH"]].join(delimiter) },
  });
  let errors = "";
  child.stderr.on("data", (text: Buffer) => (errors += text.toString()));
  const ended = new Promise((resolve) => child.once("exit", resolve));
  await until("the start", () => existsSync(join(folder, "started")) || child.exitCode !== null);
  if (child.exitCode !== null) throw new Error(errors);
  await interrupt(child);
  await ended;
  await until("the end", () => existsSync(join(folder, "ended")));
  return readFileSync(join(folder, "ended"), "utf8").trim().split("\n");
}

const whole = ["pulumi: interruption 1", "pulumi: cancelled", "the run: pulumi up was interrupted. It said:"];

it.each(["SIGINT", "SIGTERM"] as const)("has pulumi end what it is doing at %s (F.0.46)", async (signal) => {
  expect(await run((child) => void child.kill(signal))).toEqual(whole);
});

it("does so when the terminal is closed, which nobody can write to any more, and which is said twice (F.0.46)", async () => {
  const lines = await run(async (child) => {
    child.stdout?.destroy();
    child.stderr?.destroy();
    child.kill("SIGHUP");
    await sleep(100);
    child.kill("SIGHUP");
  });
  expect(lines).toEqual(whole);
});

it("does so when a line is written to the closed terminal before the signal comes (F.0.46)", async () => {
  const program = join(folder, "pulumi");
  const later = readFileSync(program, "utf8").replace("for _ in", "(sleep 0.5; echo resources) &\nfor _ in");
  writeFileSync(program, later);
  const lines = await run((child) => {
    child.stdout?.destroy();
    child.stderr?.destroy();
  });
  expect(lines).toEqual(whole);
});
