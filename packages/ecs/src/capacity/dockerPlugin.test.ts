import { join } from "node:path";
import { Faults } from "@ballast/contracts";
import { golden } from "@ballast/testing";
import { BootSandbox } from "@ballast/testing/boot";
import * as fc from "fast-check";
import { checkDockerPlugin, dockerPluginScript } from "./dockerPlugin.ts";
import { linuxBootScript } from "./linuxBootScript.ts";

const image = `registry.example.com/rexray-ebs@sha256:${"0a".repeat(32)}`;
const plugin = dockerPluginScript(image, "rexray/ebs", {
  EBS_REGION: "eu-central-1",
  REXRAY_PREEMPT: "true",
});
const script = linuxBootScript({
  clusterName: "main",
  attributes: {},
  steps: [{ name: "plugin", phase: "beforeAgent", script: plugin }],
});

/**
 * Docker as far as plugins go, as moby does it (client/plugin_install.go, plugin/backend_linux.go, plugin/v2/settable.go): an
 * install pulls, sets and enables, and what fails after the pull leaves the plugin there. $STATE has what is so, and how often
 * each of the four steps fails.
 */
const docker = `
fails() {
  [ -s "$STATE/$1-fails" ] || return 1
  sed -i 1d "$STATE/$1-fails"
  echo "Error response from daemon: $1 failed" >&2
}
set_settings() {
  [ ! -e "$STATE/enabled" ] || { echo "Error response from daemon: cannot set on an active plugin, disable plugin before setting" >&2; return 1; }
  fails set && return 1
  printf '%s\n' "$@" > "$STATE/settings"
}
enable() {
  [ ! -e "$STATE/enabled" ] || { echo "Error response from daemon: plugin rexray/ebs:latest is already enabled" >&2; return 1; }
  fails enable && return 1
  touch "$STATE/enabled"
}
settings() { for word; do case "$word" in *=*) echo "$word" ;; esac; done; }
case "$2" in
  inspect)
    [ -e "$STATE/installed" ] || { echo "Error: No such plugin: rexray/ebs" >&2; exit 1; }
    fails inspect && exit 1
    if [ "$3" = --format ]; then [ -e "$STATE/enabled" ] && echo true || echo false; else echo "[{}]"; fi ;;
  install)
    [ ! -e "$STATE/installed" ] || { echo "Error response from daemon: plugin rexray/ebs:latest already exists" >&2; exit 1; }
    fails pull && exit 1
    touch "$STATE/installed"
    set_settings $(settings "$@") && enable ;;
  set) shift 3; set_settings "$@" ;;
  enable) enable ;;
  *) exit 1 ;;
esac`;

/** How often each step of Docker fails before it works. */
const faults = fc.record({
  pull: fc.nat(3),
  set: fc.nat(3),
  enable: fc.nat(4),
  inspect: fc.nat(2),
});

describe("the plugin step (F.4.6)", () => {
  let machine: BootSandbox;
  beforeEach(() => (machine = new BootSandbox({ docker })));
  afterEach(() => machine.close());

  it("is the reviewed one", () => {
    expect(plugin).toBe(golden(join(__dirname, "dockerPlugin.golden.sh"), plugin));
  });

  it("installs and enables the plugin, before the agent is told its cluster", () => {
    const { status, output, calls } = machine.run(script);
    expect(status).toBe(0);
    expect(calls).toContain(
      `docker plugin install --grant-all-permissions --alias rexray/ebs ${image} EBS_REGION=eu-central-1 REXRAY_PREEMPT=true`,
    );
    expect(output.indexOf("plugin rexray/ebs is enabled")).toBeLessThan(output.indexOf("agent: configured"));
    expect(machine.file("etc/ecs/ecs.config")).toContain("ECS_CLUSTER=main");
  });

  it("has the plugin, enabled and with its settings, whichever steps of Docker fail for a while", () => {
    fc.assert(
      fc.property(faults, (times) => {
        const host = new BootSandbox({ docker });
        try {
          const fail = Object.entries(times).map(
            ([step, count]) => `printf '%${count}s' | tr ' ' '\\n' > "$STATE/${step}-fails"`,
          );
          host.stand({
            systemctl: `[ "$1" != daemon-reload ] || { ${fail.join("; ")}; }`,
            state: 'cat "$STATE/settings"',
          });
          const { status, output, calls } = host.run(`${script}`);
          expect({ status, state: host.state.filter((name) => !name.endsWith("-fails")), output }).toEqual({
            status: 0,
            state: ["enabled", "installed", "settings"],
            output: expect.stringContaining("the plugin rexray/ebs is enabled") as string,
          });
          expect(host.stateOf("settings")).toBe("EBS_REGION=eu-central-1\nREXRAY_PREEMPT=true\n");
          const installs = calls.filter((call) => call.startsWith("docker plugin install")).length;
          // One more for each time that Docker did not say that the plugin is there.
          expect(installs).toBeGreaterThan(times.pull);
          expect(installs).toBeLessThanOrEqual(times.pull + 1 + times.inspect);
        } finally {
          host.close();
        }
      }),
      { numRuns: 30, seed: 18, endOnFailure: true },
    );
  });

  it.each([
    ["cannot be pulled", "pull", "Error response from daemon: pull failed"],
    ["does not take its settings", "set", "Error response from daemon: set failed"],
    ["cannot be enabled", "enable", "Error response from daemon: enable failed"],
  ])(
    "says what Docker says of a plugin that %s, keeps out of the cluster and powers off",
    (_, step, reason) => {
      machine.stand({ systemctl: `[ "$1" != daemon-reload ] || seq 100 > "$STATE/${step}-fails"` });
      const { status, output, calls } = machine.run(script);
      expect(status).not.toBe(0);
      expect(output).toMatch(new RegExp(`plugin: bring_plugin failed .* ${reason}; FAILED at line \\d+`));
      expect(calls).toContain("shutdown -h +15 ballast: boot step plugin failed");
      expect(machine.file("etc/ecs/ecs.config")).toBeUndefined();
    },
  );

  it("does nothing twice", () => {
    machine.run(script);
    const { status, calls } = machine.run(script);
    expect(status).toBe(0);
    expect(calls.filter((call) => call.startsWith("docker plugin install"))).toEqual([]);
    expect(machine.file("etc/ecs/ecs.config")?.match(/ECS_CLUSTER/g)).toHaveLength(1);
  });

  it("keeps an instance without its plugin out of the cluster, and ends it", () => {
    machine.stand({ docker: "exit 1" });
    const { status, output, calls } = machine.run(script);
    expect(status).not.toBe(0);
    expect(output).toMatch(/plugin: bring_plugin failed .*FAILED at line/);
    expect(calls).toContain("systemctl mask --runtime --now ecs.service");
    expect(calls.some((call) => call.startsWith("shutdown -h +15"))).toBe(true);
    expect(machine.file("etc/ecs/ecs.config")).toBeUndefined();
  });
});

it.each(["rexray/ebs", "rexray/ebs:0.11.4", "rexray/ebs@sha256:12", ""])("refuses the image %j", (given) => {
  const faults = new Faults("test");
  checkDockerPlugin(faults, "plugin", given);
  expect(faults.found).toHaveLength(1);
});
