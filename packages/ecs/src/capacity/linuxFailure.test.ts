import { BootPhase } from "@ballast/contracts";
import { BootSandbox } from "@ballast/testing/boot";
import { linuxBootScript } from "./linuxBootScript.ts";

const curl = `
case "$*" in
  *"--request PUT"*/latest/api/token) echo token ;;
  *"X-aws-ec2-metadata-token: token"*/meta-data/instance-id) echo i-0new ;;
  *"X-aws-ec2-metadata-token: token"*/meta-data/placement/region) echo eu-central-1 ;;
  *) exit 22 ;;
esac`;

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
    expect(ended.calls).toContain("systemctl mask --now ecs.service");
    expect(power(ended.calls)).toEqual(["shutdown -h +15 ballast: boot step disk failed"]);
    expect(ended.output).toContain(`FAILED at line`);
    expect(machine.file("etc/ecs/ecs.config")).toBeUndefined();
  });

  it("stays, out of the cluster, where a successor would fail in the same way", () => {
    const { status, output, calls } = run("exit 78");
    expect(status).toBe(78);
    expect(calls).toContain("systemctl mask --now ecs.service");
    expect(power(calls)).toEqual([]);
    expect(output).toContain("This instance stays until you terminate it");
    expect(machine.file("etc/ecs/ecs.config")).toBeUndefined();
  });

  it.each(["exit 1", "exit 78"])("powers off at once after %j if the agent cannot be masked", (script) => {
    machine.stand({ systemctl: `[ "$1" != mask ]` });
    expect(power(run(script).calls)).toEqual(["shutdown -h now ballast: boot step disk failed"]);
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
      { Id: "boot", Title: "disk: the disk is C:gone", Severity: "CRITICAL", Status: "NON_COMPLIANT" },
    ]);
  });

  it.each([
    ["the metadata service is silent", { curl: "exit 28" }],
    ["Systems Manager refuses", { aws: "exit 254" }],
  ])("ends in the same way when %s", (_, commands) => {
    machine.stand(commands);
    const { status, output, calls } = run("exit 3");
    expect(status).toBe(3);
    expect(output).toContain("Systems Manager was not told");
    expect(power(calls)).toHaveLength(1);
  });
});
