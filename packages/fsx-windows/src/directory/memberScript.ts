import { quoted } from "../powershell.ts";

/** How long a starting instance waits to be joined, and for a share. An association that failed must run again within it. */
export const joinWaitSeconds = 2700;

/**
 * The step of a boot script that lets only a member of the domain go on. An association of State Manager joins it and
 * restarts Windows, which ends this run of the script; the next start is a member's from its beginning.
 *
 * The step starts what it waits for, so it does not depend on when EC2Launch starts the Systems Manager agent.
 */
export function memberScript(domainName: string): string {
  return `$domain = ${quoted(domainName)}
Set-Service -Name AmazonSSMAgent -StartupType Automatic
Start-Service -Name AmazonSSMAgent

# Windows says that it is a member from the join on; this key exists until the restart that completes the join. It is read last, so
# that a join between the two lines is seen.
$computer = Get-CimInstance -ClassName Win32_ComputerSystem
$pending = Test-Path -LiteralPath "HKLM:\\SYSTEM\\CurrentControlSet\\Services\\Netlogon\\JoinDomain"
if ($pending -or -not ($computer.PartOfDomain -and $computer.Domain -eq $domain)) {
  Say "waiting to be joined to $domain, which restarts Windows"
  Start-Sleep -Seconds ${joinWaitSeconds}
  throw "not joined to $domain after ${joinWaitSeconds / 60} minutes; State Manager has the association's history"
}
Say "a member of $domain"
`;
}
