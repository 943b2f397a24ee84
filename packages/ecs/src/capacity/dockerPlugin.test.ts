import { join } from "node:path";
import { Faults } from "@ballast/contracts";
import { golden } from "@ballast/testing";
import { BootSandbox } from "@ballast/testing/boot";
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

/** Docker as far as plugins go: installed and enabled are files. */
const docker = `
case "$2" in
  inspect)
    [ -e "$STATE/installed" ] || exit 1
    if [ "$3" = --format ]; then [ -e "$STATE/enabled" ] && echo true || echo false; fi ;;
  install)
    [ -e "$STATE/unreachable" ] && { rm "$STATE/unreachable"; exit 1; }
    touch "$STATE/installed"; [ -e "$STATE/slow" ] || touch "$STATE/enabled" ;;
  enable)
    if [ -e "$STATE/slow" ]; then rm "$STATE/slow"; exit 1; fi
    touch "$STATE/enabled" ;;
esac`;

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

  it("tries again where the registry does not answer, and waits for a plugin that is slow", () => {
    machine.stand({ systemctl: 'touch "$STATE/unreachable" "$STATE/slow"' });
    const { status, output, calls } = machine.run(script);
    expect(status).toBe(0);
    expect(output).toContain("installing rexray/ebs failed (attempt 1 of 5)");
    expect(calls.filter((call) => call.startsWith("docker plugin enable"))).toHaveLength(2);
  });

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
    expect(output).toContain("plugin: FAILED");
    expect(calls).toContain("systemctl mask --now ecs.service");
    expect(calls.some((call) => call.startsWith("shutdown -h +15"))).toBe(true);
    expect(machine.file("etc/ecs/ecs.config")).toBeUndefined();
  });
});

it.each(["rexray/ebs", "rexray/ebs:0.11.4", "rexray/ebs@sha256:12", ""])("refuses the image %j", (given) => {
  const faults = new Faults("test");
  checkDockerPlugin(faults, "plugin", given);
  expect(faults.found).toHaveLength(1);
});
