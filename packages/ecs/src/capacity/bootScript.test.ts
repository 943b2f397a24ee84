import { join } from "node:path";
import { BootPhase } from "@ballast/contracts";
import { golden } from "@ballast/testing";
import { bashSyntax, powershellSyntax } from "@ballast/testing/scripts";
import type { BootScriptInput } from "./bootScript.ts";
import { linuxBootScript } from "./linuxBootScript.ts";
import { windowsBootScript } from "./windowsBootScript.ts";

const bare: BootScriptInput = { clusterName: "main-1234567", attributes: {}, steps: [] };
const linux: BootScriptInput = {
  clusterName: "main-1234567",
  attributes: { "storage.disk": "data" },
  steps: [
    { name: "mount", phase: BootPhase.BeforeAgent, script: "mount /dev/disk/by-label/data /data\n" },
    {
      name: "announce",
      phase: BootPhase.AfterAgent,
      script: 'curl --fail "http://localhost:51678/v1/metadata"',
    },
  ],
};
const windows: BootScriptInput = {
  ...linux,
  steps: [
    {
      name: "map",
      phase: BootPhase.BeforeAgent,
      script: 'New-SmbGlobalMapping -RemotePath "\\\\share\\data" -LocalPath G:',
    },
    { name: "announce", phase: BootPhase.AfterAgent, script: "Get-Service AmazonECS" },
  ],
};

describe("the Linux boot script", () => {
  it.each([
    ["linux", linux],
    ["linux-bare", bare],
    ["linux-spot", { ...bare, spotDraining: true }],
  ])("%s is the reviewed one, and bash", (name, input) => {
    const script = linuxBootScript(input);
    expect(script).toBe(golden(join(__dirname, `${name}.golden.sh`), script));
    expect(bashSyntax(script)).toBe("fine");
  });

  it("joins its cluster, gives tasks roles of their own and keeps the instance's from them (F.0.8)", () => {
    const settings = /# ballast begin\n([^]*?)\n# ballast end/.exec(linuxBootScript(linux))?.[1]?.split("\n");
    expect(settings).toEqual([
      "ECS_CLUSTER=main-1234567",
      "ECS_ENABLE_TASK_IAM_ROLE=true",
      "ECS_AWSVPC_BLOCK_IMDS=true",
      "ECS_CONTAINER_STOP_TIMEOUT=2m",
      'ECS_INSTANCE_ATTRIBUTES={"storage.disk":"data"}',
    ]);
  });

  it("waits for nothing in user data, which cloud-init runs before Docker and the agent", () => {
    const outside = linuxBootScript(linux).replaceAll(/<<'(\w+)'\n[^]*?\n\1\n/g, "");
    expect(outside).not.toContain("mount /dev/disk");
    expect(outside.match(/^systemctl.*$/gm)).toEqual([
      "systemctl daemon-reload",
      "systemctl enable ballast-boot.service ballast-after-agent.service",
      "systemctl start --no-block ballast-boot.service ballast-after-agent.service",
    ]);
  });
});

it.each([
  ["Linux", linuxBootScript, "ECS_ENABLE_SPOT_INSTANCE_DRAINING=true"],
  [
    "Windows",
    windowsBootScript,
    '[Environment]::SetEnvironmentVariable("ECS_ENABLE_SPOT_INSTANCE_DRAINING", \'true\', "Machine")',
  ],
])(
  "on %s has the agent drain a Spot Instance that is taken back, and no other (F.0.8, F.5.3)",
  (_, render, line) => {
    const script = render({ ...bare, spotDraining: true });
    expect(script.replace(`${line}\n`, "")).toBe(render(bare));
    expect(render(bare)).not.toContain("SPOT");
  },
);

describe("the Windows boot script", () => {
  it.each([
    ["windows", windows],
    ["windows-bare", bare],
    ["windows-spot", { ...bare, spotDraining: true }],
  ])("%s is the reviewed one, and PowerShell", async (name, input) => {
    const script = windowsBootScript(input);
    expect(script).toBe(golden(join(__dirname, `${name}.golden.ps1`), script));
    expect(await powershellSyntax(script)).toBe("fine");
    expect(await powershellSyntax(/@'\n([^]*?)\n'@/.exec(script)?.[1] ?? "")).toBe("fine");
  });

  it("starts the agent with the flags that tasks need, after what must be there first (F.0.8)", () => {
    const script = windowsBootScript(windows);
    expect(script).toContain(
      "Initialize-ECSAgent -Cluster 'main-1234567' -EnableTaskIAMRole -EnableTaskENI -AwsvpcBlockIMDS " +
        `-LoggingDrivers '["json-file","awslogs"]'`,
    );
    expect(script.indexOf("New-SmbGlobalMapping")).toBeLessThan(script.indexOf("Initialize-ECSAgent"));
    expect(script.indexOf("Get-Service AmazonECS")).toBeGreaterThan(script.indexOf("Initialize-ECSAgent"));
  });

  it.each(["Say 'Gr\u00fc\u00dfe'", "$text = @'\nx\n'@", "Say '</powershell>'"])(
    "refuses the step %j, which EC2Launch would read differently",
    (script) => {
      const steps = [{ name: "step", phase: BootPhase.BeforeAgent, script }];
      expect(() => windowsBootScript({ ...bare, steps })).toThrow(/user data of Windows allows only ASCII/);
    },
  );

  it("fails a step whose last program fails, which PowerShell by itself would pass over", () => {
    const script = windowsBootScript(windows);
    const failure =
      'if ($LASTEXITCODE -ne 0) { throw "its last program ended with exit code $LASTEXITCODE" }';
    expect(script.split(failure)).toHaveLength(3);
    expect(script.indexOf(failure)).toBeLessThan(script.indexOf("Initialize-ECSAgent"));
  });
});
