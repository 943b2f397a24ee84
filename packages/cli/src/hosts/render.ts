import { isFaulty, type ClusterHosts, type Host, type HostGroup } from "@ballast/operate";
import Table from "cli-table3";
import colors from "picocolors";
import { plural } from "@ballast/plan/words";

export interface Listed {
  stack: string | undefined;
  region: string;
  clusters: ClusterHosts[];
}

/** JSON output: AWS's values, or null if AWS returns none. */
export function asJson({ stack, region, clusters }: Listed): string {
  const listed = {
    stack: stack ?? null,
    region,
    clusters: clusters.map(({ cluster, hosts, groups }) => ({
      cluster,
      hosts: hosts.map((host) => ({
        ...host,
        image: host.image && { id: host.image.id, created: host.image.created ?? null },
        isFaulty: isFaulty(host),
      })),
      groups,
    })),
  };
  return JSON.stringify(listed, (_key, value: unknown) => (value === undefined ? null : value), 2);
}

/** Text output: each cluster's hosts, and the last instance refresh of its groups. */
export function asTable(listed: Listed): string {
  return listed.clusters.map((one) => clusterText(one, listed.region)).join("\n\n");
}

function clusterText({ cluster, hosts, groups }: ClusterHosts, region: string): string {
  const refreshes = groups.map(refreshText);
  if (hosts.length === 0)
    return [`${colors.bold(cluster)} (${region}): no container instances.`, ...refreshes].join("\n");
  const faulty = hosts.filter(isFaulty).length;
  const needing = faulty === 0 ? "all in order" : colors.red(`${faulty} with problems`);
  const rows = new Table({
    head: ["host", "capacity provider", "image", "agent", "status", "next"],
    style: { head: [], border: [] },
  });
  for (const host of hosts) {
    rows.push([
      [host.id, host.zone, host.instanceType].filter((part) => part !== undefined).join("\n"),
      providerText(host),
      imageText(host),
      host.agentVersion === undefined
        ? ""
        : `${host.agentVersion}\nDocker ${host.dockerVersion ?? "unknown"}`,
      statusText(host),
      folded(host.next.text)
        .split("\n")
        .map((line) => (isFaulty(host) ? colors.red(line) : line))
        .join("\n"),
    ]);
  }
  const head = `${colors.bold(cluster)} (${region}): ${plural(hosts.length, "host")}, ${needing}`;
  return [head, rows.toString(), ...refreshes].join("\n");
}

function providerText({ capacityProvider, group }: Host): string {
  if (capacityProvider !== undefined) return capacityProvider;
  return group === undefined ? "none" : `none\ngroup ${group}`;
}

function imageText({ image, imageAgeDays, newerImage }: Host): string {
  if (image === undefined) return "unknown";
  const age = imageAgeDays === undefined ? "withdrawn" : `${plural(imageAgeDays, "day")} old`;
  return [image.id, age, ...(newerImage === undefined ? [] : [`current ${newerImage}`])].join("\n");
}

function statusText({ status, agentConnected, runningTasks, pendingTasks }: Host): string {
  return [
    status,
    ...(agentConnected ? [] : [colors.red("disconnected")]),
    ...(status === "NOT JOINED" ? [] : [plural(runningTasks, "task")]),
    ...(pendingTasks > 0 ? [`${pendingTasks} pending`] : []),
  ].join("\n");
}

function refreshText({ name, lastRefresh }: HostGroup): string {
  if (lastRefresh === undefined) return `${name}: no instance refresh in the last six weeks`;
  const { status, percent, started, ended, reason } = lastRefresh;
  const times = [started && `from ${time(started)}`, ended && `to ${time(ended)}`]
    .filter((part) => part !== undefined)
    .join(" ");
  const facts = [status, percent === undefined ? "" : `${percent} %`, times]
    .filter((part) => part !== "")
    .join(", ");
  return `${name}: last instance refresh ${facts}${reason === undefined ? "" : `. ${reason}`}`;
}

/** `2026-11-22 03:00 UTC` */
function time(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** Wraps at spaces. */
function folded(text: string): string {
  return text.replaceAll(/(.{1,34})( +|$)/g, "$1\n").trimEnd();
}
