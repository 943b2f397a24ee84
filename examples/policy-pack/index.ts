import * as aws from "@pulumi/aws";

// pulumi preview --policy-pack node_modules/@ballast/policy --policy-pack-config policy-config.json

export default function program() {
  // By default the pack refuses this: messages in clear text. With policy-config.json it warns, until the team has fixed it.
  const alarms = new aws.sns.Topic("alarms", { displayName: "Alarms of the shop" });
  // The pack accepts this: data that an update or a destroy cannot delete.
  const orders = new aws.sqs.Queue(
    "orders",
    { sqsManagedSseEnabled: true },
    { protect: true, retainOnDelete: true },
  );
  return { alarms: alarms.arn, orders: orders.url };
}
