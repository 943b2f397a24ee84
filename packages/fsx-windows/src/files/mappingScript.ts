import { joinWaitSeconds } from "../directory/memberScript.ts";
import { quoted } from "../powershell.ts";

/** A share on a drive letter, with everything known. */
export interface MappedShare {
  /** `\\\\server\\share\\directory`. */
  remotePath: string;
  /** `G`. */
  driveLetter: string;
  /** Folder on the drive, made if it is missing. */
  folder: string;
  userNameParameter: string;
  passwordParameter: string;
}

/**
 * Maps a share for every user and container of the instance. Done where it is mapped and answers; mapped anew where it does
 * not, or leads elsewhere. The login is read here, at the last moment, and is nowhere in the document.
 */
export function mappingScript(domainName: string, share: MappedShare): string {
  return `$ErrorActionPreference = "Stop"
$remotePath = ${quoted(share.remotePath)}
$drive = ${quoted(`${share.driveLetter}:`)}
$folder = ${quoted(`${share.driveLetter}:\\${share.folder}`)}

$computer = Get-CimInstance -ClassName Win32_ComputerSystem
if (-not ($computer.PartOfDomain -and $computer.Domain -eq ${quoted(domainName)})) { throw "this instance is not in the domain yet" }

$mapping = Get-SmbGlobalMapping | Where-Object -Property LocalPath -EQ -Value $drive
$good = $mapping -and $mapping.RemotePath -eq $remotePath -and (Test-Path -LiteralPath "$drive\\" -ErrorAction SilentlyContinue)
if (-not $good) {
  if ($mapping) { Remove-SmbGlobalMapping -LocalPath $drive -Force }
  $userName = (Get-SSMParameterValue -Name ${quoted(share.userNameParameter)}).Parameters[0].Value
  $password = (Get-SSMParameterValue -Name ${quoted(share.passwordParameter)} -WithDecryption $true).Parameters[0].Value | ConvertTo-SecureString -AsPlainText -Force
  $credential = New-Object System.Management.Automation.PSCredential($userName, $password)
  New-SmbGlobalMapping -RemotePath $remotePath -LocalPath $drive -Credential $credential -RequirePrivacy $true -Persistent $true -ErrorAction Stop | Out-Null
}
New-Item -ItemType Directory -Force -Path $folder | Out-Null
Write-Output "$remotePath is mapped on $drive"
`;
}

/** The step of a boot script that waits for it: a task that comes before would find an empty path, or none. */
export function mappedScript({ driveLetter, folder }: { driveLetter: string; folder: string }): string {
  return `$folder = ${quoted(`${driveLetter}:\\${folder}`)}
# Longer than an association that failed takes to run again.
for ($attempt = 1; -not (Test-Path -LiteralPath $folder -ErrorAction SilentlyContinue); $attempt++) {
  if ($attempt -ge ${joinWaitSeconds / 10}) { throw "$folder is not there after ${joinWaitSeconds / 60} minutes; State Manager has the association's history" }
  if ($attempt % 30 -eq 1) { Say "waiting for $folder" }
  Start-Sleep -Seconds 10
}
Say "$folder is there"
`;
}
