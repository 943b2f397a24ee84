import { mappingScript, type MappedShare } from "../files/mappingScript.ts";
import { joinScript, type SelfManagedJoin } from "./joinScript.ts";

/** A join by AWS Directory Service. */
export interface DirectoryJoin {
  domainName: string;
  dnsIps: string[];
  directoryId: string;
}

export interface Membership {
  join: DirectoryJoin | SelfManagedJoin;
  /** Shares to map, by name. */
  shares: Record<string, MappedShare>;
}

const onWindows = { StringEquals: ["platformType", "Windows"] };

/**
 * What makes an instance a member of a domain and maps its shares, as a Command document of Systems Manager. One document,
 * because two associations run in no order: here a share is mapped after the join and its restart. Each step is safe to run
 * again, which the schedule does.
 */
export function membershipDocument({ join, shares }: Membership): string {
  return commandDocument(
    `Joins ${join.domainName}${Object.keys(shares).length > 0 ? " and maps shares" : ""}`,
    [
      "directoryId" in join
        ? {
            action: "aws:domainJoin",
            name: "join",
            precondition: onWindows,
            inputs: {
              directoryId: join.directoryId,
              directoryName: join.domainName,
              dnsIpAddresses: join.dnsIps,
            },
          }
        : powershell("join", joinScript(join)),
      ...Object.entries(shares).map(([key, share]) =>
        powershell(`map_${key}`, mappingScript(join.domainName, share)),
      ),
    ],
  );
}

/** @param steps As `powershell` makes them, or of another action. */
export function commandDocument(description: string, steps: Record<string, unknown>[]): string {
  return `${JSON.stringify({ schemaVersion: "2.2", description, mainSteps: steps }, null, 2)}\n`;
}

export function powershell(name: string, script: string): Record<string, unknown> {
  return {
    action: "aws:runPowerShellScript",
    name,
    precondition: onWindows,
    inputs: { timeoutSeconds: "900", runCommand: script.trimEnd().split("\n") },
  };
}
