# Starts the application in its container: database settings go from the environment to the registry, where the
# application looks for them; its log goes to standard output; and its exit code becomes the container's.
#
#   DB_HOST, DB_PORT, DB_NAME, DB_USERNAME, DB_PASSWORD   where the database is, and who the application is there
#   INVENTO_COMMAND, INVENTO_ARGUMENTS                    the application
#   INVENTO_REGISTRY_KEY                                  the registry key that it reads
#   INVENTO_LOG                                           the file that it logs to

$ErrorActionPreference = "Stop"
$ProgressPreference = "SilentlyContinue"
# CloudWatch Logs reads UTF-8; Windows would write its code page.
[Console]::OutputEncoding = New-Object Text.UTF8Encoding $false

function Say([string] $text) {
    [Console]::Out.WriteLine(("start: {0:u} {1}" -f (Get-Date).ToUniversalTime(), $text))
}

# Every variable that is missing is named at once, and no value ever.
function Read-Settings([string[]] $names) {
    $settings = @{}
    $missing = @()
    foreach ($name in $names) {
        $value = [Environment]::GetEnvironmentVariable($name)
        if ([string]::IsNullOrEmpty($value)) { $missing += $name } else { $settings[$name] = $value }
    }
    if ($missing.Count -gt 0) { throw "missing in the environment: $($missing -join ', ')" }
    return $settings
}

# What else stands under the key stays.
function Write-Registry([string] $key, [hashtable] $values) {
    if (-not (Test-Path -LiteralPath $key)) { New-Item -Path $key -Force | Out-Null }
    foreach ($name in $values.Keys) {
        New-ItemProperty -LiteralPath $key -Name $name -Value $values[$name] -PropertyType String -Force | Out-Null
    }
}

# Prints what has been added to the log since the last time, and returns how far it got. The application keeps the file
# open, and may begin a new one of the same name.
function Copy-Log([string] $path, [long] $position, [string] $secret, [switch] $toTheEnd) {
    if (-not (Test-Path -LiteralPath $path)) { return 0 }
    $share = [IO.FileShare]::ReadWrite -bor [IO.FileShare]::Delete
    $stream = New-Object IO.FileStream($path, [IO.FileMode]::Open, [IO.FileAccess]::Read, $share)
    try {
        if ($stream.Length -lt $position) { $position = 0 }
        $stream.Position = $position
        $buffer = New-Object byte[] ($stream.Length - $position)
        $count = $stream.Read($buffer, 0, $buffer.Length)
        # Up to the last line that is complete: the rest comes with the next turn, if there is one.
        $end = $count
        if (-not $toTheEnd) {
            $end = [Array]::LastIndexOf($buffer, [byte] 10, [Math]::Max($count - 1, 0), $count) + 1
        }
        if ($end -gt 0) {
            $text = [Text.Encoding]::UTF8.GetString($buffer, 0, $end)
            [Console]::Out.Write($text.Replace($secret, "***"))
        }
        return $position + $end
    } finally {
        $stream.Dispose()
    }
}

try {
    $settings = Read-Settings @(
        "DB_HOST", "DB_PORT", "DB_NAME", "DB_USERNAME", "DB_PASSWORD",
        "INVENTO_COMMAND", "INVENTO_REGISTRY_KEY", "INVENTO_LOG"
    )
    Write-Registry $settings["INVENTO_REGISTRY_KEY"] @{
        Server   = "$($settings['DB_HOST']),$($settings['DB_PORT'])"
        Database = $settings["DB_NAME"]
        UserName = $settings["DB_USERNAME"]
        Password = $settings["DB_PASSWORD"]
    }
    # What the application starts in turn need not know it.
    [Environment]::SetEnvironmentVariable("DB_PASSWORD", $null)
    Say "registry written; the database is $($settings['DB_HOST']),$($settings['DB_PORT'])"

    $log = $settings["INVENTO_LOG"]
    New-Item -ItemType Directory -Force -Path (Split-Path -Parent $log) | Out-Null
    $start = @{ FilePath = $settings["INVENTO_COMMAND"]; NoNewWindow = $true; PassThru = $true }
    $arguments = [Environment]::GetEnvironmentVariable("INVENTO_ARGUMENTS")
    if (-not [string]::IsNullOrEmpty($arguments)) { $start["ArgumentList"] = $arguments }
    $application = Start-Process @start
    # A process whose handle nobody asked for while it ran has no exit code afterwards.
    $null = $application.Handle
    Say "started as process $($application.Id)"

    $position = 0
    while (-not $application.WaitForExit(1000)) {
        $position = Copy-Log $log $position $settings["DB_PASSWORD"]
    }
    $null = Copy-Log $log $position $settings["DB_PASSWORD"] -toTheEnd
    Say "the application ended with exit code $($application.ExitCode)"
    exit $application.ExitCode
} catch {
    # Of an error, its message alone: nothing above puts a value into one.
    Say "FAILED: $($_.Exception.Message)"
    exit 1
}
