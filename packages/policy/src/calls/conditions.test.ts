import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { callsInPowerShell } from "./powershell.ts";
import { callsInShell } from "./shell.ts";

// Whether a call is certain is what bash says: generated scripts run with every outcome of their conditions, and with each call refused.

const numRuns = 60;
const flips = 2;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "conditions-"));
  const programs = {
    // Notes what it is called with, and is refused where the run says so.
    aws: `echo "$4" >> "$CALLS"\n[ "$4" != "$REFUSED" ]`,
    // Ends as the run says.
    flip: `[ $(( (MASK >> $1) & 1 )) = 1 ]`,
  };
  for (const [name, body] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/bash\n${body}\n`);
    chmodSync(join(folder, name), 0o755);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Piece {
  text: string;
  /** Calls that decide something: their refusal is an answer. */
  asking: number[];
}

/** A piece of a script; calls are numbered as they come. */
type Writer = (next: () => number) => Piece;

const call: Writer = (next) => ({ text: `aws ec2 attach-volume --volume-id vol-${next()}`, asking: [] });
const plain =
  (text: string): Writer =>
  () => ({ text, asking: [] });
const around =
  (of: Writer, text: (inner: string) => string): Writer =>
  (next) => {
    const inner = of(next);
    return { ...inner, text: text(inner.text) };
  };
const both =
  (one: Writer, other: Writer, text: (one: string, other: string) => string): Writer =>
  (next) => {
    const first = one(next);
    const second = other(next);
    return { text: text(first.text, second.text), asking: [...first.asking, ...second.asking] };
  };
const flip = fc.nat(flips - 1).map((one) => `flip ${one}`);

const { piece } = fc.letrec<{ piece: Writer }>((tie) => {
  const inner = tie("piece");
  return {
    piece: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.constantFrom(call, call, plain("true")),
      fc.tuple(inner, inner).map(([one, other]) => both(one, other, (a, b) => `${a}\n${b}`)),
      fc.tuple(flip, inner).map(([is, one]) => around(one, (a) => `if ${is}; then\n${a}\nfi`)),
      fc
        .tuple(flip, inner, inner)
        .map(([is, one, other]) => both(one, other, (a, b) => `if ${is}; then\n${a}\nelse\n${b}\nfi`)),
      inner.map((one) => around(one, (a) => `if true; then\n${a}\nfi`)),
      fc
        .constantFrom(
          "|| true",
          "|| :",
          "|| echo failed",
          "|| exit 1",
          "|| { echo failed; exit 1; }",
          "|| false",
        )
        .map((end) => around(call, (a) => `${a} ${end}`)),
      fc.tuple(flip, inner).map(([is, one]) => around(one, (a) => `if ! ${is}; then true; else\n${a}\nfi`)),
      fc
        .tuple(flip, fc.constant(call))
        .map(([is, one]) => around(one, (a) => `[ "$(${is} && echo x)" ] && ${a} || :`)),
      fc
        .tuple(flip, inner)
        .map(([is, one]) => around(one, (a) => `case $(${is} && echo x) in\nx)\n${a}\n;;\nesac`)),
      inner.map((one) => around(one, (a) => `for one in a b; do\n${a}\ndone`)),
      inner.map((one) => around(one, (a) => `work() {\n${a}\n}\nwork`)),
      inner.map((one): Writer => (next) => {
        const asked = next();
        const body = one(next);
        return {
          text: `if aws ec2 attach-volume --volume-id vol-${asked}; then\n${body.text}\nfi`,
          asking: [asked, ...body.asking],
        };
      }),
    ),
  };
});

/** Runs a script with every outcome of its conditions, and then with each call refused. @returns which calls are certain. */
function byBash(scripts: { text: string; count: number; asking: number[] }[]): string[][] {
  const masks = Array.from({ length: 2 ** flips }, (_, mask) => mask);
  const lines = scripts.flatMap(({ text, count }, index) => {
    writeFileSync(join(folder, `${index}.sh`), `set -e\n${text}\n`);
    const refusals = ["none", ...Array.from({ length: count }, (_, id) => `vol-${id}`)];
    return refusals.flatMap((refused) =>
      masks.map((mask) => {
        const file = `${index}-${refused}-${mask}`;
        return `MASK=${mask} REFUSED=${refused} CALLS=$PWD/${file} bash ${index}.sh > /dev/null 2>&1; echo "end $?" >> ${file}`;
      }),
    );
  });
  writeFileSync(join(folder, "driver.sh"), `cd "${folder}"\n${lines.join("\n")}\n`);
  const environment = { PATH: `${folder}:${process.env["PATH"] ?? ""}` };
  execFileSync("bash", [join(folder, "driver.sh")], { stdio: "ignore", env: environment });
  return scripts.map(({ count, asking }, index) => {
    const run = (refused: string, mask: number): string[] =>
      readFileSync(join(folder, `${index}-${refused}-${mask}`), "utf8")
        .trim()
        .split("\n");
    return Array.from({ length: count }, (_, id) => id).flatMap((id) => {
      const volume = `vol-${id}`;
      const others = ["none", ...Array.from({ length: count }, (_, other) => `vol-${other}`)];
      // Whatever is answered or refused, as long as the script comes to its end.
      const isAlwaysMade = others
        .filter((refused) => refused !== volume)
        .flatMap((refused) => masks.map((mask) => run(refused, mask)))
        .every((made) => made.at(-1) !== "end 0" || made.includes(volume));
      const isNeeded = masks.every((mask) => run(volume, mask).at(-1) !== "end 0");
      return isAlwaysMade && (isNeeded || asking.includes(id)) ? [volume] : [];
    });
  });
}

it(`takes for certain what bash makes in any case and cannot do without, in ${numRuns} generated scripts`, () => {
  const scripts = fc.sample(piece, { numRuns, seed: 17 }).map((write) => {
    let count = 0;
    const { text, asking } = write(() => count++);
    return { text, asking, count };
  });
  const certain = byBash(scripts);
  const told = scripts.map(({ text }) => callsInShell(`set -e\n${text}`));
  const all = told.map((calls) => calls.map(({ parameters }) => parameters["volume-id"] ?? "").sort());
  expect(all).toEqual(
    scripts.map(({ count }) => Array.from({ length: count }, (_, id) => `vol-${id}`).sort()),
  );
  const sure = told.map((calls) =>
    calls
      .filter(({ isCertain }) => isCertain !== false)
      .map(({ parameters }) => parameters["volume-id"] ?? ""),
  );
  expect(scripts.map(({ text }, index) => [text, (sure[index] ?? []).sort()])).toEqual(
    scripts.map(({ text }, index) => [text, (certain[index] ?? []).sort()]),
  );
  expect(sure.flat().length).toBeGreaterThan(numRuns / 4);
  expect(all.flat().length - sure.flat().length).toBeGreaterThan(numRuns / 4);
});

const attach = "Add-EC2Volume -VolumeId vol-1 -InstanceId i-1 -Device xvdf";

it.each<[string, string, boolean]>([
  ["a line", attach, true],
  ["if", `if ($x) { ${attach} }`, false],
  ["else, on lines of its own", `if (Test-Path C:\\x) {\n}\nelse\n{\n${attach}\n}`, false],
  ["elseif", `if ($x) { } elseif ($y) { ${attach} }`, false],
  ["switch", `switch ($x) { 1 { ${attach} } }`, false],
  ["catch", `try { Get-Item x } catch [System.Exception] { ${attach} }`, false],
  ["try", `try { ${attach} } catch { throw }`, true],
  ["what is asked by if", `if (${attach}) { 1 }`, true],
  ["behind an if", `if ($x) { 1 }\n${attach}`, true],
  ["a function", `function f { ${attach} }\nf`, true],
  ["a failure that passes", `${attach} -ErrorAction SilentlyContinue`, false],
  ["a failure that ends it", `${attach} -ErrorAction Stop`, true],
  ["an if, and for certain", `if ($x) { ${attach} }\n${attach}`, true],
])("takes a call of PowerShell in %s for what it is", (_what, script, isCertain) => {
  const calls = callsInPowerShell(script).filter(({ action }) => action === "ec2:AttachVolume");
  expect(calls.map((one) => one.isCertain !== false)).toEqual([isCertain]);
});

/** What stands around a call, and whether the call is still made in any case and cannot be done without. */
const wrappers: readonly [text: (inner: string) => string, isCertain: boolean][] = [
  [(a) => `try {\n${a}\n} catch { throw }`, true],
  [(a) => `try { ${a} } catch [IO.IOException] { Write-Host x; exit 1 } finally { Get-Date }`, true],
  [(a) => `try {\n${a}\n}\nfinally\n{\nGet-Date\n}`, true],
  [(a) => `try { ${a} } catch { if ($n -gt 5) { throw "x" } }`, true],
  [(a) => `try { ${a} } catch { Write-Host failed }`, false],
  [(a) => `try\n{\n${a}\n}\ncatch\n{\n}`, false],
  [(a) => `try { ${a} } catch [IO.IOException] { exit 0 } catch { $null }`, false],
  [(a) => `while ($true) {\n${a}\nbreak\n}`, true],
  [(a) => `while (1) { ${a}; break }`, true],
  [(a) => `while ($n -lt 5) { ${a} }`, false],
  [(a) => `while (-not (Test-Path C:\\x))\n{\n${a}\n}`, false],
  [(a) => `do { ${a} } while ($x)`, true],
  [(a) => `do {\n${a}\n} until ($x)`, true],
  [(a) => `if ($x) { 1 } else { ${a} }`, false],
  [(a) => `function f { ${a} }\nf`, true],
  [(a) => `Get-Item x\n${a}\nGet-Item y`, true],
];

it("takes a call of PowerShell for certain in 2,000 nests of blocks only if each block does", () => {
  const seen = { certain: 0, possible: 0 };
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...wrappers), { minLength: 1, maxLength: 4 }), (around) => {
      const script = around.reduce((inner, [text]) => text(inner), attach);
      const isCertain = around.every(([, one]) => one);
      const calls = callsInPowerShell(script).filter(({ action }) => action === "ec2:AttachVolume");
      expect([script, calls.map((one) => one.isCertain !== false)]).toEqual([script, [isCertain]]);
      seen[isCertain ? "certain" : "possible"] += 1;
    }),
    { numRuns: 2000 },
  );
  expect(Math.min(seen.certain, seen.possible)).toBeGreaterThan(200);
});
