import type { AddressRange } from "@ballast/model";
import type { Party } from "./parties.ts";

/** The source or target of a connection. */
export type Place =
  | { kind: "party"; party: Party }
  /** Any public address. */
  | { kind: "internet" }
  /** Any host in an address range. */
  | { kind: "addresses"; addresses: AddressRange; text: string }
  /** An AWS service by its endpoint name: `s3`, `ecr.api`. */
  | { kind: "service"; service: string };

/** A connection that something requires in order to work. */
export interface Need {
  from: Party;
  to: Place;
  port: number;
  /** Purpose, for messages: `to pull its images`. */
  why: string;
}
