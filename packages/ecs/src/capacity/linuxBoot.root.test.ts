import { BootPhase } from "@ballast/contracts";
import { SystemdMachine } from "@ballast/testing/systemd";
import { dockerPluginScript } from "./dockerPlugin.ts";
import { linuxBootScript } from "./linuxBootScript.ts";

// The real systemd plays the documented order; see SystemdMachine. These tests need root.

/** Docker answers only while its service runs. */
const docker = `
[ -e "$STATE/docker-runs" ] || { echo "Cannot connect to the Docker daemon" >&2; exit 1; }
case "$2" in
  inspect) [ -e "$STATE/plugin" ] || exit 1; echo true ;;
  install) touch "$STATE/plugin" ;;
esac`;
const image = `registry.example.com/rexray-ebs@sha256:${"0a".repeat(32)}`;
const plugin = dockerPluginScript(image, "rexray/ebs", { EBS_REGION: "eu-central-1" });

const userData = (script: string, after = "announce") =>
  linuxBootScript({
    clusterName: "main",
    attributes: {},
    steps: [
      { name: "step", phase: BootPhase.BeforeAgent, script },
      { name: "announce", phase: BootPhase.AfterAgent, script: after },
    ],
  });

describe("a Linux container instance, started by systemd", () => {
  let machine: SystemdMachine;
  beforeEach(() => (machine = new SystemdMachine({ docker, announce: "" })));
  afterEach(() => machine.close());
  const positions = (...starts: string[]) =>
    starts.map((start) => machine.calls.findIndex((call) => call.startsWith(start)));

  it("runs its steps after Docker and before the agent, and what needs the agent after it", async () => {
    await machine.start(userData(plugin), "announce", 30);
    const order = positions(
      "cloud-final",
      "docker.service",
      "docker plugin install",
      "ecs.service",
      "announce",
    );
    expect({ order, calls: machine.calls, log: machine.log }).toMatchObject({
      order: [...order].sort((one, other) => one - other),
    });
    expect(order).not.toContain(-1);
    expect(machine.calls).toContain("ECS_CLUSTER=main");
    expect(machine.log).not.toContain("FAILED");
  });

  it.each([
    ["runs the boothook again", userData(plugin)],
    ["finds no user data", ""],
  ])("does so on every later start, when cloud-init %s", async (_, later) => {
    await machine.start(userData(plugin), "announce", 30);
    await machine.stop();
    await machine.start(later, "announce", 30);
    const order = positions("docker.service", "docker plugin inspect", "ecs.service", "announce");
    expect(order).not.toContain(-1);
    expect(order).toEqual([...order].sort((one, other) => one - other));
  });

  // It tries three times to tell Systems Manager.
  it("keeps the agent off where a step fails, and does not hang", async () => {
    await machine.start(userData("false"), "shutdown", 75);
    expect(machine.calls).toContainEqual(
      expect.stringMatching(/^shutdown -h \+15 ballast: boot step step failed/),
    );
    expect(machine.calls.filter((call) => /^(ecs.service|announce)/.test(call))).toEqual([]);
  }, 120_000);

  it.each([
    ["Docker does not start", { "docker.service": "exit 1" }],
    ["the agent cannot register", { "ecs.service": "exit 1" }],
  ])(
    "reports and powers off where %s, although systemd starts the agent again and again",
    async (_, commands) => {
      const broken = new SystemdMachine({ docker, sleep: "", announce: "", ...commands });
      try {
        await broken.start(userData("true"), "shutdown", 60);
        expect(broken.calls).toContainEqual("shutdown -h +15 ballast: boot step join failed");
        expect(broken.log).toMatch(/join: .*curl.*attempt 24 of 24/);
        expect(broken.calls.filter((call) => call.startsWith("announce"))).toEqual([]);
      } finally {
        await broken.close();
      }
    },
    90_000,
  );

  it.each([
    ["starts Docker", "systemctl start docker.service"],
    ["starts the agent", "systemctl start ecs.service"],
    ["waits for Docker", 'until [ -e "$STATE/docker-runs" ]; do sleep 0.2; done'],
  ])("would wait for itself where user data itself %s", async (_, line) => {
    await machine.start(`#!/bin/bash\n${line}\ntouch "$STATE/ended"\n`, "ecs.service", 5);
    expect(machine.calls).toEqual(["cloud-init", "cloud-final"]);
  });
});
