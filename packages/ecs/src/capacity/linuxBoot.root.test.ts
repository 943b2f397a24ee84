import { setTimeout } from "node:timers/promises";
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

/** The script writes its last words after its last command. */
async function expectSoon(check: () => void): Promise<void> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    try {
      return check();
    } catch {
      await setTimeout(100);
    }
  }
  check();
}

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
  });

  it.each<[string, string, Record<string, string>, string, string[]]>([
    [
      "and powers off where Docker does not start",
      "shutdown",
      { "docker.service": "exit 1" },
      "with exit status 3; the agent stays stopped. This instance powers off in 15 minutes",
      ["shutdown -h +15 ballast: boot step join failed"],
    ],
    [
      "and leaves the agent to try on where it cannot register",
      "aws",
      { "ecs.service": "exit 1", dnf: "", aws: "" },
      "with exit status 69; the agent keeps trying",
      [],
    ],
  ])(
    "reports, %s, although systemd starts the agent again and again",
    async (_, until, commands, says, shutdowns) => {
      const curl =
        'case "$*" in *:51678/*) exit 7 ;; */api/token) echo token ;; */instance-id) echo i-0 ;; *) echo eu-central-1 ;; esac';
      const broken = new SystemdMachine({ docker, sleep: "", announce: "", curl, ...commands });
      try {
        await broken.start(userData("true"), until, 60);
        await expectSoon(() => expect(broken.log).toContain(says));
        expect(broken.log).toMatch(/join: .*curl.*attempt 24 of 24/);
        expect(broken.calls.filter((call) => call.startsWith("shutdown"))).toEqual(shutdowns);
        expect(broken.calls.filter((call) => /^(announce|systemctl mask)/.test(call))).toEqual([]);
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
