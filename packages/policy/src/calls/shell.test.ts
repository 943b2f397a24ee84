import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import type { ScriptCall } from "./scriptCall.ts";
import { callsInShell } from "./shell.ts";
import { operations, preamble, script, straight } from "./testing/shellScripts.ts";

// What bash calls is what a script calls: generated scripts run, with an `aws` that writes down its arguments.

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "calls-"));
  mkdirSync(join(folder, "bin"));
  const programs = {
    aws: `printf '%s\\0' "$@" >> "$CALLS"\nprintf '\\n\\0' >> "$CALLS"\necho x y`,
    sudo: `while [[ $1 == -* ]]; do [ "$1" = -u ] && shift; shift; done\nexec env "$@"`,
  };
  for (const [name, body] of Object.entries(programs)) {
    writeFileSync(join(folder, "bin", name), `#!/bin/bash\n${body}\n`);
    chmodSync(join(folder, "bin", name), 0o755);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs each script in a bash and a folder of its own. @returns the arguments of each call. */
function byBash(scripts: string[]): string[][][] {
  for (const [index, one] of scripts.entries()) {
    const own = join(folder, String(index));
    mkdirSync(join(own, "tmp"), { recursive: true });
    writeFileSync(join(own, "script.sh"), one.replaceAll(/\/(?=tmp\/(?!calls-))/g, `${own}/`));
  }
  const driver = `cd "${folder}"\nfor (( i = 0; i < ${scripts.length}; i++ )); do CALLS="$PWD/$i/calls" timeout 10 bash "$i/script.sh" > /dev/null 2>&1 < /dev/null; done\nexit 0\n`;
  writeFileSync(join(folder, "driver.sh"), driver);
  const environment = { PATH: `${join(folder, "bin")}:${process.env["PATH"] ?? ""}` };
  execFileSync("bash", [join(folder, "driver.sh")], { stdio: "ignore", env: environment });
  return scripts.map((_script, index) => {
    const file = join(folder, String(index), "calls");
    const calls = existsSync(file) ? readFileSync(file, "utf8").split("\n\0") : [];
    rmSync(join(folder, String(index)), { recursive: true });
    return calls.filter((call) => call !== "").map((call) => call.split("\0").slice(0, -1));
  });
}

interface Recorded {
  action: string;
  options: Map<string, string>;
}

/** What the command line takes for the call, by the tables of the generator alone. */
function read(words: string[]): Recorded {
  const plain = words
    .join("\0")
    .replace(/--(?:region|profile)\0[^\0]*\0|--(?:output=text|no-cli-pager|debug)\0/g, "")
    .split("\0");
  const [service = "", operation = "", ...rest] = plain;
  const action = operations.find(([one, other]) => one === service && other === operation)?.[3];
  const options = new Map<string, string>();
  let name = "";
  for (const word of rest) {
    const [, option, value] = /^--([a-z-]+)(?:=(.*))?$/s.exec(word) ?? [];
    // What `lambda invoke` names behind an option's value is the file of its answer.
    if (option === undefined && operation === "invoke" && options.has(name)) continue;
    else if (option === undefined) options.set(name, [options.get(name) ?? [], word].flat().join(" "));
    else {
      name = option;
      if (value !== undefined) options.set(name, value);
    }
  }
  return { action: action ?? `no action for ${words.join(" ")}`, options };
}

const isFor =
  ({ action, options }: Recorded) =>
  (call: ScriptCall): boolean =>
    call.action === action &&
    Object.entries(call.parameters).every(
      ([name, value]) => value === undefined || !options.has(name) || options.get(name) === value,
    ) &&
    [...options.keys()].every((name) => name in call.parameters || name === "more");

const prepared = (scripts: fc.Arbitrary<string>, numRuns: number, seed: number) =>
  fc
    .sample(scripts, { numRuns, seed })
    .map((one) => `${preamble}${one.replaceAll("@BIN@", join(folder, "bin"))}\n`);

it("finds in 2,000 scripts each call that bash makes", () => {
  const scripts = prepared(script, 2000, 17);
  const recorded = byBash(scripts);
  const missed: unknown[] = [];
  let [calls, unknowns] = [0, 0];
  for (const [index, one] of scripts.entries()) {
    const found = callsInShell(one);
    unknowns += found.some(({ action }) => action === "unknown") ? 1 : 0;
    for (const words of recorded[index] ?? []) {
      calls += 1;
      if (!found.some(isFor(read(words)))) missed.push({ script: one.slice(preamble.length), words, found });
    }
  }
  expect(missed.slice(0, 6)).toEqual([]);
  expect(calls).toBeGreaterThan(2000);
  // Not by saying of all that is not known.
  expect(unknowns).toBeLessThan(100);
}, 300_000);

it("finds in straight scripts nothing else", () => {
  const scripts = prepared(straight, 500, 18);
  const recorded = byBash(scripts);
  for (const [index, one] of scripts.entries()) {
    const found = callsInShell(one);
    const made = (recorded[index] ?? []).map(read);
    expect([one, found.filter((call) => !made.some((words) => isFor(words)(call)))]).toEqual([one, []]);
    expect([one, made.filter((words) => !found.some(isFor(words)))]).toEqual([one, []]);
  }
});
