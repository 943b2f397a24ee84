import { byPhase, type BootScriptInput, type RenderedStep } from "./bootScript.ts";

/**
 * User data of a Windows container instance. It stores the boot script and a scheduled task that runs it now and on every
 * start, and ends: EC2Launch starts the Systems Manager agent only after user data, and may run user data again if Windows
 * restarts meanwhile. It persists, because a restart may cut it off before the task exists. So no step runs inside user data, and a step
 * may wait for what Systems Manager does, including a
 * restart. `Initialize-ECSAgent` starts the ECS agent, so what a task expects comes before it. Order and sources:
 * docs/decisions/0035-what-a-boot-step-may-wait-for.md.
 *
 * @throws {Error} if EC2Launch or PowerShell would read the script differently.
 */
export function windowsBootScript(input: BootScriptInput): string {
  const { beforeAgent, afterAgent } = byPhase(input.steps);
  const before = beforeAgent.map(step);
  const after = afterAgent.map(step);
  const script = [prologue, ...before, agent(input), ...after, epilogue].join("\n");
  checkEmbeddable(script);
  return `<powershell>
# Made by Ballast. Logs to C:\\ProgramData\\Ballast\\boot.log.
$ErrorActionPreference = "Stop"
try {
# A later start has the task, which runs by itself.
if (-not (Get-ScheduledTask -TaskName BallastBoot -ErrorAction SilentlyContinue)) {
New-Item -ItemType Directory -Force -Path "C:\\ProgramData\\Ballast" | Out-Null
Set-Content -Path "C:\\ProgramData\\Ballast\\boot.ps1" -Encoding UTF8 -Value @'
${script}'@
$action = New-ScheduledTaskAction -Execute "powershell.exe" -Argument "-NoProfile -ExecutionPolicy Bypass -File C:\\ProgramData\\Ballast\\boot.ps1"
$principal = New-ScheduledTaskPrincipal -UserId "SYSTEM" -LogonType ServiceAccount -RunLevel Highest
$settings = New-ScheduledTaskSettingsSet -ExecutionTimeLimit (New-TimeSpan -Hours ${taskHours}) -MultipleInstances IgnoreNew
Register-ScheduledTask -Force -TaskName BallastBoot -Action $action -Trigger (New-ScheduledTaskTrigger -AtStartup) -Principal $principal -Settings $settings | Out-Null
Start-ScheduledTask -TaskName BallastBoot
}
} catch {
  Add-Content -Path "C:\\ProgramData\\Ballast\\boot.log" -Value "ballast: user data FAILED: $_; this instance powers off in ${graceMinutes} minutes"
  shutdown.exe /s /t ${graceMinutes * 60} /c "ballast: user data failed"
}
</powershell>
<persist>true</persist>
`;
}

/** Longer than all waits of a script together; a step waits for 45 minutes at the most. */
const taskHours = 12;

/**
 * How long a host that failed stays, to be looked at and to be saved by what comes late. It also limits how often the group
 * starts another one.
 */
const graceMinutes = 60;

/** The script lies in a here-string of user data, between tags, in an encoding that EC2Launch does not document. */
function checkEmbeddable(script: string): void {
  const lines = script.split("\n");
  const wrong = lines.find((line) =>
    /^'@|[^\t\r\x20-\x7e]|<\/?(powershell|script|persist|detach|runAsLocalSystem)\b/i.test(line),
  );
  if (wrong === undefined) return;
  throw new Error(
    `the boot script has the line ${JSON.stringify(wrong)}; user data of Windows allows only ASCII, no line that begins with '@, ` +
      "and no tag of EC2Launch. Put that text into a document that an SSM association runs.",
  );
}

const prologue = `# Made by Ballast; runs on every start of Windows.
$ErrorActionPreference = "Stop"
$ProgressPreference = "SilentlyContinue"
$current = "prologue"
function Say([string] $text) { Write-Output ("ballast: {0:u} {1}: {2}" -f (Get-Date).ToUniversalTime(), $current, $text) }

# An instance that is not what its tasks expect must not take any: it keeps out of the cluster, stays long enough
# to be looked at, and then makes room for its successor.
try {
# This script alone starts the ECS agent.
Stop-Service -Name AmazonECS -Force -ErrorAction SilentlyContinue
Set-Service -Name AmazonECS -StartupType Manual -ErrorAction SilentlyContinue
Start-Transcript -Append -Path "C:\\ProgramData\\Ballast\\boot.log" | Out-Null
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
Set-Service -Name AmazonECS -StartupType Manual
(Get-Service -Name AmazonECS).WaitForStatus("Running", "00:05:00")
Say "started"
`;
}

/**
 * Systems Manager shows the reason by instance, while and after it is there: AmazonSSMManagedInstanceCore allows
 * PutComplianceItems. A restart by what comes late (a join, say) ends the wait, and the next start decides anew.
 */
const epilogue = `Say "this instance may take tasks"
} catch {
  $reason = "boot step $current failed: $_"
  Say "FAILED: $reason; the agent stays stopped and this instance powers off in ${graceMinutes} minutes"
  Stop-Service -Name AmazonECS -Force -ErrorAction SilentlyContinue
  Set-Service -Name AmazonECS -StartupType Disabled -ErrorAction SilentlyContinue
  try {
    $token = Invoke-RestMethod -Method Put -Uri "http://169.254.169.254/latest/api/token" -Headers @{ "X-aws-ec2-metadata-token-ttl-seconds" = "300" }
    $instance = Invoke-RestMethod -Uri "http://169.254.169.254/latest/meta-data/instance-id" -Headers @{ "X-aws-ec2-metadata-token" = $token }
    $title = $reason.Substring(0, [Math]::Min(500, $reason.Length))
    $item = @{ Id = "boot"; Title = $title; Severity = "CRITICAL"; Status = "NON_COMPLIANT" }
    Write-SSMComplianceItem -ResourceId $instance -ResourceType ManagedInstance -ComplianceType "Custom:BallastBoot" -ExecutionSummary_ExecutionTime (Get-Date) -Item $item
  } catch {
    Say "Systems Manager was not told: $_"
  }
  Start-Sleep -Seconds ${graceMinutes * 60}
  Say "powering off"
  Stop-Computer -Force
} finally {
  Stop-Transcript | Out-Null
}
`;
