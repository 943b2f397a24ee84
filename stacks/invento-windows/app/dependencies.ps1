# Installs what the application needs from elsewhere, in silence and in the order of dependencies.json. Each row has:
#
#   name        what messages call it
#   url         where its installer is, an .msi or .exe
#   sha256      of the installer; another file is not run
#   arguments   that keep the installer silent, beside /qn /norestart for an .msi

$ErrorActionPreference = "Stop"
$ProgressPreference = "SilentlyContinue"
[Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12

$dependencies = Get-Content -Raw -LiteralPath (Join-Path $PSScriptRoot "dependencies.json") | ConvertFrom-Json
foreach ($dependency in $dependencies) {
    $file = Join-Path $env:TEMP (Split-Path -Leaf ([Uri] $dependency.url).LocalPath)
    Invoke-WebRequest -UseBasicParsing -Uri $dependency.url -OutFile $file
    $digest = (Get-FileHash -Algorithm SHA256 -LiteralPath $file).Hash
    if ($digest -ne $dependency.sha256) { throw "$($dependency.name): the digest is $digest, not $($dependency.sha256)" }
    $kind = [IO.Path]::GetExtension($file).ToLowerInvariant()
    if ($kind -notin ".msi", ".exe") { throw "$($dependency.name): its url ends with `"$kind`", and must end with .msi or .exe" }
    $program = $file
    $arguments = @($dependency.arguments)
    if ($kind -eq ".msi") {
        $program = "msiexec.exe"
        $arguments = @("/i", "`"$file`"", "/qn", "/norestart") + $arguments
    }
    $start = @{ FilePath = $program; Wait = $true; PassThru = $true }
    $arguments = @($arguments | Where-Object { $_ })
    if ($arguments.Count -gt 0) { $start["ArgumentList"] = $arguments }
    $installer = Start-Process @start
    # 3010: installed, and something waits for a restart, which an image does not have.
    if ($installer.ExitCode -notin 0, 3010) { throw "$($dependency.name): its installer ended with $($installer.ExitCode)" }
    Remove-Item -LiteralPath $file
    [Console]::Out.WriteLine("installed: $($dependency.name)")
}
