import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// The page's own code, compiled by Mono, whose FileStream denies a second writer as a file server does: by ERROR_SHARING_VIOLATION.
// Threads simulate tasks, because Mono enforces file sharing only within one process.
const share = join(import.meta.dirname, "app/wwwroot/App_Code/Share.cs");
const tasks = 8;
const lines = 150;
/** `<task> <line> <filling>`; of some tasks longer than what a stream buffers. */
const program = `
using System;
using System.Threading;
public static class Tasks {
    public static int Main() {
        int failed = 0;
        Thread[] all = new Thread[${tasks}];
        for (int task = 0; task < all.Length; task++) {
            int number = task;
            all[task] = new Thread(() => {
                for (int line = 0; line < ${lines}; line++)
                    try { Share.Append("log.txt", number + " " + line + " " + new string('x', number * 977)); }
                    catch (Exception error) { Console.Error.WriteLine(error.Message); Interlocked.Increment(ref failed); }
            });
        }
        foreach (Thread one in all) one.Start();
        foreach (Thread one in all) one.Join();
        return failed == 0 ? 0 : 1;
    }
}`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "append-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function run(command: string, ...args: string[]): { status: number | null; stderr: string } {
  return spawnSync(command, args, {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, APP_STATE: join(folder, "state") },
  });
}

function append(change: (text: string) => string): { status: number | null; stderr: string } {
  cpSync(share, join(folder, "Share.cs"));
  const text = readFileSync(share, "utf8");
  writeFileSync(join(folder, "Share.cs"), change(text));
  writeFileSync(join(folder, "Tasks.cs"), program);
  const compiled = run("mcs", "-out:tasks.exe", "Share.cs", "Tasks.cs");
  if (compiled.status !== 0) throw new Error(compiled.stderr);
  return run("mono", "tasks.exe");
}

it("loses and mixes no line of eight tasks that append to one file at the same time", () => {
  expect(append((text) => text)).toMatchObject({ status: 0, stderr: "" });
  const written = readFileSync(join(folder, "state/log.txt"), "utf8").split("\r\n");
  expect(written.pop()).toBe("");
  const expected = Array.from({ length: tasks }, (_, task) =>
    Array.from({ length: lines }, (_, line) => `${task} ${line} ${"x".repeat(task * 977)}`),
  );
  expect(written.toSorted()).toEqual(expected.flat().toSorted());
  for (const [task, own] of expected.entries())
    expect(written.filter((line) => line.startsWith(`${task} `))).toEqual(own);
});

it("fails where a task does not try again", () => {
  const { status, stderr } = append((text) => {
    expect(text).toContain("if (!IsInUse(error) || DateTime.UtcNow >= end) throw;");
    return text.replace("if (!IsInUse(error) || DateTime.UtcNow >= end) throw;", "throw;");
  });
  expect(status).toBe(1);
  expect(stderr).toContain("Sharing violation");
});
