say "started"
(
trap - ERR
command -v mount.nfs4 > /dev/null || dnf install --assumeyes --quiet nfs-utils
if docker plugin inspect 'rexray/efs' > /dev/null 2>&1; then
  say "the plugin rexray/efs is installed already"
else
  for attempt in 1 2 3 4 5; do
    docker plugin install --grant-all-permissions --alias 'rexray/efs' 'registry.example.com/rexray-efs@sha256:0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a' EFS_REGION='eu-central-1' EFS_SECURITYGROUPS='sg-b40c4d757e05488f5' EFS_TAG='test-dev' REXRAY_PREEMPT='true' LINUX_VOLUME_FILEMODE='0755' && break
    [ "$attempt" -lt 5 ]
    say "installing rexray/efs failed (attempt $attempt of 5)"
    sleep $((attempt * 5))
  done
fi
for attempt in $(seq 1 30); do
  enabled=$(docker plugin inspect --format '{{.Enabled}}' 'rexray/efs')
  [ "$enabled" = true ] && break
  docker plugin enable 'rexray/efs' || true
  [ "$attempt" -lt 30 ]
  sleep 2
done
say "the plugin rexray/efs is enabled"
)
say "done"

