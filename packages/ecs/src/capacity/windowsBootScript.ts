import { BootPhase } from "@ballast/contracts";
import { inPhase, type BootScriptInput, type RenderedStep } from "./bootScript.ts";

/**
 * The first boot of a Windows container instance: `Initialize-ECSAgent` starts the agent, so what must be there
 * before a task lands comes before it.
 */
export function windowsBootScript(input: BootScriptInput): string {
  const before = inPhase(input.steps, BootPhase.BeforeAgent).map(step);
  const after = inPhase(input.steps, BootPhase.AfterAgent).map(step);
  return [prologue, ...before, agent(input), ...after, epilogue].join("\n");
}

const prologue = `<powershell>
# Made by Ballast. Logs to C:\\ProgramData\\Ballast\\boot.log.
$ErrorActionPreference = "Stop"
$ProgressPreference = "SilentlyContinue"
New-Item -ItemType Directory -Force -Path "C:\\ProgramData\\Ballast" | Out-Null
Start-Transcript -Append -Path "C:\\ProgramData\\Ballast\\boot.log"
$current = "prologue"
function Say([string] $text) { Write-Output ("ballast: {0:u} {1}: {2}" -f (Get-Date).ToUniversalTime(), $current, $text) }

# An instance that is not what its tasks expect must not take any: it keeps out of the cluster, stays long enough
# to be looked at, and then makes room for its successor.
try {
`;

/** PowerShell stops at a command that fails, but goes on after a program that does: its exit code is asked for. */
function step({ name, script }: RenderedStep): string {
  return `$current = "${name}"
Say "started"
$global:LASTEXITCODE = 0
& {
${script.trim()}
}
if ($LASTEXITCODE -ne 0) { throw "its last program ended with exit code $LASTEXITCODE" }
Say "done"
`;
}

/** Pulling gigabytes of Windows layers and starting their services takes longer than the agent's own limits. */
const patience = { ECS_CONTAINER_START_TIMEOUT: "15m", ECS_IMAGE_PULL_INACTIVITY_TIMEOUT: "10m" };

function agent({ clusterName, attributes, spotDraining }: BootScriptInput): string {
  const variables: Record<string, string> = {
    ...patience,
    // Without it the execution role's credentials do not reach the log driver.
    ECS_ENABLE_AWSLOGS_EXECUTIONROLE_OVERRIDE: "true",
    ...(spotDraining && { ECS_ENABLE_SPOT_INSTANCE_DRAINING: "true" }),
    ECS_INSTANCE_ATTRIBUTES: JSON.stringify(attributes),
  };
  const lines = Object.entries(variables).map(
    ([name, value]) => `[Environment]::SetEnvironmentVariable("${name}", '${value}', "Machine")`,
  );
  return `$current = "agent"
${lines.join("\n")}
Import-Module ECSTools
Initialize-ECSAgent -Cluster '${clusterName}' -EnableTaskIAMRole -EnableTaskENI -AwsvpcBlockIMDS -LoggingDrivers '["json-file","awslogs"]'
Say "started"
`;
}

const epilogue = `} catch {
  Say "FAILED: $_; the agent stays stopped and this instance powers off in 15 minutes"
  Stop-Service -Name AmazonECS -ErrorAction SilentlyContinue
  Set-Service -Name AmazonECS -StartupType Disabled -ErrorAction SilentlyContinue
  shutdown.exe /s /t 900 /c "ballast: boot step $current failed"
} finally {
  Stop-Transcript
}
</powershell>
`;
