/**
 * EC2's API, the metadata service and the ECS agent's introspection as HTTP servers, for a host in namespaces of its own: `node server.ts ROOT`. It reads
 * ROOT/stand/world.json, and keeps the time: waiting is a call to it. Runs outside of the host's /, so that it can change it.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import process from "node:process";
import { answerOf, errorOf } from "./answers.ts";
import type { Holder, World, WorldLog, WorldVolume } from "./world.ts";

const root = process.argv[2] ?? "";
const at = (path: string): string => join(root, path);
const world = JSON.parse(readFileSync(at("stand/world.json"), "utf8")) as World;
const log: WorldLog = { now: 0, calls: [], reports: [], metrics: [] };
const counts: Record<string, number> = {};
const named = new Set<string>();
let listening = false;

/** Attachments outlive a host's restarts. */
const kept = at("stand/state/attachments.json");
const attached: Record<string, { holder: Holder; since: number }> = existsSync(kept)
  ? (JSON.parse(readFileSync(kept, "utf8")) as typeof attached)
  : {};
for (const one of Object.values(attached)) one.since = -1e9;

function holderOf(id: string, volume: WorldVolume): Holder | null {
  const own = attached[id];
  if (own) {
    const state = log.now - own.since >= (volume.attachingSeconds ?? 0) ? own.holder.state : "attaching";
    return { ...own.holder, state };
  }
  return volume.holders.findLast(({ from }) => from <= log.now)?.holder ?? null;
}

/** Time goes on, and what is due happens. */
function pass(seconds: number): void {
  log.now += seconds;
  writeFileSync(at("stand/uptime"), `${log.now.toFixed(2)} 0.00\n`);
  const hosts = log.now >= (world.namedFrom ?? 0) ? "127.0.0.1 aws.test\n" : "";
  writeFileSync(at("etc/hosts"), hosts);
  if (!listening && log.now >= (world.listensFrom ?? 0)) {
    listening = true;
    api.listen(8000, "127.0.0.1");
  }
  for (const [id, volume] of Object.entries(world.volumes)) {
    const since =
      attached[id]?.since ?? volume.holders.find(({ holder }) => holder?.instance === world.instanceId)?.from;
    const delay = volume.deviceSeconds === undefined ? 0 : volume.deviceSeconds;
    if (since === undefined || delay === null || named.has(id)) continue;
    if (log.now < since + (volume.attachingSeconds ?? 0) + delay) continue;
    named.add(id);
    const { status, stderr } = spawnSync("chroot", [root, "/bin/bash", "-e", "/stand/naming.sh", id], {
      encoding: "utf8",
    });
    if (status !== 0) log.calls.push(`naming failed: ${stderr}`);
  }
  save();
}

function save(): void {
  writeFileSync(at("stand/log.json"), JSON.stringify(log));
}

/** @returns whether a fault has answered, or will not answer. */
function faulted(call: string, response: ServerResponse): boolean {
  const count = (counts[call] = (counts[call] ?? 0) + 1);
  const fault = world.faults.find(
    (one) =>
      one.call === call &&
      count > (one.after ?? 0) &&
      (one.times === undefined || count <= (one.after ?? 0) + one.times),
  );
  log.calls.push(`${Math.round(log.now)} ${call}${fault ? ` ${fault.kind}` : ""}`);
  pass(fault?.kind === "slow" ? 60 : 1);
  if (!fault) return false;
  if (fault.kind === "slow") return true;
  if (fault.kind === "cut") response.destroy();
  else {
    const { status, body } = errorOf(fault.kind, call);
    response.writeHead(status, { "content-type": "text/xml" }).end(body);
  }
  return true;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const part of request) body += String(part);
  return body;
}

const api = createServer((request, response) => {
  void bodyOf(request).then((body) => {
    const target = request.headers["x-amz-target"];
    const form = new URLSearchParams(body);
    const call =
      typeof target === "string"
        ? (target.split(".").at(-1) ?? "")
        : (form.get("Action") ?? request.url?.split("/").at(-1) ?? "");
    if (faulted(call, response)) return;
    if (call === "PutComplianceItems")
      log.reports.push((JSON.parse(body) as { Items: { Title: string }[] }).Items[0]?.Title ?? "");
    if (call === "PutMetricData") log.metrics.push(body);
    save();
    const id = form.get("VolumeId.1") ?? form.get("VolumeId") ?? "";
    const volume = world.volumes[id];
    const name = form.get("Device") ?? "";
    if (
      call === "AttachVolume" &&
      volume &&
      holderOf(id, volume) === null &&
      !volume.usedNames?.includes(name)
    ) {
      attached[id] = {
        holder: { instance: form.get("InstanceId") ?? "", state: "attached", device: name },
        since: log.now,
      };
      writeFileSync(kept, JSON.stringify(attached));
      pass(0);
      return void response.end(answerOf(call, id, volume, { ...attached[id].holder, state: "attaching" }));
    }
    if (call === "AttachVolume" || (call === "DescribeVolumes" && !volume)) {
      const { status, body: refusal } = errorOf(
        !volume ? "noVolume" : volume.usedNames?.includes(name) ? "nameInUse" : "inUse",
        `${id} ${name}`,
      );
      return void response.writeHead(status).end(refusal);
    }
    response.end(answerOf(call, id, volume, volume ? holderOf(id, volume) : null));
  });
});

const metadata = createServer((request, response) => {
  const path = (request.url ?? "").replace("/latest/", "");
  const call = path === "api/token" ? "token" : (path.split("/").at(-1) ?? "");
  if (faulted(call, response)) return;
  if (path === "api/token") {
    const asked = request.method === "PUT" && request.headers["x-aws-ec2-metadata-token-ttl-seconds"];
    return void response.writeHead(asked ? 200 : 400).end(asked ? "a-token" : "");
  }
  if (request.headers["x-aws-ec2-metadata-token"] !== "a-token") return void response.writeHead(401).end();
  const answers: Record<string, string> = {
    "meta-data/instance-id": world.instanceId,
    "meta-data/placement/region": world.region,
    "meta-data/placement/availability-zone": `${world.region}a`,
    "meta-data/iam/security-credentials/": "instance",
    "meta-data/iam/security-credentials/instance": JSON.stringify({
      Code: "Success",
      Type: "AWS-HMAC",
      AccessKeyId: "AKIDEXAMPLE",
      SecretAccessKey: "example",
      Token: "example",
      LastUpdated: "2026-01-01T00:00:00Z",
      Expiration: "2099-01-01T00:00:00Z",
    }),
  };
  const answer = answers[path];
  response.writeHead(answer === undefined ? 404 : 200).end(answer);
});

const clock = createServer((request, response) => {
  pass(Number(request.url?.slice(1)) * (world.pace ?? 1));
  response.end();
});

/** The ECS agent registers as soon as it knows its cluster, and answers only then. */
const agent = createServer((_, response) => {
  const path = at("etc/ecs/ecs.config");
  const isRegistered = existsSync(path) && readFileSync(path, "utf8").includes("ECS_CLUSTER=");
  response.writeHead(isRegistered ? 200 : 503).end();
});

pass(0);
agent.listen(51678, "127.0.0.1");
metadata.listen(80, "169.254.169.254", () => {
  clock.listen(8001, "127.0.0.1", () => writeFileSync(at("stand/ready"), ""));
});
