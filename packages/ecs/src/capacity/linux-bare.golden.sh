#!/bin/bash
# Made by Ballast.
# shellcheck disable=SC2034 # The prologue reads $current.
mkdir -p /opt/ballast
cat > /opt/ballast/prologue.sh <<'BALLAST_PROLOGUE'
#!/bin/bash
# Made by Ballast. Logs to /var/log/ballast-boot.log and to the instance's console.
set -Eeuo pipefail
exec > >(tee -a /var/log/ballast-boot.log /dev/console) 2>&1

current="prologue"
said=/run/ballast-said
say() { echo "ballast: $(date -u +%Y-%m-%dT%H:%M:%SZ) ${current}: $*"; echo "${current}: $*" > "$said"; }

# Systems Manager keeps what was said last, by instance, also when the instance is gone (AmazonSSMManagedInstanceCore allows it).
report() {
  local metadata=http://169.254.169.254/latest token instance region title items
  title=$(tr -d '"\\' < "$said" | cut -c 1-500) &&
    items=$(printf '[{"Id":"boot","Title":"%s","Severity":"CRITICAL","Status":"NON_COMPLIANT"}]' "$title") &&
    token=$(curl --fail --silent --max-time 5 --request PUT --header 'X-aws-ec2-metadata-token-ttl-seconds: 60' $metadata/api/token) &&
    instance=$(curl --fail --silent --max-time 5 --header "X-aws-ec2-metadata-token: $token" $metadata/meta-data/instance-id) &&
    region=$(curl --fail --silent --max-time 5 --header "X-aws-ec2-metadata-token: $token" $metadata/meta-data/placement/region) &&
    timeout 60 aws ssm put-compliance-items --region "$region" --resource-id "$instance" --resource-type ManagedInstance --compliance-type Custom:BallastBoot --execution-summary "ExecutionTime=$(date -u +%Y-%m-%dT%H:%M:%SZ)" --items "$items"
}

# An instance that is not what its tasks expect must not take any: it keeps out of the cluster and makes room for its
# successor, after a time in which it can be looked at. Exit status 78 says that a successor would fail in the same way:
# then it stays, because a group that replaces instances for ever repairs nothing and loses their logs.
failed() {
  trap - ERR
  local end="this instance powers off in 15 minutes; its successor tries again" minutes=+15
  if ! systemctl mask --now ecs.service; then
    end="it could not be masked, so this instance powers off now" minutes=now
  elif [ "$1" = 78 ]; then
    end="this instance stays until you terminate it, because a successor would fail in the same way" minutes=""
  fi
  report || say "Systems Manager was not told"
  say "FAILED at line $2 with exit status $1; the agent stays stopped. ${end^}"
  [ -z "$minutes" ] || shutdown -h "$minutes" "ballast: boot step ${current} failed"
}
trap 'failed "$?" "$LINENO"' ERR

BALLAST_PROLOGUE
# shellcheck source=/dev/null
. /opt/ballast/prologue.sh

current="boot"
cat > /opt/ballast/boot.sh <<'BALLAST_BOOT'
#!/bin/bash
# shellcheck source=/dev/null
. /opt/ballast/prologue.sh || exit 1

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
ECS_INSTANCE_ATTRIBUTES={}
# ballast end
ECS_CONFIG
say "configured"

say "this instance may take tasks"

BALLAST_BOOT
chmod 0755 /opt/ballast/boot.sh
cat > /etc/systemd/system/ballast-boot.service <<'UNIT'
[Unit]
Description=Ballast boot steps, before the ECS agent
After=cloud-final.service docker.service
Wants=docker.service
Before=ecs.service

[Service]
Type=oneshot
ExecStart=/opt/ballast/boot.sh
RemainAfterExit=yes

[Install]
WantedBy=multi-user.target
UNIT

mkdir -p /etc/systemd/system/ecs.service.d
cat > /etc/systemd/system/ecs.service.d/ballast-boot.conf <<'CONFIGURATION'
[Unit]
Requires=ballast-boot.service
After=ballast-boot.service
CONFIGURATION

current="units"
systemctl daemon-reload
systemctl enable ballast-boot.service
systemctl start --no-block ballast-boot.service
say "queued: ballast-boot.service"
