# Makes Windows trust every certificate of a bundle (.p7b). Import-Certificate imports only the first one of a bundle
# (MicrosoftDocs/windows-powershell-docs#3707).
param([string] $bundle)

$ErrorActionPreference = "Stop"
$certificates = New-Object Security.Cryptography.X509Certificates.X509Certificate2Collection
$certificates.Import($bundle)
if ($certificates.Count -lt 2) { throw "$bundle has $($certificates.Count) certificates; a bundle has several" }

$store = New-Object Security.Cryptography.X509Certificates.X509Store("Root", "LocalMachine")
$store.Open("ReadWrite")
$store.AddRange($certificates)
$store.Close()

foreach ($certificate in $certificates) {
    if (-not (Test-Path -LiteralPath "Cert:\LocalMachine\Root\$($certificate.Thumbprint)")) {
        throw "$($certificate.Subject) is not in the store"
    }
}
Write-Output "trusted: $($certificates.Count) certificates of $bundle"
