/** The code of packages/network/README.md, by regions. Tests plan it. */
import { NatGateways, Network } from "@ballast/network";
import { Watch } from "@ballast/ecs";
import type { NetworkShape } from "./shape.ts";

export default function guide({ site }: NetworkShape) {
  //#region production
  const network = new Network("prod", {
    site,
    cidrBlock: "10.30.0.0/16",
    availabilityZones: ["eu-central-1a", "eu-central-1b", "eu-central-1c"],
  });
  // network.vpcId, network.privateSubnetIds["a"], network.publicSubnetIds["b"], …
  //#endregion

  //#region development
  new Network("dev", {
    site,
    cidrBlock: "10.31.0.0/16",
    availabilityZones: ["eu-central-1a", "eu-central-1b"],
    natGateways: NatGateways.Single,
  });
  //#endregion

  //#region isolated
  new Network("closed", {
    site,
    cidrBlock: "10.32.0.0/16",
    availabilityZones: ["eu-central-1a", "eu-central-1b"],
    natGateways: NatGateways.None,
    isolatedSubnets: true,
    interfaceEndpoints: ["ecr.api", "ecr.dkr", "logs"],
  });
  //#endregion

  //#region connected
  new Network("connected", {
    site,
    cidrBlock: "10.33.0.0/16",
    availabilityZones: ["eu-central-1a", "eu-central-1b"],
    connectedRanges: { office: "10.8.0.0/16", prod: "10.30.0.0/16" },
  });
  //#endregion

  //#region watch
  new Watch("watch", {
    site,
    parts: { network: network.watchPart },
    subscribers: { team: "team@example.com" },
  });
  //#endregion
}
