import { readFileSync } from "node:fs";
import { join } from "node:path";
import { record, type Recording } from "@ballast/testing";
import { bootWindows, launchOrders, type WindowsFaults, type WindowsMachine } from "@ballast/testing/windows";
import fc from "fast-check";
import { gmsaHosts, hosts } from "../testing.ts";
import { membershipDocument } from "./membershipDocument.ts";

// User data, document and schedule are the component's own; the machine that runs them is packages/testing/src/windows.

const minute = 60;
let userData: string;
let association: { document: string; everyMinutes: number };

beforeAll(async () => {
  const recording: Recording<unknown> = await record(hosts);
  const template = recording.the("aws:ec2/launchTemplate:LaunchTemplate").inputs;
  userData = Buffer.from(template["userData"] as string, "base64").toString();
  const { scheduleExpression } = recording.the("aws:ssm/association:Association").inputs;
  association = {
    document: recording.the("aws:ssm/document:Document").inputs["content"] as string,
    everyMinutes: Number(/^rate\((\d+) minutes\)$/.exec(scheduleExpression as string)?.[1]),
  };
});

/** It has registered, and never otherwise than as a member that maps the share. */
function expectReady({ registrations, log, poweredOffAt }: WindowsMachine): void {
  const seen = registrations.map(({ member, drives }) => ({ member, drives }));
  const ready = { member: true, drives: ["G:"] };
  expect({ seen, log }).toEqual({ seen: seen.length > 0 ? seen.map(() => ready) : [ready], log });
  expect(poweredOffAt).toBeUndefined();
}

