# shellcheck disable=SC2154 # The prologue sets $failure.
say "started"
rm -f "$failure"
(
trap - ERR
set -T
trap 'follow "${BASH_SOURCE[0]:-$0}" "$LINENO" "$BASH_COMMAND"' DEBUG
trap 'ended "$?"' EXIT
install_package mount.nfs4 nfs-utils
plugin_is_installed() { docker plugin inspect 'rexray/efs' > /dev/null 2>&1; }
plugin_is_enabled() { [ "$(docker plugin inspect --format '{{.Enabled}}' 'rexray/efs')" = true ]; }
bring_plugin() {
  if plugin_is_installed; then
    say "the plugin rexray/efs is installed already"
  else
    timeout 600 docker plugin install --grant-all-permissions --alias 'rexray/efs' 'registry.example.com/rexray-efs@sha256:0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a' EFS_REGION='eu-central-1' EFS_SECURITYGROUPS='sg-b40c4d757e05488f5' EFS_TAG='test-dev' REXRAY_PREEMPT='true' LINUX_VOLUME_FILEMODE='0755' || plugin_is_installed || return
  fi
  plugin_is_enabled || { timeout 60 docker plugin set 'rexray/efs' EFS_REGION='eu-central-1' EFS_SECURITYGROUPS='sg-b40c4d757e05488f5' EFS_TAG='test-dev' REXRAY_PREEMPT='true' LINUX_VOLUME_FILEMODE='0755' && timeout 60 docker plugin enable 'rexray/efs' && plugin_is_enabled; }
}
again 20 bring_plugin
say "the plugin rexray/efs is enabled"
)
say "done"

