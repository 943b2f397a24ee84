<powershell>
# Made by Ballast. Logs to C:\ProgramData\Ballast\boot.log.
$ErrorActionPreference = "Stop"
try {
# A later start has the task, which runs by itself.
if (-not (Get-ScheduledTask -TaskName BallastBoot -ErrorAction SilentlyContinue)) {
New-Item -ItemType Directory -Force -Path "C:\ProgramData\Ballast" | Out-Null
Set-Content -Path "C:\ProgramData\Ballast\boot.ps1" -Encoding UTF8 -Value @'
# Made by Ballast; runs on every start of Windows.
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
Start-Transcript -Append -Path "C:\ProgramData\Ballast\boot.log" | Out-Null

$current = "agent"
[Environment]::SetEnvironmentVariable("ECS_CONTAINER_START_TIMEOUT", '15m', "Machine")
[Environment]::SetEnvironmentVariable("ECS_IMAGE_PULL_INACTIVITY_TIMEOUT", '10m', "Machine")
[Environment]::SetEnvironmentVariable("ECS_ENABLE_AWSLOGS_EXECUTIONROLE_OVERRIDE", 'true', "Machine")
[Environment]::SetEnvironmentVariable("ECS_ENABLE_SPOT_INSTANCE_DRAINING", 'true', "Machine")
[Environment]::SetEnvironmentVariable("ECS_INSTANCE_ATTRIBUTES", '{}', "Machine")
Import-Module ECSTools
Initialize-ECSAgent -Cluster 'main-1234567' -EnableTaskIAMRole -EnableTaskENI -AwsvpcBlockIMDS -LoggingDrivers '["json-file","awslogs"]'
Set-Service -Name AmazonECS -StartupType Manual
(Get-Service -Name AmazonECS).WaitForStatus("Running", "00:05:00")
Say "started"

Say "this instance may take tasks"
} catch {
  $reason = "boot step $current failed: $_"
  Say "FAILED: $reason; the agent stays stopped and this instance powers off in 60 minutes"
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
  Start-Sleep -Seconds 3600
  Say "powering off"
  Stop-Computer -Force
} finally {
  Stop-Transcript | Out-Null
}
'@
$action = New-ScheduledTaskAction -Execute "powershell.exe" -Argument "-NoProfile -ExecutionPolicy Bypass -File C:\ProgramData\Ballast\boot.ps1"
$principal = New-ScheduledTaskPrincipal -UserId "SYSTEM" -LogonType ServiceAccount -RunLevel Highest
$settings = New-ScheduledTaskSettingsSet -ExecutionTimeLimit (New-TimeSpan -Hours 12) -MultipleInstances IgnoreNew
Register-ScheduledTask -Force -TaskName BallastBoot -Action $action -Trigger (New-ScheduledTaskTrigger -AtStartup) -Principal $principal -Settings $settings | Out-Null
Start-ScheduledTask -TaskName BallastBoot
}
} catch {
  Add-Content -Path "C:\ProgramData\Ballast\boot.log" -Value "ballast: user data FAILED: $_; this instance powers off in 60 minutes"
  shutdown.exe /s /t 3600 /c "ballast: user data failed"
}
</powershell>
<persist>true</persist>
