if docker plugin inspect 'rexray/ebs' > /dev/null 2>&1; then
  say "the plugin rexray/ebs is installed already"
else
  for attempt in 1 2 3 4 5; do
    docker plugin install --grant-all-permissions --alias 'rexray/ebs' 'registry.example.com/rexray-ebs@sha256:0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a' EBS_REGION='eu-central-1' REXRAY_PREEMPT='true' && break
    [ "$attempt" -lt 5 ]
    say "installing rexray/ebs failed (attempt $attempt of 5)"
    sleep $((attempt * 5))
  done
fi
for attempt in $(seq 1 30); do
  enabled=$(docker plugin inspect --format '{{.Enabled}}' 'rexray/ebs')
  [ "$enabled" = true ] && break
  docker plugin enable 'rexray/ebs' || true
  [ "$attempt" -lt 30 ]
  sleep 2
done
say "the plugin rexray/ebs is enabled"
