import { BootPhase } from "@ballast/contracts";
import { inPhase, type BootScriptInput, type RenderedStep } from "./bootScript.ts";

/**
 * The first boot of a Linux container instance. The agent's unit waits for cloud-init, which runs this script, so
 * everything here is done before a task can land; steps that need the agent go into a unit of their own, started
 * after it, because a script that waited for the agent would wait for itself.
 */
export function linuxBootScript(input: BootScriptInput): string {
  const before = inPhase(input.steps, BootPhase.BeforeAgent);
  const after = inPhase(input.steps, BootPhase.AfterAgent);
  return [
    prologue,
    ...before.map(step),
    agentConfiguration(input),
    ...(after.length > 0 ? [afterAgent(after)] : []),
    epilogue,
  ].join("\n");
}

const prologue = `#!/bin/bash
# Made by Ballast. Logs to /var/log/ballast-boot.log and to the instance's console.
set -Eeuo pipefail
exec > >(tee -a /var/log/ballast-boot.log /dev/console) 2>&1

current="prologue"
say() { echo "ballast: $(date -u +%Y-%m-%dT%H:%M:%SZ) \${current}: $*"; }

# An instance that is not what its tasks expect must not take any: it keeps out of the cluster, stays long enough
# to be looked at, and then makes room for its successor.
failed() {
  say "FAILED at line $1; the agent stays stopped and this instance powers off in 15 minutes"
  systemctl mask --now ecs.service || true
  shutdown -h +15 "ballast: boot step \${current} failed"
}
trap 'failed "$LINENO"' ERR
`;

function step({ name, script }: RenderedStep): string {
  return `current="${name}"
say "started"
(
trap - ERR
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

function afterAgent(steps: RenderedStep[]): string {
  return `current="after-agent"
mkdir -p /opt/ballast
cat > /opt/ballast/after-agent.sh <<'AFTER_AGENT'
${prologue}
${steps.map(step).join("\n")}
AFTER_AGENT
chmod 0755 /opt/ballast/after-agent.sh
cat > /etc/systemd/system/ballast-after-agent.service <<'UNIT'
[Unit]
Description=Ballast boot steps that need the ECS agent
After=ecs.service
Wants=ecs.service

[Service]
Type=oneshot
ExecStart=/opt/ballast/after-agent.sh
RemainAfterExit=yes

[Install]
WantedBy=multi-user.target
UNIT
systemctl daemon-reload
systemctl enable ballast-after-agent.service
systemctl start --no-block ballast-after-agent.service
say "queued"
`;
}

const epilogue = `current="epilogue"
say "this instance may take tasks"
`;
