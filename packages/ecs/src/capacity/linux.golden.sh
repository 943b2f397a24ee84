#cloud-boothook
#!/bin/bash
# Made by Ballast.
# shellcheck disable=SC2034 # The prologue reads $current.
set -Eeuo pipefail
trap 'echo "ballast: user data FAILED; this instance powers off in 15 minutes"; systemctl mask --runtime --now ecs.service; shutdown -h +15' ERR
mkdir -p /opt/ballast
cat > /opt/ballast/prologue.sh <<'BALLAST_PROLOGUE'
#!/bin/bash
set -Eeuo pipefail
exec > >(tee -a /var/log/ballast-boot.log /dev/console || true) 2>&1

current="prologue"
said=/run/ballast-said
failure=/run/ballast-failure
problem=/run/ballast-problem
say() {
  echo "ballast: $(date -u +%Y-%m-%dT%H:%M:%SZ) ${current}: $*" >&2 || true
  echo "${current}: $*" 2> /dev/null > "$said" || true
}

again() {
  local attempts=$1 attempt status
  shift
  for ((attempt = 1; ; attempt++)); do
    { "$@" 2>&1 >&4 | { tee "$problem" || true; } >&2; } 4>&1 && return || status=$?
    say "$* failed with exit status $status (attempt $attempt of $attempts): $(tail --lines=1 "$problem" || true)"
    [ "$attempt" -lt "$attempts" ] || return "$status"
    sleep $((attempt < 6 ? attempt * 5 : 30))
  done
}

uptime_seconds() { cut --delimiter . --fields 1 /proc/uptime; }

metadata_once() {
  local service=http://169.254.169.254/latest token answer
  token=$(curl --fail --silent --show-error --max-time 5 --request PUT --header 'X-aws-ec2-metadata-token-ttl-seconds: 60' $service/api/token) && [ -n "$token" ] &&
    answer=$(curl --fail --silent --show-error --max-time 5 --header "X-aws-ec2-metadata-token: $token" "$service/meta-data/$1") && [ -n "$answer" ] && echo "$answer"
}
metadata() { again 10 metadata_once "$1"; }

install_package() { command -v "$1" > /dev/null || again 6 timeout 300 dnf install --assumeyes --quiet "$2"; }

report() {
  local instance region title items
  title=$(tr -d '"\\' <<< "$1" | tr --squeeze-repeats '[:cntrl:]' ' ' | cut -c 1-500) &&
    items=$(printf '[{"Id":"boot","Title":"%s","Severity":"CRITICAL","Status":"NON_COMPLIANT"}]' "${title% }") &&
    instance=$(metadata_once instance-id) && region=$(metadata_once placement/region) &&
    timeout 60 aws ssm put-compliance-items --region "$region" --resource-id "$instance" --resource-type ManagedInstance --compliance-type Custom:BallastBoot --execution-summary "ExecutionTime=$(date -u +%Y-%m-%dT%H:%M:%SZ)" --items "$items"
}

follow() {
  case "$1:$2" in */prologue.sh:* | *:1) return 0 ;; esac
  place="line $2 of $1 (${3%%$'\n'*})"
}
ended() { [ "$1" = 0 ] || echo "${place:-}" > "$failure" || true; }

failed() {
  trap - ERR
  local status=$1 place=$2 reason="" attempt end="the agent stays stopped. This instance powers off in 15 minutes; its successor tries again" minutes=+15
  [ ! -s "$failure" ] || place=$(< "$failure")
  if [ -s "$said" ] && [ "$(< "$said")" != "${current}: started" ]; then reason="$(sed "1s/^[^:]*: //" "$said"); "; fi
  if [ "$status" = 69 ]; then
    end="the agent keeps trying" minutes=""
  elif ! systemctl mask --runtime --now ecs.service; then
    end="the agent stays stopped. It could not be masked, so this instance powers off now" minutes=now
  elif [ "$status" = 78 ]; then
    end="the agent stays stopped. This instance stays until you terminate it, because a successor would fail in the same way" minutes=""
  fi
  reason="${reason}FAILED at $place with exit status $status"
  if [ "$minutes" != now ] && ! command -v aws > /dev/null; then
    timeout 300 dnf install --assumeyes --quiet awscli-2 || say "the AWS command line could not be installed"
  fi
  for attempt in 1 2 3; do
    if report "${current}: $reason"; then break; fi
    say "Systems Manager was not told (attempt $attempt of 3)"
    if [ "$minutes" = now ]; then break; fi
    sleep $((attempt * 5))
  done
  say "$reason; $end"
  [ -z "$minutes" ] || shutdown -h "$minutes" "ballast: boot step ${current} failed"
}
trap 'failed "$?" "line $LINENO of $0 ($BASH_COMMAND)"' ERR

BALLAST_PROLOGUE
# shellcheck source=/dev/null
. /opt/ballast/prologue.sh

current="boot"
cat > /opt/ballast/boot.sh <<'BALLAST_BOOT'
#!/bin/bash
# shellcheck source=/dev/null
. /opt/ballast/prologue.sh || exit 1

current="mount"
say "started"
rm -f "$failure"
(
trap - ERR
set -T
trap 'follow "${BASH_SOURCE[0]:-$0}" "$LINENO" "$BASH_COMMAND"' DEBUG
trap 'ended "$?"' EXIT
mount /dev/disk/by-label/data /data
)
say "done"

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
ECS_INSTANCE_ATTRIBUTES={"storage.disk":"data"}
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

current="after-agent"
cat > /opt/ballast/after-agent.sh <<'BALLAST_AFTER_AGENT'
#!/bin/bash
# shellcheck source=/dev/null
. /opt/ballast/prologue.sh || exit 1

current="join"
again 24 curl --fail --silent --show-error --max-time 5 --output /dev/null http://localhost:51678/v1/metadata || {
  systemctl is-active docker.service
  (exit 69)
}

current="announce"
say "started"
rm -f "$failure"
(
trap - ERR
set -T
trap 'follow "${BASH_SOURCE[0]:-$0}" "$LINENO" "$BASH_COMMAND"' DEBUG
trap 'ended "$?"' EXIT
curl --fail "http://localhost:51678/v1/metadata"
)
say "done"

BALLAST_AFTER_AGENT
chmod 0755 /opt/ballast/after-agent.sh
cat > /etc/systemd/system/ballast-after-agent.service <<'UNIT'
[Unit]
Description=Ballast boot steps that need the ECS agent
Requires=ballast-boot.service
After=ballast-boot.service ecs.service

[Service]
Type=oneshot
ExecStart=/opt/ballast/after-agent.sh
RemainAfterExit=yes

[Install]
WantedBy=multi-user.target
UNIT

current="units"
systemctl daemon-reload
systemctl enable ballast-boot.service ballast-after-agent.service
systemctl start --no-block ballast-boot.service ballast-after-agent.service
say "queued: ballast-boot.service ballast-after-agent.service"
