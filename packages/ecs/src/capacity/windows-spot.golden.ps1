<powershell>
# Made by Ballast. Logs to C:\ProgramData\Ballast\boot.log.
$ErrorActionPreference = "Stop"
$ProgressPreference = "SilentlyContinue"
New-Item -ItemType Directory -Force -Path "C:\ProgramData\Ballast" | Out-Null
Start-Transcript -Append -Path "C:\ProgramData\Ballast\boot.log"
$current = "prologue"
function Say([string] $text) { Write-Output ("ballast: {0:u} {1}: {2}" -f (Get-Date).ToUniversalTime(), $current, $text) }

# An instance that is not what its tasks expect must not take any: it keeps out of the cluster, stays long enough
# to be looked at, and then makes room for its successor.
try {

$current = "agent"
[Environment]::SetEnvironmentVariable("ECS_CONTAINER_START_TIMEOUT", '15m', "Machine")
[Environment]::SetEnvironmentVariable("ECS_IMAGE_PULL_INACTIVITY_TIMEOUT", '10m', "Machine")
[Environment]::SetEnvironmentVariable("ECS_ENABLE_AWSLOGS_EXECUTIONROLE_OVERRIDE", 'true', "Machine")
[Environment]::SetEnvironmentVariable("ECS_ENABLE_SPOT_INSTANCE_DRAINING", 'true', "Machine")
[Environment]::SetEnvironmentVariable("ECS_INSTANCE_ATTRIBUTES", '{}', "Machine")
Import-Module ECSTools
Initialize-ECSAgent -Cluster 'main-1234567' -EnableTaskIAMRole -EnableTaskENI -AwsvpcBlockIMDS -LoggingDrivers '["json-file","awslogs"]'
Say "started"

} catch {
  Say "FAILED: $_; the agent stays stopped and this instance powers off in 15 minutes"
  Stop-Service -Name AmazonECS -ErrorAction SilentlyContinue
  Set-Service -Name AmazonECS -StartupType Disabled -ErrorAction SilentlyContinue
  shutdown.exe /s /t 900 /c "ballast: boot step $current failed"
} finally {
  Stop-Transcript
}
</powershell>
