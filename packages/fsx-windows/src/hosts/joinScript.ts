import { quoted } from "../powershell.ts";

export interface SelfManagedJoin {
  domainName: string;
  dnsIps: string[];
  joinSecretArn: string;
  /** @default - the domain's default */
  organizationalUnit?: string;
}

/** Exit code by which Systems Manager restarts an instance and runs the step again. */
const restart = 3010;

/** Joins a domain that AWS Directory Service does not know, with the account of a secret; done for a member. */
export function joinScript(join: SelfManagedJoin): string {
  const unit = join.organizationalUnit === undefined ? "" : ` -OUPath ${quoted(join.organizationalUnit)}`;
  return `$ErrorActionPreference = "Stop"
$domain = ${quoted(join.domainName)}
$computer = Get-CimInstance -ClassName Win32_ComputerSystem
if ($computer.PartOfDomain -and $computer.Domain -eq $domain) {
  Write-Output "a member of $domain already"
  exit 0
}

# The domain's names are its own DNS servers' to answer.
$adapters = Get-NetAdapter -Physical | Where-Object -Property Status -EQ -Value "Up"
$adapters | Set-DnsClientServerAddress -ServerAddresses ${join.dnsIps.map(quoted).join(", ")}

$login = (Get-SECSecretValue -SecretId ${quoted(join.joinSecretArn)}).SecretString | ConvertFrom-Json
$password = ConvertTo-SecureString -String $login.CUSTOMER_MANAGED_ACTIVE_DIRECTORY_PASSWORD -AsPlainText -Force
$account = "$($login.CUSTOMER_MANAGED_ACTIVE_DIRECTORY_USERNAME)@$domain"
$credential = New-Object System.Management.Automation.PSCredential($account, $password)
Add-Computer -DomainName $domain -Credential $credential${unit} -Force
Write-Output "joined to $domain; restarting"
exit ${restart}
`;
}
