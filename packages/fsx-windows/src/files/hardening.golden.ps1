$ErrorActionPreference = "Stop"
$folder = 'G:\app-state'
if (-not (Test-Path -LiteralPath $folder)) { throw "$folder is not mapped on this instance" }
$account = (Get-SSMParameterValue -Name 'state-username-1234567').Parameters[0].Value

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
