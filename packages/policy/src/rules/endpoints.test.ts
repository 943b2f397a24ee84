import { check } from "../index.ts";
import { itShowsEachRule } from "../testing/examples.ts";
import { changed, madeUp, type Inputs } from "../testing/resources.ts";
import { endpointRules } from "./endpoints.ts";

const broker = "aws:mq/broker:Broker";
const kubernetes = "aws:eks/cluster:Cluster";
const kafka = "aws:msk/cluster:Cluster";
const good = () => [
  madeUp(broker, "broker", { publiclyAccessible: false }),
  madeUp(kubernetes, "kubernetes", { vpcConfig: { endpointPublicAccess: false } }),
];
const byBrokers = (type: string): Inputs => ({
  brokerNodeGroupInfo: { connectivityInfo: { publicAccess: { type } } },
});

itShowsEachRule(endpointRules, good, [
  ["public-endpoint", () => changed(good(), broker, { publiclyAccessible: true }), "by publiclyAccessible"],
  ["public-endpoint", () => changed(good(), kubernetes, { vpcConfig: {} }), "by vpcConfig.publicAccessCidrs"],
]);

it.each<[string, Inputs, boolean]>([
  [broker, { publiclyAccessible: "true" }, true],
  [broker, {}, false],
  ["aws:redshift/cluster:Cluster", { publiclyAccessible: true }, true],
  ["aws:redshiftserverless/workgroup:Workgroup", { publiclyAccessible: true }, true],
  ["aws:neptune/clusterInstance:ClusterInstance", { publiclyAccessible: true }, true],
  ["aws:dms/replicationInstance:ReplicationInstance", { publiclyAccessible: true }, true],
  [kubernetes, { vpcConfig: { publicAccessCidrs: ["0.0.0.0/1", "128.0.0.0/1"] } }, true],
  [kubernetes, { vpcConfig: { publicAccessCidrs: ["198.51.100.0/24"] } }, false],
  [kafka, byBrokers("SERVICE_PROVIDED_EIPS"), true],
  [kafka, byBrokers("DISABLED"), false],
  [kafka, {}, false],
])("judges %s %j", (type, inputs, isPublic) =>
  expect(check([madeUp(type, "it", inputs)], {}, { rules: endpointRules })).toHaveLength(isPublic ? 1 : 0),
);
