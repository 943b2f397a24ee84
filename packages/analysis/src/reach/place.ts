import type { AddressRange } from "@ballast/model";
import type { Party } from "./parties.ts";

/** Where a connection begins or ends. */
export type Place =
  | { kind: "party"; party: Party }
  /** Any public address. */
  | { kind: "internet" }
  /** Addresses of whatever is there. */
  | { kind: "addresses"; addresses: AddressRange; text: string }
  /** A service of AWS's, as its endpoints call it: `s3`, `ecr.api`. */
  | { kind: "service"; service: string };

/** A connection without which something does not work. */
export interface Need {
  from: Party;
  to: Place;
  port: number;
  /** What needs it, for people: `to pull its images`. */
  why: string;
}
