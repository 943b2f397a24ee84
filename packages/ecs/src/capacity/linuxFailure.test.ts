import { BootPhase } from "@ballast/contracts";
import { BootSandbox } from "@ballast/testing/boot";
import * as fc from "fast-check";
import { linuxBootScript } from "./linuxBootScript.ts";

const curl = `
case "$*" in
  *"--request PUT"*/latest/api/token) echo token ;;
  *"X-aws-ec2-metadata-token: token"*/meta-data/instance-id) echo i-0new ;;
  *"X-aws-ec2-metadata-token: token"*/meta-data/placement/region) echo eu-central-1 ;;
  *) exit 22 ;;
esac`;

/** What ends well, though something in it fails. */
const harmless = fc.constantFrom(
  "true",
  "x=$(false; true) || true",
  "if ! false; then true; fi",
  'for one in 1 2; do\n  [ "$one" = 1 ] || true\ndone',
  "helper() {\n  false || true\n}\nhelper",
  "cat <<'TEXT' > /dev/null\nfalse\nTEXT",
  "(exit 3) || true",
);
/** A script that fails, and what its line has that did. */
const failing: fc.Arbitrary<{ script: string; fails: string; line?: string }> = fc.constantFrom(
  { script: "false", fails: "false" },
  { script: "true\ngrep -q nothing /dev/null | cat", fails: "grep -q nothing /dev/null | cat" },
  { script: "inner() {\n  true\n  cd /nowhere\n}\ninner", fails: "cd /nowhere" },
  // Bash numbers a statement of several lines by its last one.
  {
    script: 'found=$(\n  grep nothing /dev/null\n) # end\necho "$found"',
    fails: "found=$(grep nothing /dev/null)",
    line: ") # end",
  },
  { script: 'echo "$missing"', fails: 'echo "$missing"' },
  { script: "if true; then\n  exit 3\nfi", fails: "exit 3" },
  { script: 'for one in 1 2; do\n  [ "$one" = 1 ]\ndone', fails: '[ "$one" = 1 ]' },
  { script: "ended_by() {\n  return 9\n}\nended_by", fails: "return 9" },
);

