plugin_is_installed() { docker plugin inspect 'rexray/ebs' > /dev/null 2>&1; }
plugin_is_enabled() { [ "$(docker plugin inspect --format '{{.Enabled}}' 'rexray/ebs')" = true ]; }
bring_plugin() {
  if plugin_is_installed; then
    say "the plugin rexray/ebs is installed already"
  else
    timeout 600 docker plugin install --grant-all-permissions --alias 'rexray/ebs' 'registry.example.com/rexray-ebs@sha256:0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a' EBS_REGION='eu-central-1' REXRAY_PREEMPT='true' || plugin_is_installed || return
  fi
  plugin_is_enabled || { timeout 60 docker plugin set 'rexray/ebs' EBS_REGION='eu-central-1' REXRAY_PREEMPT='true' && timeout 60 docker plugin enable 'rexray/ebs' && plugin_is_enabled; }
}
again 20 bring_plugin
say "the plugin rexray/ebs is enabled"
