$folder = 'G:\app-state'
# Longer than an association that failed takes to run again.
for ($attempt = 1; -not (Test-Path -LiteralPath $folder -ErrorAction SilentlyContinue); $attempt++) {
  if ($attempt -ge 270) { throw "$folder is not there after 45 minutes; State Manager has the association's history" }
  if ($attempt % 30 -eq 1) { Say "waiting for $folder" }
  Start-Sleep -Seconds 10
}
Say "$folder is there"