describe("a Linux host whose boot step fails (F.0.8)", () => {
  let machine: BootSandbox;
  beforeEach(() => (machine = new BootSandbox({ curl, aws: "", timeout: 'shift; "$@"' })));
  afterEach(() => machine.close());
  const run = (script: string) =>
    machine.run(
      linuxBootScript({
        clusterName: "main",
        attributes: {},
        steps: [{ name: "disk", phase: BootPhase.BeforeAgent, script }],
      }),
    );
  const power = (calls: string[]) => calls.filter((call) => call.startsWith("shutdown"));

  it.each([
    ["false", 1],
    ["false | cat", 1],
    ["echo $missing", 1],
    ["exit 3", 3],
  ])("keeps out of the cluster and makes room for a successor after %j", (script, status) => {
    const ended = run(script);
    expect(ended.status).toBe(status);
    expect(ended.calls).toContain("systemctl mask --runtime --now ecs.service");
    expect(power(ended.calls)).toEqual(["shutdown -h +15 ballast: boot step disk failed"]);
    expect(ended.output).toContain(`FAILED at line`);
    expect(machine.file("etc/ecs/ecs.config")).toBeUndefined();
  });

  it("stays, out of the cluster, where a successor would fail in the same way", () => {
    const { status, output, calls } = run("exit 78");
    expect(status).toBe(78);
    expect(calls).toContain("systemctl mask --runtime --now ecs.service");
    expect(power(calls)).toEqual([]);
    expect(output).toContain("This instance stays until you terminate it");
    expect(machine.file("etc/ecs/ecs.config")).toBeUndefined();
  });

  it.each(["exit 1", "exit 78"])("powers off at once after %j if the agent cannot be masked", (script) => {
    machine.stand({ systemctl: `[ "$1" != mask ]` });
    expect(power(run(script).calls)).toEqual(["shutdown -h now ballast: boot step disk failed"]);
  });

  it("names the step and the line that failed, wherever and however it fails", () => {
    fc.assert(
      fc.property(
        fc.array(harmless, { maxLength: 4 }),
        failing,
        fc.array(harmless, { maxLength: 2 }),
        (before, { script, fails, line: last = fails }, after) => {
          const { output } = run([...before, script, ...after].join("\n"));
          const [, line, command] =
            /disk: FAILED at line (\d+) of \S+ \((.*)\) with exit status/.exec(output) ?? [];
          const lines = machine.file("opt/ballast/boot.sh")?.split("\n") ?? [];
          expect(`${lines[Number(line) - 1]}`).toContain(last);
          expect(fails).toContain(command);
        },
      ),
      { numRuns: 40, seed: 18 },
    );
  });

  it("tells Systems Manager what was said last", () => {
    machine.stand({ aws: 'printf "%s\\n" "${@: -1}" > "$ROOT/item"' });
    const { calls } = run('say "the \\"disk\\" is C:\\\\gone"; exit 78');
    expect(calls).toContainEqual(
      expect.stringContaining(
        "aws ssm put-compliance-items --region eu-central-1 --resource-id i-0new --resource-type ManagedInstance " +
          "--compliance-type Custom:BallastBoot --execution-summary ExecutionTime=",
      ),
    );
    expect(JSON.parse(machine.file("item") ?? "")).toEqual([
      {
        Id: "boot",
        Title: expect.stringMatching(
          /^disk: the disk is C:gone; FAILED at line \d+ of \w+ \(exit 78\) with exit status 78$/,
        ) as string,
        Severity: "CRITICAL",
        Status: "NON_COMPLIANT",
      },
    ]);
  });

  describe("on an image without the AWS command line, as AWS's own is", () => {
    const withoutAws = (dnf: string): void => {
      machine.close();
      machine = new BootSandbox({ curl, timeout: 'shift; "$@"', dnf });
      machine.lack("aws");
    };
    const told = (calls: string[]) => calls.filter((call) => call.startsWith("aws ssm put-compliance-items"));

    it.each(["exit 3", "exit 78"])("installs it and tells Systems Manager after %j", (script) => {
      withoutAws(
        `printf '#!/bin/bash\\necho "aws $*" >> "$CALLS"\\n' > "\${0%/*}/aws" && chmod 0755 "\${0%/*}/aws"`,
      );
      const { calls, output } = run(script);
      expect(calls).toContain("dnf install --assumeyes --quiet awscli-2");
      expect(told(calls)).toHaveLength(1);
      expect(output).not.toContain("Systems Manager was not told");
      // The agent can no longer start, whatever the repository of packages does.
      expect(calls.indexOf("systemctl mask --runtime --now ecs.service")).toBeLessThan(
        calls.findIndex((call) => call.startsWith("dnf ")),
      );
    });

    it("fails as it does otherwise where no package can be installed", () => {
      withoutAws("exit 1");
      const { status, calls, output } = run("exit 3");
      expect(status).toBe(3);
      expect(calls.filter((call) => call.startsWith("dnf "))).toHaveLength(1);
      expect(told(calls)).toEqual([]);
      expect(output).toContain("the AWS command line could not be installed");
      expect(output).toContain("disk: FAILED at line");
      expect(power(calls)).toEqual(["shutdown -h +15 ballast: boot step disk failed"]);
    });

    it("waits for no package where the agent could not be masked", () => {
      withoutAws("exit 1");
      machine.stand({ systemctl: `[ "$1" != mask ]` });
      const { calls } = run("exit 3");
      expect(calls.filter((call) => call.startsWith("dnf "))).toEqual([]);
      expect(power(calls)).toEqual(["shutdown -h now ballast: boot step disk failed"]);
    });
  });

  it.each([
    ["the metadata service is silent", { curl: "exit 28" }],
    ["Systems Manager refuses", { aws: "exit 254" }],
  ])("ends in the same way when %s", (_, commands) => {
    machine.stand(commands);
    const { status, output, calls } = run("exit 3");
    expect(status).toBe(3);
    expect(output).toContain("Systems Manager was not told (attempt 3 of 3)");
    expect(power(calls)).toHaveLength(1);
  });
});
