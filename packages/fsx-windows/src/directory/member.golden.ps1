$domain = 'corp.example.com'
Set-Service -Name AmazonSSMAgent -StartupType Automatic
Start-Service -Name AmazonSSMAgent

# Windows says that it is a member from the join on; this key exists until the restart that completes the join. It is read last, so
# that a join between the two lines is seen.
$computer = Get-CimInstance -ClassName Win32_ComputerSystem
$pending = Test-Path -LiteralPath "HKLM:\SYSTEM\CurrentControlSet\Services\Netlogon\JoinDomain"
if ($pending -or -not ($computer.PartOfDomain -and $computer.Domain -eq $domain)) {
  Say "waiting to be joined to $domain, which restarts Windows"
  Start-Sleep -Seconds 2700
  throw "not joined to $domain after 45 minutes; State Manager has the association's history"
}
Say "a member of $domain"
