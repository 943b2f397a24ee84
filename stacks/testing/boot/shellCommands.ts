import { NotModelled, type Effect, type Test } from "./program.ts";

/** What a program of Linux means to the machine. */
export interface Meaning {
  /** Words of `BootCondition` without which it cannot do its work. */
  needs: string[];
  /** Whether it succeeds; undefined for what only the machine knows. */
  guard?: Test;
  effect?: Effect;
  /** The fact that it brings. */
  brings?: string;
  cannotFail?: boolean;
  /** Whether it waits until what it needs is there; others fail. */
  waits?: number;
}

/** They change nothing that a boot step waits for. A new one is added here by who has looked at what it does. */
const plain = new Set(
  "mkdir touch chmod readlink awk sed dmesg tail cmp blockdev mkfs.xfs xfs_growfs resize2fs e2fsck wipefs tr cut printf date echo seq read test command df cat tee set export local exec blkid [ [[ (( true : udevadm grep head sort rm ln stat systemd-escape basename lsblk mktemp mv cp ls wc unset shift declare readonly xargs sync".split(
    " ",
  ),
);
const neverFails = new Set([
  "true",
  ":",
  "set",
  "export",
  "local",
  "exec",
  "echo",
  "printf",
  "dmesg",
  "seq",
  "unset",
]);
const networked = new Set(["aws", "curl", "dnf", "yum", "wget"]);
/** From packages/rexray-ebs: where AWS's instance metadata is. It answers without the network's names. */

const is =
  (fact: string, value = "1"): Test =>
  ({ facts }) =>
    facts[fact] === value;
const sets =
  (fact: string, value: string | undefined = "1"): Effect =>
  () => ({ [fact]: value });

/** @param words Without substitutions; what only the machine knows begins with U+E000. */
export function meaningOf(words: string[], step: string): Meaning {
  const [name = "", ...rest] = words;
  if (name === "timeout") {
    const [seconds = "", ...inner] = rest.filter((word) => !word.startsWith("-"));
    return { ...meaningOf(inner, step), waits: Number(seconds) };
  }
  if (name === "systemctl") return systemctl(rest);
  if (name === "docker") return docker(rest, step);
  if (networked.has(name)) return remote(name, rest, step);
  switch (name) {
    case "mount":
      return {
        needs: [],
        guard: is(`attached:${step}`),
        effect: sets(`mounted:${step}`),
        brings: `mounted:${step}`,
      };
    case "umount":
      return { needs: [], effect: sets(`mounted:${step}`, undefined) };
    case "mountpoint":
      return { needs: [], guard: is(`mounted:${step}`) };
    case "shutdown":
      return { needs: [], effect: sets("power", rest.includes("now") ? "now" : "scheduled") };
    case "false":
      return { needs: [], guard: () => false };
    // Sleep outside of a loop passes time.
    case "sleep":
      return { needs: [], cannotFail: true };
  }
  if (!plain.has(name))
    throw new NotModelled(`${words.join(" ")} (step ${step}) is not modelled; add it to shellCommands.ts`);
  const said = words.join(" ");
  return {
    needs: [],
    ...(neverFails.has(name) && { cannotFail: true }),
    ...(name === "echo" && /FAILED/.test(said) && { effect: sets("said", step) }),
    ...(name === "[" && rest[0] === "-b" && { guard: is(`attached:${step}`), brings: `device:${step}` }),
  };
}

function systemctl(words: string[]): Meaning {
  const [verb, ...units] = words.filter((word) => !word.startsWith("-"));
  const isRuntime = words.includes("--runtime");
  const each =
    (change: (unit: string) => Record<string, string | undefined>): Effect =>
    () =>
      Object.assign({}, ...units.map(change)) as Record<string, string | undefined>;
  const conditions = units.map((unit) =>
    /^docker(\.service)?$/.test(unit) ? "docker" : /^ecs(\.service)?$/.test(unit) ? "agent" : `unit ${unit}`,
  );
  switch (verb) {
    case "daemon-reload":
      return {
        needs: [],
        effect: (facts) =>
          Object.fromEntries(
            Object.keys(facts)
              .filter((fact) => fact.startsWith("file:/etc/systemd/"))
              .map((fact) => [fact.replace("file:", "loaded:"), "1"]),
          ),
      };
    case "enable":
      return { needs: [], effect: each((unit) => ({ [`enabled:${unit}`]: "1" })) };
    case "mask":
      return {
        needs: [],
        effect: each((unit) => ({
          [`${isRuntime ? "run-masked" : "masked"}:${unit}`]: "1",
          ...(words.includes("--now") && { [`unit:${unit}`]: "stopped" }),
        })),
      };
    case "unmask":
      return {
        needs: [],
        effect: each((unit) => ({ [`masked:${unit}`]: undefined, [`run-masked:${unit}`]: undefined })),
      };
    case "start":
      if (words.includes("--no-block"))
        return {
          needs: [],
          effect: (facts) =>
            Object.fromEntries(
              units
                .filter(
                  (unit) =>
                    unit.endsWith(".service") &&
                    !["active", "starting"].includes(facts[`unit:${unit}`] ?? ""),
                )
                .map((unit) => [`unit:${unit}`, "queued"]),
            ),
        };
      return { needs: conditions, guard: startsNow(units), waits: Infinity };
    case "is-active":
      return {
        needs: conditions,
        guard: ({ facts }) => units.every((unit) => facts[`unit:${serviceOf(unit)}`] === "active"),
      };
    default:
      throw new NotModelled(`systemctl ${words.join(" ")} is not modelled; add it to shellCommands.ts`);
  }
}

const serviceOf = (unit: string): string => (unit.includes(".") ? unit : `${unit}.service`);
const startsNow =
  (units: string[]): Test =>
  ({ facts }) =>
    units.every((unit) => facts[`unit:${serviceOf(unit)}`] === "active");

function docker(words: string[], step: string): Meaning {
  const runs = is("unit:docker.service", "active");
  const both =
    (fact: string): Test =>
    (look) =>
      runs(look) === true && look.facts[fact] !== undefined;
  const [object, verb] = words;
  if (object !== "plugin") return { needs: ["docker"], guard: runs };
  switch (verb) {
    case "install":
      // Docker leaves it disabled where enabling fails.
      return {
        needs: ["docker", "network"],
        guard: runs,
        effect: (facts) => ({ [`plugin:${step}`]: facts[`plugin:${step}`] ?? "disabled" }),
      };
    case "inspect":
      return { needs: ["docker"], guard: both(`plugin:${step}`) };
    case "enable":
      return {
        needs: ["docker"],
        guard: both(`plugin:${step}`),
        effect: sets(`plugin:${step}`, "enabled"),
        brings: `plugin:${step}`,
      };
    default:
      return { needs: ["docker"], guard: both(`plugin:${step}`) };
  }
}

function remote(name: string, words: string[], step: string): Meaning {
  const needs = ["network"];
  if (name !== "aws") {
    const local = words.find((word) => /^http:\/\/(localhost|127\.0\.0\.1)[:/]/.test(word));
    // The ECS agent's introspection. aws/amazon-ecs-agent, agent/app/agent.go: it is served after the registration.
    if (local?.includes(":51678")) return { needs: ["agent"], guard: is("registered"), waits: 5 };
    const seconds = words[words.indexOf("--max-time") + 1];
    return { needs, ...(words.includes("--max-time") && { waits: Number(seconds) }) };
  }
  if (words.includes("attach-volume"))
    return { needs, effect: sets(`attached:${step}`), brings: `attached:${step}` };
  if (words.includes("put-compliance-items")) return { needs, effect: sets("told") };
  return { needs };
}
