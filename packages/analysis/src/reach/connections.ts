import { nameOf } from "./parties.ts";
import type { Place } from "./place.ts";
import type { Question, Reachability } from "./reachability.ts";
import type { Reached } from "./reached.ts";

/** One port, and whether it is reached. */
export interface Connection extends Required<Question> {
  reached: Reached;
}

export function connectionOf(question: Required<Question>, network: Reachability): Connection {
  return { ...question, reached: network.reach(question) };
}

/** What people call a place. */
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

/** Everything that connects, to everything that listens. */
export function connectionsOf(network: Reachability): Connection[] {
  const places = network.parties
    .filter(({ connects }) => connects)
    .map((party): Place => ({ kind: "party", party }));
  // Endpoints of AWS's services are asked for by the service: aws/ecr.api.
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
