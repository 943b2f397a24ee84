import {
  BootCondition,
  BootPhase,
  given,
  OperatingSystem,
  type BootStep,
  type Faults,
} from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";

/** A Docker volume plugin on container instances. It runs with every privilege that Docker can give. */
export interface DockerPluginArgs {
  /** With its digest, because anybody who can move a tag gets root access on the instances: `…/rexray-ebs@sha256:…`. */
  image: string;
  /** The driver's name in task definitions: `rexray/ebs`. */
  alias: string;
  /** The plugin's own settings, by their names. Never a secret: user data can be read. */
  settings: Record<string, pulumi.Input<string>>;
}

export function checkDockerPlugin(faults: Faults, path: string, image: string): void {
  if (!/^[\w.-]+(:\d+)?(\/[\w.-]+)*(:[\w.-]+)?@sha256:[0-9a-f]{64}$/.test(image)) {
    faults.add(
      path,
      `${given(image)} has no digest. A volume plugin runs as root on its instances, so give the digest of the image that you have checked: ` +
        "<image>@sha256:<64 digits>.",
    );
  }
}

/** The name under which task definitions ask for a plugin. */
export function checkDriverName(faults: Faults, path: string, alias: string | undefined): void {
  if (alias !== undefined && !/^[a-z0-9]+([._/:-][a-z0-9]+)*$/.test(alias))
    faults.add(path, `${given(alias)} is not a driver name, for example "rexray/ebs".`);
}

/**
 * Installs the plugin before the agent starts: the agent looks for plugins once, and tasks that need one it did not see
 * wait with "missing an attribute required by your task".
 */
export function dockerPluginStep({ image, alias, settings }: DockerPluginArgs): BootStep {
  return {
    phase: BootPhase.BeforeAgent,
    operatingSystem: OperatingSystem.Linux,
    waitsFor: [BootCondition.Network, BootCondition.Docker],
    provides: [BootCondition.VolumePlugin],
    script: pulumi.all(settings).apply((known) => dockerPluginScript(image, alias, known)),
  };
}

/**
 * Pure; see dockerPlugin.golden.sh. `docker plugin install` pulls, sets and enables. What fails after the pull leaves the plugin
 * installed, disabled and perhaps without its settings, and a second install then ends with "already exists" (moby,
 * client/plugin_install.go, read 2026-11-27): so each attempt does what is left to do.
 */
export function dockerPluginScript(image: string, alias: string, settings: Record<string, string>): string {
  const options = Object.entries(settings).map(([key, value]) => ` ${key}='${value}'`);
  const set = options.length > 0 ? `timeout 60 docker plugin set '${alias}'${options.join("")} && ` : "";
  return `plugin_is_installed() { docker plugin inspect '${alias}' > /dev/null 2>&1; }
plugin_is_enabled() { [ "$(docker plugin inspect --format '{{.Enabled}}' '${alias}')" = true ]; }
bring_plugin() {
  if plugin_is_installed; then
    say "the plugin ${alias} is installed already"
  else
    timeout 600 docker plugin install --grant-all-permissions --alias '${alias}' '${image}'${options.join("")} || plugin_is_installed || return
  fi
  plugin_is_enabled || { ${set}timeout 60 docker plugin enable '${alias}' && plugin_is_enabled; }
}
again 20 bring_plugin
say "the plugin ${alias} is enabled"
`;
}
