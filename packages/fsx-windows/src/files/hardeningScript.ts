import { quoted } from "../powershell.ts";

/**
 * Takes the folder out of everyone's hands but its user's: no inherited entries, none for Authenticated Users, and the
 * right to modify for the account that maps it. Safe to run again.
 */
export function hardeningScript(folder: string, userNameParameter: string): string {
  return `$ErrorActionPreference = "Stop"
$folder = ${quoted(folder)}
if (-not (Test-Path -LiteralPath $folder)) { throw "$folder is not mapped on this instance" }
$account = (Get-SSMParameterValue -Name ${quoted(userNameParameter)}).Parameters[0].Value

function Invoke-Icacls([string[]] $change) {
  icacls.exe $folder @change
  if ($LASTEXITCODE -ne 0) { throw "icacls $change ended with exit code $LASTEXITCODE" }
}

# The account comes first: without the last entry that grants it access, the script could not continue.
Invoke-Icacls @("/grant", "$($account):(OI)(CI)M")
Invoke-Icacls @("/inheritance:d")
# Authenticated Users, by the number that is the same in every language.
Invoke-Icacls @("/remove:g", "*S-1-5-11")
Invoke-Icacls @()
`;
}
