import { byPhase, withoutComments, type BootScriptInput, type RenderedStep } from "./bootScript.ts";

/**
 * User data of a Linux container instance. It stores the boot script and a unit that runs it, and ends: systemd starts
 * Docker and the ECS agent only after cloud-init, which runs user data, so a step inside user data that waits for Docker
 * waits for itself. The unit runs on every start, after Docker and before the agent; the agent requires it. Steps that need
 * the agent run in a second unit, after it, which first waits until the agent has joined the cluster. Order and sources: docs/decisions/0035-what-a-boot-step-may-wait-for.md.
 */
export function linuxBootScript(input: BootScriptInput): string {
  const { beforeAgent: before, afterAgent: after } = byPhase(input.steps);
  return [
    storePrologue,
    unit("boot", [...before.map(step), agentConfiguration(input), 'say "this instance may take tasks"\n'], {
      description: "Ballast boot steps, before the ECS agent",
      order: "After=cloud-final.service docker.service\nWants=docker.service\nBefore=ecs.service",
    }),
    agentRequiresBoot,
    unit("after-agent", [join, ...after.map(step)], {
      description: "Ballast boot steps that need the ECS agent",
      // Must also run if the ECS agent does not start, so it does not require the agent.
      order: "Requires=ballast-boot.service\nAfter=ballast-boot.service ecs.service",
    }),
    startUnits(["ballast-boot", "ballast-after-agent"]),
  ].join("\n");
}

const prologue = `#!/bin/bash
# Made by Ballast. Logs to /var/log/ballast-boot.log and to the instance's console.
set -Eeuo pipefail
# A disk without room for the log keeps no host out: what fails in there would be handled by the shell around it.
exec > >(tee -a /var/log/ballast-boot.log /dev/console || true) 2>&1

current="prologue"
said=/run/ballast-said
failure=/run/ballast-failure
problem=/run/ballast-problem
# To stderr: what is said within $(...) is not its result. A full disk keeps no host out.
say() {
  echo "ballast: $(date -u +%Y-%m-%dT%H:%M:%SZ) \${current}: $*" >&2 || true
  echo "\${current}: $*" 2> /dev/null > "$said" || true
}

# Repeats a command that may fail for a while: again ATTEMPTS COMMAND..., with 5, 10, ... and at most 30 seconds between. What
# it wrote to stderr last is said with it.
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

# Seconds since the start, by a clock that cannot be set.
uptime_seconds() { cut --delimiter . --fields 1 /proc/uptime; }

metadata_once() {
  local service=http://169.254.169.254/latest token answer
  token=$(curl --fail --silent --show-error --max-time 5 --request PUT --header 'X-aws-ec2-metadata-token-ttl-seconds: 60' $service/api/token) && [ -n "$token" ] &&
    answer=$(curl --fail --silent --show-error --max-time 5 --header "X-aws-ec2-metadata-token: $token" "$service/meta-data/$1") && [ -n "$answer" ] && echo "$answer"
}
metadata() { again 10 metadata_once "$1"; }

install_package() { command -v "$1" > /dev/null || again 6 timeout 300 dnf install --assumeyes --quiet "$2"; }

# Systems Manager keeps the reason, by instance, also when the instance is gone (AmazonSSMManagedInstanceCore allows it).
report() {
  local instance region title items
  title=$(tr -d '"\\\\' <<< "$1" | tr --squeeze-repeats '[:cntrl:]' ' ' | cut -c 1-500) &&
    items=$(printf '[{"Id":"boot","Title":"%s","Severity":"CRITICAL","Status":"NON_COMPLIANT"}]' "\${title% }") &&
    instance=$(metadata_once instance-id) && region=$(metadata_once placement/region) &&
    timeout 60 aws ssm put-compliance-items --region "$region" --resource-id "$instance" --resource-type ManagedInstance --compliance-type Custom:BallastBoot --execution-summary "ExecutionTime=$(date -u +%Y-%m-%dT%H:%M:%SZ)" --items "$items"
}

# Where a step is, and where it ended: only the step's own shell knows it. What it calls in this file is at the line of the call.
follow() {
  # The trap at the end of the step has line 1.
  case "$1:$2" in */prologue.sh:* | *:1) return 0 ;; esac
  place="line $2 of $1 (\${3%%$'\\n'*})"
}
ended() { [ "$1" = 0 ] || echo "\${place:-}" > "$failure" || true; }

# Exit status 69 leaves the agent as it is: it may join later, by itself.
# An instance that is not what its tasks expect must not take any: it keeps out of the cluster and makes room for its
# successor, after a time in which it can be looked at. Exit status 78 says that a successor would fail in the same way:
# then it stays, because a group that replaces instances for ever repairs nothing and loses their logs.
failed() {
  trap - ERR
  local status=$1 place=$2 reason="" attempt end="the agent stays stopped. This instance powers off in 15 minutes; its successor tries again" minutes=+15
  [ ! -s "$failure" ] || place=$(< "$failure")
  if [ -s "$said" ] && [ "$(< "$said")" != "\${current}: started" ]; then reason="$(sed "1s/^[^:]*: //" "$said"); "; fi
  # Until the next start, which decides again.
  if [ "$status" = 69 ]; then
    end="the agent keeps trying" minutes=""
  elif ! systemctl mask --runtime --now ecs.service; then
    end="the agent stays stopped. It could not be masked, so this instance powers off now" minutes=now
  elif [ "$status" = 78 ]; then
    end="the agent stays stopped. This instance stays until you terminate it, because a successor would fail in the same way" minutes=""
  fi
  reason="\${reason}FAILED at $place with exit status $status"
  # The image has no AWS command line. Packages may be what has failed, so this is tried once.
  if [ "$minutes" != now ] && ! command -v aws > /dev/null; then
    timeout 300 dnf install --assumeyes --quiet awscli-2 || say "the AWS command line could not be installed"
  fi
  for attempt in 1 2 3; do
    if report "\${current}: $reason"; then break; fi
    say "Systems Manager was not told (attempt $attempt of 3)"
    if [ "$minutes" = now ]; then break; fi
    sleep $((attempt * 5))
  done
  say "$reason; $end"
  [ -z "$minutes" ] || shutdown -h "$minutes" "ballast: boot step \${current} failed"
}
trap 'failed "$?" "line $LINENO of $0 ($BASH_COMMAND)"' ERR
`;

