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

$current = "domain"
Say "started"
$global:LASTEXITCODE = 0
& {
$domain = 'corp.example.com'

# User data runs on the first start alone, and the join restarts Windows: the script is kept, and runs on every start.
if (-not (Get-ScheduledTask -TaskName BallastBoot -ErrorAction SilentlyContinue)) {
  $metadata = "http://169.254.169.254/latest"
  $token = Invoke-RestMethod -Method Put -Uri "$metadata/api/token" -Headers @{ "X-aws-ec2-metadata-token-ttl-seconds" = "300" }
  $client = New-Object System.Net.WebClient
  $client.Encoding = [System.Text.Encoding]::UTF8
  $client.Headers.Add("X-aws-ec2-metadata-token", $token)
  $text = $client.DownloadString("$metadata/user-data") -replace "</?powershell>", ""
  Set-Content -Path "C:\ProgramData\Ballast\boot.ps1" -Value $text -Encoding UTF8
  $action = New-ScheduledTaskAction -Execute "powershell.exe" -Argument "-NoProfile -ExecutionPolicy Bypass -File C:\ProgramData\Ballast\boot.ps1"
  $principal = New-ScheduledTaskPrincipal -UserId "SYSTEM" -LogonType ServiceAccount -RunLevel Highest
  $settings = New-ScheduledTaskSettingsSet -ExecutionTimeLimit (New-TimeSpan -Hours 3)
  Register-ScheduledTask -TaskName BallastBoot -Action $action -Trigger (New-ScheduledTaskTrigger -AtStartup) -Principal $principal -Settings $settings | Out-Null
  Say "this script runs on every start from now on"
}

$computer = Get-CimInstance -ClassName Win32_ComputerSystem
if (-not ($computer.PartOfDomain -and $computer.Domain -eq $domain)) {
  Say "waiting to be joined to $domain, which restarts Windows"
  Start-Sleep -Seconds 2700
  throw "not joined to $domain after 45 minutes; State Manager has the association's history"
}
Say "a member of $domain"
}
if ($LASTEXITCODE -ne 0) { throw "its last program ended with exit code $LASTEXITCODE" }
Say "done"

$current = "state"
Say "started"
$global:LASTEXITCODE = 0
& {
$folder = 'G:\app-state'
if (-not (Get-ScheduledTask -TaskName BallastBoot -ErrorAction SilentlyContinue)) { throw "the directory's part must come before this one" }
# Forty-five minutes: longer than an association that failed takes to run again.
for ($attempt = 1; -not (Test-Path -LiteralPath $folder -ErrorAction SilentlyContinue); $attempt++) {
  if ($attempt -ge 270) { throw "$folder is not there after 45 minutes; State Manager has the association's history" }
  if ($attempt % 30 -eq 1) { Say "waiting for $folder" }
  Start-Sleep -Seconds 10
}
Say "$folder is there"
}
if ($LASTEXITCODE -ne 0) { throw "its last program ended with exit code $LASTEXITCODE" }
Say "done"

$current = "agent"
[Environment]::SetEnvironmentVariable("ECS_CONTAINER_START_TIMEOUT", '15m', "Machine")
[Environment]::SetEnvironmentVariable("ECS_IMAGE_PULL_INACTIVITY_TIMEOUT", '10m', "Machine")
[Environment]::SetEnvironmentVariable("ECS_ENABLE_AWSLOGS_EXECUTIONROLE_OVERRIDE", 'true', "Machine")
[Environment]::SetEnvironmentVariable("ECS_INSTANCE_ATTRIBUTES", '{"storage.disk":"data"}', "Machine")
Import-Module ECSTools
Initialize-ECSAgent -Cluster 'main-1234567' -EnableTaskIAMRole -EnableTaskENI -AwsvpcBlockIMDS -LoggingDrivers '["json-file","awslogs"]'
Say "started"

$current = "domain-agent"
Say "started"
$global:LASTEXITCODE = 0
& {
Set-Service -Name AmazonECS -StartupType Manual
Say "the agent starts with this script alone"
}
if ($LASTEXITCODE -ne 0) { throw "its last program ended with exit code $LASTEXITCODE" }
Say "done"

} catch {
  Say "FAILED: $_; the agent stays stopped and this instance powers off in 15 minutes"
  Stop-Service -Name AmazonECS -ErrorAction SilentlyContinue
  Set-Service -Name AmazonECS -StartupType Disabled -ErrorAction SilentlyContinue
  shutdown.exe /s /t 900 /c "ballast: boot step $current failed"
} finally {
  Stop-Transcript
}
</powershell>
