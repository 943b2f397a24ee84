# Stands in for the application, so that the image can be built, deployed and watched without it: serves HTTP, finds its
# database in the registry, and logs to a file, as the original does.
#
#   GET /health   200 while it runs; the database is not asked, because a failover of the database is not a reason to restart
#   GET /         whether the database answers, and as whom

$ErrorActionPreference = "Stop"
$key = Get-ItemProperty -Path $env:INVENTO_REGISTRY_KEY
$log = New-Object IO.StreamWriter($env:INVENTO_LOG, $true)
$log.AutoFlush = $true

function Log([string] $text) { $log.WriteLine(("{0:u} {1}" -f (Get-Date).ToUniversalTime(), $text)) }

function Test-Database {
    $builder = New-Object System.Data.SqlClient.SqlConnectionStringBuilder
    $builder["Data Source"] = $key.Server
    $builder["Initial Catalog"] = $key.Database
    $builder["User ID"] = $key.UserName
    $builder["Password"] = $key.Password
    $builder["Encrypt"] = $true
    $builder["Connect Timeout"] = 5
    $connection = New-Object System.Data.SqlClient.SqlConnection($builder.ConnectionString)
    try {
        $connection.Open()
        $command = $connection.CreateCommand()
        $command.CommandText = "SELECT SUSER_SNAME()"
        return "the database answers, to $($command.ExecuteScalar())"
    } catch {
        return "the database does not answer: $($_.Exception.InnerException.Message)"
    } finally {
        $connection.Dispose()
    }
}

$listener = New-Object System.Net.HttpListener
$listener.Prefixes.Add("http://+:$($env:INVENTO_PORT)/")
$listener.Start()
Log "listening on port $($env:INVENTO_PORT)"
while ($listener.IsListening) {
    $context = $listener.GetContext()
    try {
        $path = $context.Request.Url.AbsolutePath
        $text = switch ($path) {
            "/health" { "fine" }
            "/" { Test-Database }
            default { $null }
        }
        if ($null -eq $text) {
            $context.Response.StatusCode = 404
            $text = "there is nothing here"
        }
        if ($path -ne "/health") { Log "$($context.Response.StatusCode) $path $text" }
        $bytes = [Text.Encoding]::UTF8.GetBytes("$text`n")
        $context.Response.ContentType = "text/plain; charset=utf-8"
        $context.Response.OutputStream.Write($bytes, 0, $bytes.Length)
    } catch {
        Log "a request failed: $($_.Exception.Message)"
    } finally {
        $context.Response.Close()
    }
}
