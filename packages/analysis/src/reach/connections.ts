import { nameOf } from "./parties.ts";
import type { Place } from "./place.ts";
import type { Question, Reachability } from "./reachability.ts";
import type { Reached } from "./reached.ts";

/** A connection to one port, and whether it is possible. */
export interface Connection extends Required<Question> {
  reached: Reached;
}

export function connectionOf(question: Required<Question>, network: Reachability): Connection {
  return { ...question, reached: network.reach(question) };
}

/** The display name of a place. */
export function nameOfPlace(place: Place): string {
  switch (place.kind) {
    case "party":
      return nameOf(place.party);
    case "internet":
      return "internet";
    case "addresses":
      return place.text;
    case "service":
      return `aws/${place.service}`;
  }
}

const internet: Place = { kind: "internet" };

/** Connections from every source to every listening party. */
export function connectionsOf(network: Reachability): Connection[] {
  const places = network.parties
    .filter(({ connects }) => connects)
    .map((party): Place => ({ kind: "party", party }));
  // VPC endpoints are left out: AWS services are addressed by service name, as aws/ecr.api.
  const listening = network.parties.filter(
    ({ listens, resource }) => listens.length > 0 && resource.inputs["vpcEndpointType"] === undefined,
  );
  return [internet, ...network.networks, ...places].flatMap((from) => [
    ...listening
      .filter((party) => from.kind !== "party" || from.party !== party)
      .flatMap((party) =>
        party.listens.map((port) =>
          connectionOf({ from, to: { kind: "party", party }, port, transport: "tcp" }, network),
        ),
      ),
    ...(from.kind !== "party"
      ? []
      : [80, 443].map((port) => connectionOf({ from, to: internet, port, transport: "tcp" }, network))),
  ]);
}