describe.each(launchOrders)("a host with $agent (F.7.10)", (order) => {
  const boot = (faults: WindowsFaults = {}, hours = 4) =>
    bootWindows({ order, userData, association, faults }, hours);

  it("joins, restarts once, maps, and takes tasks within a quarter of an hour", async () => {
    const machine = await boot();
    expectReady(machine);
    expect(machine.starts).toBe(2);
    expect(machine.registrations[0]?.at).toBeLessThan(15 * minute);
  });

  it("waited for itself where its steps ran inside user data", async () => {
    const before = readFileSync(join(__dirname, "deadlock.ps1"), "utf8");
    const machine = await bootWindows({ order, userData: before, association }, 12);
    expect(machine.registrations).toEqual([]);
    const agent = machine.log.findIndex((line) => line.endsWith("AmazonSSMAgent runs"));
    const gaveUp = machine.log.findIndex((line) =>
      line.includes("not joined to corp.example.com after 45 minutes"),
    );
    expect(agent).toBeGreaterThan(gaveUp);
    expect(machine.poweredOffAt).toBeLessThan(65 * minute);
  });

  const faults: Record<string, WindowsFaults> = {
    "State Manager comes late": { associationDelay: 25 * minute },
    "the first join fails": { failedJoins: 1 },
    "the first mapping fails": { failedMappings: 1 },
    "the launch agent never starts the Systems Manager agent": { noStartOfAgent: true },
    "the Systems Manager agent runs from the start": { earlyAgent: true },
    "names do not resolve for a while after each start": { slowDns: 6 * minute },
    "the Systems Manager agent restarts while it joins": { agentRestartsAt: [60, 80, 100] },
    "Windows restarts while it joins and while it maps": { restartsAt: [20, 100, 300] },
    "the join comes only when the script has given up": { associationDelay: 60 * minute },
  };
  it.each(Object.entries(faults))("takes tasks in the end, though %s", async (_, fault) => {
    expectReady(await boot(fault));
  });

  it("takes tasks in the end wherever restarts and delays fall, and never too early", async () => {
    const times = fc.array(fc.integer({ min: 1, max: 20 * minute }), { maxLength: 4 });
    const generated = fc.record(
      {
        restartsAt: times,
        agentRestartsAt: times,
        associationDelay: fc.integer({ min: 0, max: 30 * minute }),
        failedJoins: fc.integer({ min: 0, max: 1 }),
        slowDns: fc.integer({ min: 0, max: 5 * minute }),
        earlyAgent: fc.boolean(),
        noStartOfAgent: fc.boolean(),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(generated, async (fault) => {
        expectReady(await boot(fault, 3));
      }),
      { numRuns: 40 },
    );
  });

  // Each of them is there for a fault: without it, the fault breaks the host.
  const protections: [string, RegExp, WindowsFaults][] = [
    ["user data that persists", /<persist>true<\/persist>/, { restartsAt: [16, 22, 26, 32] }],
    ["the start of what is waited for", /Start-Service -Name AmazonSSMAgent/, { noStartOfAgent: true }],
    ["the task at every start", /Register-ScheduledTask[^\n]*|<persist>true<\/persist>/g, {}],
    [
      "the agent's start by the script alone",
      /(Stop|Set)-Service -Name AmazonECS[^\n]*/g,
      { restartsAt: [900] },
    ],
    ["the wait for the folder", /for \(\$attempt = 1[^]*?\n\}/, { failedMappings: 1 }],
    ["the waits for membership and folder", /if \(\$pending[^]*?\n\}|for \(\$attempt = 1[^]*?\n\}/g, {}],
  ];
  it.each(protections)("needs %s", async (_, protection, fault) => {
    const without = userData.replace(protection, "");
    expect(without).not.toBe(userData);
    const faultsInTurn = fault.restartsAt ? fault.restartsAt.map((at) => ({ restartsAt: [at] })) : [fault];
    const outcomes = await Promise.all(
      faultsInTurn.map(async (one) => {
        const host = { order, userData: without, association, faults: one };
        return (await bootWindows(host, 4).catch(() => undefined))?.registrations ?? [];
      }),
    );
    const isReady = (seen: { member: boolean; drives: string[] }[]) =>
      seen.length > 0 && seen.every(({ member, drives }) => member && drives.includes("G:"));
    // EC2Launch v2 runs user data again by itself.
    if (protection.source.startsWith("<persist>") && order.repeatsCutOffUserData) return;
    expect(outcomes.every(isReady)).toBe(false);
  });

  it("joins a self-managed domain by its document's own restart (exit 3010)", async () => {
    const parts = { driveLetter: "G", folder: "app-state", userNameParameter: "u", passwordParameter: "p" };
    const document = membershipDocument({
      join: { domainName: "corp.example.com", dnsIps: ["10.0.0.10"], joinSecretArn: "arn" },
      shares: { state: { remotePath: "\\\\server\\share", ...parts } },
    });
    expectReady(await bootWindows({ order, userData, association: { ...association, document } }, 4));
  });

  it("says why, tells Systems Manager, stays an hour and powers off where the join never succeeds", async () => {
    const machine = await boot({ failedJoins: 100 }, 12);
    expect(machine.registrations).toEqual([]);
    expect(machine.attempts.joins).toBeGreaterThan(1);
    const reason =
      "boot step domain failed: not joined to corp.example.com after 45 minutes; State Manager has";
    expect(machine.compliance.map(({ title }) => title)).toEqual([expect.stringContaining(reason)]);
    expect(machine.log).toContainEqual(expect.stringContaining(`FAILED: ${reason}`));
    // 45 minutes for the join, 60 to look at it: its group cannot start one after another faster than this.
    expect(machine.poweredOffAt).toBeGreaterThan(105 * minute);
    expect(machine.poweredOffAt).toBeLessThan(110 * minute);
  });

  it("powers off where the share never answers, too", async () => {
    const machine = await boot({ failedMappings: 100 }, 12);
    expect(machine.registrations).toEqual([]);
    expect(machine.compliance).toHaveLength(1);
    expect(machine.poweredOffAt).toBeDefined();
  });
});

it("tells the ECS agent to take tasks with credential specifications before it starts, and only with the part for it", async () => {
  const order = launchOrders[0];
  if (order === undefined) throw new Error("There is no launch order.");
  for (const isTold of [true, false]) {
    const recording = await record(() => gmsaHosts(isTold));
    const template = recording.the("aws:ec2/launchTemplate:LaunchTemplate").inputs;
    const script = Buffer.from(template["userData"] as string, "base64").toString();
    const { registrations } = await bootWindows({ order, userData: script }, 1);
    expect(registrations.map(({ variables }) => variables["ECS_GMSA_SUPPORTED"])).toEqual([
      isTold ? "true" : undefined,
    ]);
    expect(registrations[0]?.member).toBe(false);
  }
});
