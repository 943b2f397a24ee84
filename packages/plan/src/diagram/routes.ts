import { aws } from "@ballast/aws";
import { text, type ResolvedResource } from "@ballast/model";
import { EdgeKind } from "./diagram.ts";
import type { Arrow } from "./edges.ts";
import type { References } from "./references.ts";
import type { StandIns } from "./standIns.ts";

/** An arrow for every route that leads out of a subnet. */
export function routeArrows(
  resources: readonly ResolvedResource[],
  references: References,
  standIns: StandIns,
  outside: (address: string) => string,
): Arrow[] {
  const ofType = (type: string): ResolvedResource[] => resources.filter((one) => one.type === type);
  const routes = ofType(aws.route);
  return ofType(aws.routeTableAssociation).flatMap(({ inputs }) => {
    const subnets = nodesOf(inputs["subnetId"], references, standIns);
    return routes
      .filter((route) => route.inputs["routeTableId"] === inputs["routeTableId"])
      .flatMap((route) => {
        const address = text(route.inputs["destinationCidrBlock"]);
        const translated = nodesOf(route.inputs["natGatewayId"], references, standIns);
        const targets = translated.length > 0 ? translated : [outside(address)];
        const by = translated.length > 0 ? "by NAT" : "by internet gateway";
        return subnets.flatMap((from) =>
          targets.map((to) => ({
            from,
            to,
            kind: EdgeKind.Traffic,
            word: by,
            detail: `${route.name}: to ${address} ${by}`,
          })),
        );
      });
  });
}

function nodesOf(reference: unknown, references: References, standIns: StandIns): string[] {
  const found = references.named(text(reference));
  return found === undefined ? [] : standIns.of(found.resource.urn);
}
