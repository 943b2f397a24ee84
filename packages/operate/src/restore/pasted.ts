import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The programs that bash started for pasted lines, each with its arguments, and the other output of bash. */
export interface Pasted {
  started: string[][];
  errors: string;
}

/** Passes lines to bash as a terminal does when a user pastes them. The programs are stand-ins that only report their arguments. */
export function pasted(lines: string[]): Pasted {
  const folder = mkdtempSync(join(tmpdir(), "ballast-steps-"));
  try {
    const log = join(folder, "started");
    writeFileSync(log, "");
    for (const name of ["aws", "npx"]) {
      // A state that a loop waits for, and a name where an output is asked for.
      const body = 'printf "%s\\0" "${0##*/}" "$@" >> "$LOG"; printf "\\n\\0" >> "$LOG"; echo available';
      writeFileSync(join(folder, name), `#!/bin/bash\n${body}\n`);
      chmodSync(join(folder, name), 0o755);
    }
    const { stderr } = spawnSync("bash", ["--norc", "--noprofile", "-s"], {
      input: `${lines.join("\n")}\n`,
      encoding: "utf8",
      timeout: 60_000,
      env: { PATH: `${folder}:/usr/bin:/bin`, LOG: log, HOME: folder },
    });
    const calls = readFileSync(log, "utf8").split("\n\0").slice(0, -1);
    return { started: calls.map((call) => call.split("\0").slice(0, -1)), errors: stderr };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