const usePrologue = `#!/bin/bash
# shellcheck source=/dev/null
. /opt/ballast/prologue.sh || exit 1
`;

/**
 * A boothook runs on every start. A script in user data runs once, and a cut of the power in it would leave an agent that waits for
 * nothing. cloud-init passes over what fails, so this script stops the agent itself.
 */
const storePrologue = `#cloud-boothook
#!/bin/bash
# Made by Ballast.
# shellcheck disable=SC2034 # The prologue reads $current.
set -Eeuo pipefail
trap 'echo "ballast: user data FAILED; this instance powers off in 15 minutes"; systemctl mask --runtime --now ecs.service; shutdown -h +15' ERR
mkdir -p /opt/ballast
cat > /opt/ballast/prologue.sh <<'BALLAST_PROLOGUE'
${withoutComments(prologue)}
BALLAST_PROLOGUE
# shellcheck source=/dev/null
. /opt/ballast/prologue.sh
`;

function step({ name, script }: RenderedStep): string {
  return `current="${name}"
say "started"
rm -f "$failure"
(
trap - ERR
set -T
trap 'follow "\${BASH_SOURCE[0]:-$0}" "$LINENO" "$BASH_COMMAND"' DEBUG
trap 'ended "$?"' EXIT
${script.trim()}
)
say "done"
`;
}

function agentConfiguration({ clusterName, attributes, spotDraining }: BootScriptInput): string {
  const settings = [
    `ECS_CLUSTER=${clusterName}`,
    "ECS_ENABLE_TASK_IAM_ROLE=true",
    "ECS_AWSVPC_BLOCK_IMDS=true",
    "ECS_CONTAINER_STOP_TIMEOUT=2m",
    ...(spotDraining ? ["ECS_ENABLE_SPOT_INSTANCE_DRAINING=true"] : []),
    `ECS_INSTANCE_ATTRIBUTES=${JSON.stringify(attributes)}`,
  ];
  // The image's own lines stay: on GPU images they switch the GPUs on.
  return `current="agent"
mkdir -p /etc/ecs
touch /etc/ecs/ecs.config
sed -i '/^# ballast begin$/,/^# ballast end$/d' /etc/ecs/ecs.config
cat >> /etc/ecs/ecs.config <<'ECS_CONFIG'
# ballast begin
${settings.join("\n")}
# ballast end
ECS_CONFIG
say "configured"
`;
}

/**
 * The agent's introspection answers once the instance is registered. Without Docker, systemd starts the agent again every 10 s,
 * endlessly (aws/amazon-ecs-agent, packaging/amazon-linux-ami-integrated/ecs.service): nothing would report it or replace the host.
 * 24 attempts take about 11 minutes, at most 13. With Docker, the cause may be outside of the host (ECS, the network, a role), where a
 * successor fails as well, and the host may have local data: that is reported, and the agent keeps trying.
 */
const join = `current="join"
again 24 curl --fail --silent --show-error --max-time 5 --output /dev/null http://localhost:51678/v1/metadata || {
  systemctl is-active docker.service
  (exit 69)
}
`;

/** Stores a script and the unit that runs it on every start. */
function unit(
  name: string,
  parts: string[],
  { description, order }: { description: string; order: string },
): string {
  const end = `BALLAST_${name.toUpperCase().replaceAll("-", "_")}`;
  return `current="${name}"
cat > /opt/ballast/${name}.sh <<'${end}'
${[usePrologue, ...parts].join("\n")}
${end}
chmod 0755 /opt/ballast/${name}.sh
cat > /etc/systemd/system/ballast-${name}.service <<'UNIT'
[Unit]
Description=${description}
${order}

[Service]
Type=oneshot
ExecStart=/opt/ballast/${name}.sh
RemainAfterExit=yes

[Install]
WantedBy=multi-user.target
UNIT
`;
}

/** The agent does not start where a step has failed. */
const agentRequiresBoot = `mkdir -p /etc/systemd/system/ecs.service.d
cat > /etc/systemd/system/ecs.service.d/ballast-boot.conf <<'CONFIGURATION'
[Unit]
Requires=ballast-boot.service
After=ballast-boot.service
CONFIGURATION
`;

/** Without waiting for them: they wait for the end of user data. */
function startUnits(names: string[]): string {
  const units = names.map((name) => `${name}.service`).join(" ");
  return `current="units"
systemctl daemon-reload
systemctl enable ${units}
systemctl start --no-block ${units}
say "queued: ${units}"
`;
}
