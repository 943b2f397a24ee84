#!/bin/bash
# Made by Ballast. Logs to /var/log/ballast-boot.log and to the instance's console.
set -Eeuo pipefail
exec > >(tee -a /var/log/ballast-boot.log /dev/console) 2>&1

current="prologue"
say() { echo "ballast: $(date -u +%Y-%m-%dT%H:%M:%SZ) ${current}: $*"; }

# An instance that is not what its tasks expect must not take any: it keeps out of the cluster, stays long enough
# to be looked at, and then makes room for its successor.
failed() {
  say "FAILED at line $1; the agent stays stopped and this instance powers off in 15 minutes"
  systemctl mask --now ecs.service || true
  shutdown -h +15 "ballast: boot step ${current} failed"
}
trap 'failed "$LINENO"' ERR

current="agent"
mkdir -p /etc/ecs
touch /etc/ecs/ecs.config
sed -i '/^# ballast begin$/,/^# ballast end$/d' /etc/ecs/ecs.config
cat >> /etc/ecs/ecs.config <<'ECS_CONFIG'
# ballast begin
ECS_CLUSTER=main-1234567
ECS_ENABLE_TASK_IAM_ROLE=true
ECS_AWSVPC_BLOCK_IMDS=true
ECS_CONTAINER_STOP_TIMEOUT=2m
ECS_ENABLE_SPOT_INSTANCE_DRAINING=true
ECS_INSTANCE_ATTRIBUTES={}
# ballast end
ECS_CONFIG
say "configured"

current="epilogue"
say "this instance may take tasks"
