import { fields, isFalse, isTrue, list, text, type Fields } from "@ballast/model";

/** What gives a server an endpoint on the internet. */
export interface PublicEndpoint {
  /** The property. */
  by: string;
  /** Address ranges of the clients. @default - all addresses */
  ranges?: unknown[];
}

const byAddress = (inputs: Fields): PublicEndpoint | undefined =>
  isTrue(inputs["publiclyAccessible"]) ? { by: "publiclyAccessible" } : undefined;

/** Types outside of RDS that can have a public endpoint (@pulumi/aws 7.48.0). */
const endpoints: Readonly<Record<string, (inputs: Fields) => PublicEndpoint | undefined>> = {
  "aws:dms/replicationInstance:ReplicationInstance": byAddress,
  "aws:docdb/clusterInstance:ClusterInstance": byAddress,
  // EKS user guide, "Cluster API server endpoint": public for all addresses unless the program restricts it.
  "aws:eks/cluster:Cluster": ({ vpcConfig }) => {
    const { endpointPublicAccess, publicAccessCidrs } = fields(vpcConfig);
    if (isFalse(endpointPublicAccess)) return undefined;
    const ranges = list(publicAccessCidrs);
    return { by: "vpcConfig.publicAccessCidrs", ...(ranges.length > 0 && { ranges }) };
  },
  "aws:lightsail/database:Database": byAddress,
  "aws:mq/broker:Broker": byAddress,
  // Amazon MSK API reference, PublicAccess: DISABLED or SERVICE_PROVIDED_EIPS.
  "aws:msk/cluster:Cluster": ({ brokerNodeGroupInfo }) => {
    const { publicAccess } = fields(fields(brokerNodeGroupInfo)["connectivityInfo"]);
    return text(fields(publicAccess)["type"]) === "SERVICE_PROVIDED_EIPS"
      ? { by: "brokerNodeGroupInfo.connectivityInfo.publicAccess" }
      : undefined;
  },
  "aws:neptune/clusterInstance:ClusterInstance": byAddress,
  "aws:rds/shardGroup:ShardGroup": byAddress,
  "aws:redshift/cluster:Cluster": byAddress,
  "aws:redshiftserverless/workgroup:Workgroup": byAddress,
  "aws:timestreaminfluxdb/dbCluster:DbCluster": byAddress,
  "aws:timestreaminfluxdb/dbInstance:DbInstance": byAddress,
};

/** Types that `publicEndpoint` knows. */
export const typesWithEndpoints: readonly string[] = Object.keys(endpoints);

/** A resource's public endpoint; undefined if it is private. */
export function publicEndpoint(type: string, inputs: Fields): PublicEndpoint | undefined {
  return endpoints[type]?.(inputs);
}
