# Starts the application in its container: database settings go from the environment to the registry, where the
# application looks for them; its log goes to standard output; and its exit code becomes the container's. When the container
# is asked to stop, the application has time to end.
#
#   DB_HOST, DB_PORT, DB_NAME, DB_USERNAME, DB_PASSWORD   where the database is, and who the application is there
#   INVENTO_COMMAND, INVENTO_ARGUMENTS                    the application
#   INVENTO_REGISTRY_KEY                                  the registry key that it reads, of HKLM: or HKCU:
#   INVENTO_LOG                                           the file that it logs to
#   INVENTO_STOP_SECONDS                                  how long it may take to end

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

# A program of 64 bits and one of 32 bits find HKLM:\SOFTWARE in two places, so the values go to both. Other values of the
# key stay.
function Write-Registry([string] $key, [hashtable] $values) {
    if ($key -notmatch '^(HKLM|HKCU):\\(.+)$') { throw "INVENTO_REGISTRY_KEY must begin with HKLM:\ or HKCU:\" }
    $hive = @{ HKLM = "LocalMachine"; HKCU = "CurrentUser" }[$Matches[1]]
    # WOW6432Node is what the view of 64 bits calls the other one's SOFTWARE.
    $path = $Matches[2] -replace '^SOFTWARE\\WOW6432Node\\', 'SOFTWARE\'
    foreach ($view in @("Registry64", "Registry32")) {
        $opened = [Microsoft.Win32.RegistryKey]::OpenBaseKey($hive, $view).CreateSubKey($path)
        foreach ($name in $values.Keys) { $opened.SetValue($name, $values[$name], "String") }
        $opened.Dispose()
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

# Windows sends CTRL_SHUTDOWN_EVENT to the processes of the console when the container is asked to stop, and ends each when its
# handler returns. This handler does not return: the script ends when the application has ended, and the time-outs of the
# image and of ECS end both at the latest.
Add-Type -TypeDefinition @'
using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Threading;

public static class Shutdown {
    public static readonly ManualResetEvent Asked = new ManualResetEvent(false);
    delegate bool Handler(uint kind);
    // Windows holds no reference that the garbage collector knows of.
    static readonly Handler handler = OnEvent;

    [DllImport("kernel32.dll", SetLastError = true)]
    static extern bool SetConsoleCtrlHandler(Handler handler, bool add);

    public static void Listen() {
        if (!SetConsoleCtrlHandler(handler, true)) throw new Win32Exception();
    }

    static bool OnEvent(uint kind) {
        const uint Break = 1, Logoff = 5;
        if (kind == Logoff) return false;
        Asked.Set();
        if (kind > Break) Thread.Sleep(Timeout.Infinite);
        return true;
    }
}
'@

# Copies the log until the application has ended. A console application is told by Windows itself that the container stops;
# one with a window is asked to close it. What still runs after the grace period is ended.
function Wait-Application($application, $asked, [int] $graceSeconds, [string] $log, [string] $secret) {
    $position = 0
    $stopping = $false
    $seconds = 0
    while (-not $application.WaitForExit(1000)) {
        $position = Copy-Log $log $position $secret
        if ($stopping) {
            $seconds++
            if ($seconds -eq $graceSeconds) {
                Say "the application still runs after $graceSeconds seconds; it is ended"
                Stop-Process -InputObject $application -Force -ErrorAction SilentlyContinue
            }
        } else {
            $stopping = $asked.WaitOne(0)
            if ($stopping) {
                Say "asked to stop; the application has $graceSeconds seconds to end"
                # It may have ended meanwhile, or have no window.
                try { $null = $application.CloseMainWindow() } catch { Say "it has no window to close" }
            }
        }
    }
    $null = Copy-Log $log $position $secret -toTheEnd
}

try {
    $settings = Read-Settings @(
        "DB_HOST", "DB_PORT", "DB_NAME", "DB_USERNAME", "DB_PASSWORD",
        "INVENTO_COMMAND", "INVENTO_REGISTRY_KEY", "INVENTO_LOG", "INVENTO_STOP_SECONDS"
    )
    $graceSeconds = [int] $settings["INVENTO_STOP_SECONDS"]
    [Shutdown]::Listen()
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

    Wait-Application $application ([Shutdown]::Asked) $graceSeconds $log $settings["DB_PASSWORD"]
    Say "the application ended with exit code $($application.ExitCode)"
    exit $application.ExitCode
} catch {
    # Of an error, its message alone: nothing above puts a value into one.
    Say "FAILED: $($_.Exception.Message)"
    exit 1
}
