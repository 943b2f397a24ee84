import { addressRange } from "@ballast/model";
import { nameOf, type Party, type Place, type Reachability } from "@ballast/analysis";

/** The call names something that does not exist or is ambiguous. */
export class ReachError extends Error {
  override name = "ReachError";
}

/** `db:5432`: a place, and the port after the last colon. IPv6 addresses are not supported. */
export function readTarget(text: string, { parties }: Reachability): { place: Place; ports: number[] } {
  const [, name = text, port] = /^(.*?)(?::(\d+))?$/.exec(text) ?? [];
  const place = readPlace(name, parties);
  if (port !== undefined) return { place, ports: [readPort(port)] };
  if (place.kind === "service" || place.kind === "internet") return { place, ports: [443] };
  const listens = place.kind === "party" ? place.party.listens : [];
  if (listens.length === 0) throw new ReachError(`${name} requires a port. Use, for example, ${name}:443.`);
  return { place, ports: listens };
}

function readPort(text: string): number {
  const port = Number(text);
  if (port < 1 || port > 65_535) throw new ReachError(`${text} is not a port. Use 1 to 65535.`);
  return port;
}

/** Finds a place by the name of a resource or of an enclosing component. */
export function readPlace(name: string, parties: readonly Party[]): Place {
  if (name === "internet") return { kind: "internet" };
  if (name.startsWith("aws/")) return { kind: "service", service: name.slice("aws/".length) };
  const addresses = addressRange(name);
  if (addresses?.family === 4) return { kind: "addresses", addresses, text: name };
  const own = parties.filter((party) => nameOf(party) === name);
  const named = own.length > 0 ? own : parties.filter(({ names }) => names.includes(name));
  // Load balancers and stores of a service are inside the component with the service's name, so prefer the party that
  // does not forward.
  const working = named.filter(({ forwards }) => forwards.length === 0);
  const found = working.length === 1 ? working : named;
  const [party, ...others] = found;
  if (party === undefined)
    throw new ReachError(
      `${name} is not in a network. Use one of ${parties.map(nameOf).sort().join(", ")}, internet, an IPv4 address or CIDR block, ` +
        "or aws/<service>.",
    );
  if (others.length > 0)
    throw new ReachError(
      `${name} is ambiguous: ${found.map(nameOf).join(", ")} have this name. Name one of these.`,
    );
  return { kind: "party", party };
}
