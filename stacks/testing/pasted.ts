import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What a paste did: each program that was started, with its arguments, and what came out. */
export interface Pasted {
  started: string[];
  output: string;
}

/**
 * Gives bash a text as a terminal does that somebody pastes it into: a failed line does not stop those after it. Programs that reach
 * beyond the machine are stand-ins; jq and others of its kind are the machine's own.
 *
 * @param programs Bodies of bash, by the program's name. They share files of the folder `$STATE`.
 */
export function paste(text: string, programs: Record<string, string>): Pasted {
  const folder = mkdtempSync(join(tmpdir(), "ballast-paste-"));
  try {
    const log = join(folder, "started");
    writeFileSync(log, "");
    for (const [name, body] of Object.entries({ sleep: ":", ...programs })) {
      const path = join(folder, name);
      writeFileSync(path, `#!/bin/bash\necho "${name} $*" >> "$STATE/started"\n${body}\n`);
      chmodSync(path, 0o755);
    }
    const { stdout, stderr } = spawnSync("bash", ["--norc", "--noprofile", "-s"], {
      input: `${text}\n`,
      encoding: "utf8",
      timeout: 60_000,
      env: { PATH: `${folder}:/usr/bin:/bin`, STATE: folder, HOME: folder },
    });
    const started = readFileSync(log, "utf8")
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("sleep "));
    return { started, output: `${stdout}${stderr}` };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Lines that interactive shells without comments would run as a command: none may leave the shell waiting for more. */
export const isHarmlessNote = (line: string): boolean => /^# [\w .,:/@=+-]+$/.test(line);
