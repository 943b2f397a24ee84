import { aws } from "@ballast/aws";
import { text, type ResolvedResource } from "@ballast/model";
import { EdgeKind } from "./diagram.ts";
import type { Arrow } from "./edges.ts";
import type { Scene } from "./scene.ts";

/** An arrow for every route that leads from a subnet to the outside. */
export function routeArrows(scene: Scene): Arrow[] {
  const ofType = (type: string): ResolvedResource[] => scene.resources.filter((one) => one.type === type);
  const routes = ofType(aws.route);
  return ofType(aws.routeTableAssociation).flatMap(({ inputs }) => {
    const subnets = nodesOf(scene, inputs["subnetId"]);
    return routes
      .filter((route) => route.inputs["routeTableId"] === inputs["routeTableId"])
      .flatMap((route) => {
        const address = text(route.inputs["destinationCidrBlock"]);
        const translated = nodesOf(scene, route.inputs["natGatewayId"]);
        const targets = translated.length > 0 ? translated : [scene.outside.target(address)];
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

function nodesOf(scene: Scene, reference: unknown): string[] {
  const found = scene.named(reference);
  return found === undefined ? [] : scene.nodesOf(found.urn);
}
