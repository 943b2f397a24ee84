import { quoted } from "../powershell.ts";

/** Where the boot script is kept, and the task that runs it on every start. */
export const startTask = "BallastBoot";

/**
 * The step of a boot script that lets only a member of the domain go on. An association joins it and restarts it, which
 * ends this run of the script; the next start is a member's from its beginning.
 */
export function memberScript(domainName: string): string {
  return `$domain = ${quoted(domainName)}

# User data runs on the first start alone, and the join restarts Windows: the script is kept, and runs on every start.
if (-not (Get-ScheduledTask -TaskName ${startTask} -ErrorAction SilentlyContinue)) {
  $metadata = "http://169.254.169.254/latest"
  $token = Invoke-RestMethod -Method Put -Uri "$metadata/api/token" -Headers @{ "X-aws-ec2-metadata-token-ttl-seconds" = "300" }
  $client = New-Object System.Net.WebClient
  $client.Encoding = [System.Text.Encoding]::UTF8
  $client.Headers.Add("X-aws-ec2-metadata-token", $token)
  $text = $client.DownloadString("$metadata/user-data") -replace "</?powershell>", ""
  Set-Content -Path "C:\\ProgramData\\Ballast\\boot.ps1" -Value $text -Encoding UTF8
  $action = New-ScheduledTaskAction -Execute "powershell.exe" -Argument "-NoProfile -ExecutionPolicy Bypass -File C:\\ProgramData\\Ballast\\boot.ps1"
  $principal = New-ScheduledTaskPrincipal -UserId "SYSTEM" -LogonType ServiceAccount -RunLevel Highest
  $settings = New-ScheduledTaskSettingsSet -ExecutionTimeLimit (New-TimeSpan -Hours 3)
  Register-ScheduledTask -TaskName ${startTask} -Action $action -Trigger (New-ScheduledTaskTrigger -AtStartup) -Principal $principal -Settings $settings | Out-Null
  Say "this script runs on every start from now on"
}

$computer = Get-CimInstance -ClassName Win32_ComputerSystem
if (-not ($computer.PartOfDomain -and $computer.Domain -eq $domain)) {
  Say "waiting to be joined to $domain, which restarts Windows"
  Start-Sleep -Seconds 2700
  throw "not joined to $domain after 45 minutes; State Manager has the association's history"
}
Say "a member of $domain"
`;
}

/** After the agent has started: on the next start it waits for this script, and so for the domain and what else is needed. */
export function holdAgentScript(): string {
  return `Set-Service -Name AmazonECS -StartupType Manual
Say "the agent starts with this script alone"
`;
}
