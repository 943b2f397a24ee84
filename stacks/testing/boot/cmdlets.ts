import { NotModelled, type Effect, type Look, type Test } from "./program.ts";

export interface CmdletCall {
  name: string;
  /** By lower-case name; a switch is "true". Null where only the machine knows. */
  parameters: Record<string, string | null>;
  positional: (string | null)[];
  /** As it stands in the script. */
  line: string;
}

export interface CmdletMeaning {
  needs?: string[];
  guard?: Test;
  effect?: Effect;
  cannotFail?: boolean;
  /** What it returns. */
  value?: (look: Look) => string | null;
}

/** They change nothing that a boot step waits for, or are plain values. */
const plain = new Set(
  `start-transcript stop-transcript out-null import-module get-date new-timespan new-scheduledtaskaction new-scheduledtaskprincipal
   new-scheduledtasksettingsset new-scheduledtasktrigger get-netadapter set-dnsclientserveraddress where-object convertfrom-json
   convertto-securestring new-object write-output add-content`.split(/\s+/),
);
const neverFails = new Set(["out-null", "write-output", "get-date", "where-object", "stop-transcript"]);
const networked = new Set(["get-ssmparametervalue", "get-secsecretvalue", "invoke-restmethod"]);

export const conditionOfService: Record<string, string> = {
  AmazonSSMAgent: "ssmAgent",
  AmazonECS: "agent",
  docker: "docker",
};

export function startsService(name: string): Effect {
  return (facts) =>
    facts[`svc:${name}`] === undefined ? { [`svc:${name}`]: "1", [`spawn:service ${name}`]: "1" } : {};
}

export function stopsService(name: string): Effect {
  return () => ({
    [`svc:${name}`]: undefined,
    [`kill:service ${name}`]: "1",
    ...(name === "AmazonECS" && { registered: undefined }),
  });
}

const fact =
  (name: string, is = "1"): Test =>
  ({ facts }) =>
    facts[name] === is;
const sets =
  (change: Record<string, string | undefined>): Effect =>
  () =>
    change;

/** Whether a path can be read: of a mapped drive, or the key that exists from a join until its restart. */
export function pathTest(path: string | null): Test {
  if (path === null) return () => undefined;
  if (/Netlogon\\JoinDomain$/.test(path)) return fact("domain", "pending");
  const drive = /^([A-Z]):/i.exec(path)?.[1]?.toUpperCase();
  if (drive === undefined || drive === "C") return () => undefined;
  return ({ facts }) =>
    facts[`mapped:${drive}`] === "1" && (path.length <= 3 || facts[`folder:${path}`] !== undefined);
}

export function meaningOfCmdlet(call: CmdletCall): CmdletMeaning {
  const name = call.name.toLowerCase();
  const own = specialOf(name, call);
  if (own) return own;
  if (networked.has(name)) return { needs: ["network"] };
  if (name === "start-sleep") throw new Error("Start-Sleep is a pause");
  if (!plain.has(name)) throw new NotModelled(`${call.line} is not modelled; add it to cmdlets.ts`);
  return neverFails.has(name) ? { cannotFail: true } : {};
}

function specialOf(name: string, { parameters, positional, line }: CmdletCall): CmdletMeaning | undefined {
  const given = (key: string): string => {
    const value = parameters[key];
    if (value === undefined || value === null) throw new NotModelled(`${line}: -${key} cannot be read`);
    return value;
  };
  const drive = (): string => given("localpath").slice(0, 1).toUpperCase();
  switch (name) {
    case "set-content":
      return { effect: sets({ [`file:${given("path")}`]: "1" }) };
    case "register-scheduledtask":
      return {
        effect: sets({
          [`task:${given("taskname")}`]: "1",
          ...(/-AtStartup/.test(line) && { [`startup:${given("taskname")}`]: "1" }),
        }),
      };
    case "start-scheduledtask":
      return {
        guard: ({ facts }) => facts[`task:${given("taskname")}`] !== undefined,
        effect: sets({ [`spawn:${given("taskname")}`]: "1" }),
      };
    case "get-scheduledtask": {
      const task = given("taskname");
      return { value: ({ facts }) => (facts[`task:${task}`] === undefined ? "false" : "true") };
    }
    case "set-service":
      return { effect: sets({ [`start:${given("name")}`]: given("startuptype") }) };
    case "start-service": {
      const service = given("name");
      return {
        guard: ({ facts }) => facts[`start:${service}`] !== "Disabled",
        effect: startsService(service),
      };
    }
    case "stop-service":
      return { effect: stopsService(given("name")) };
    case "get-service": {
      const service = given("name");
      return { value: ({ facts }) => (facts[`svc:${service}`] === undefined ? "Stopped" : "Running") };
    }
    // The worst that it may do: the service starts with Windows from now on.
    case "initialize-ecsagent":
      return {
        guard: ({ facts }) => facts["start:AmazonECS"] !== "Disabled",
        effect: (facts) => ({
          ...(parameters["cluster"] !== undefined && { config: "1" }),
          "start:AmazonECS": "Automatic",
          ...startsService("AmazonECS")(facts),
        }),
      };
    case "get-ciminstance":
      return { value: ({ facts }) => facts["domain"] ?? "none" };
    case "test-path": {
      const test = pathTest(parameters["literalpath"] ?? parameters["path"] ?? positional[0] ?? null);
      return {
        cannotFail: true,
        value: (look) => {
          const is = test(look);
          return is === undefined ? null : String(is);
        },
      };
    }
    case "new-item": {
      const path = given("path");
      if (/^C:/i.test(path)) return {};
      return { guard: pathTest(`${path.slice(0, 2)}\\`), effect: sets({ [`folder:${path}`]: "1" }) };
    }
    case "get-smbglobalmapping":
      return { value: ({ facts }) => String(Object.keys(facts).some((key) => key.startsWith("mapped:"))) };
    case "remove-smbglobalmapping":
      return { effect: sets({ [`mapped:${drive()}`]: undefined }) };
    case "new-smbglobalmapping":
      return {
        needs: ["network"],
        guard: fact("domain", "member"),
        effect: sets({
          [`mapped:${drive()}`]: "1",
          [`persists:${drive()}`]: parameters["persistent"] === "true" ? "1" : undefined,
        }),
      };
    case "add-computer":
      return { needs: ["network"], effect: sets({ domain: "pending" }) };
    case "write-ssmcomplianceitem":
      return { needs: ["network"], effect: sets({ told: "1" }) };
    case "restart-computer":
      return { effect: sets({ reboot: "1" }) };
    case "stop-computer":
      return { effect: sets({ power: "now" }) };
    case "shutdown.exe":
      return { effect: sets({ power: "scheduled" }) };
    default:
      return undefined;
  }
}
