import { scratchSandbox, type EngineSandbox } from "@ballast/testing/engine";
import { DnsRecord, Namespace, Service, type ServiceDiscovery } from "../index.ts";
import { webService, webTask } from "../testing.ts";

const patience = 180_000;

let sandbox: EngineSandbox;
beforeEach(async () => {
  sandbox = await scratchSandbox("demo-dev");
});
afterEach(() => sandbox.close());

type Chosen = (namespace: Namespace) => ServiceDiscovery | undefined;

const program = (chosen: Chosen) => () => {
  const namespace = new Namespace("names", { namespaceName: "prod.internal", vpcId: "vpc-0" });
  new Service("web", {
    ...webService,
    taskDefinition: { ...webTask(), portNames: { http: { port: 80 } } },
    discovery: chosen(namespace),
  });
  return Promise.resolve({});
};

const dns =
  (record: DnsRecord, hostName = "web"): Chosen =>
  ({ namespaceId }) => ({
    dns: { namespaceId, hostName, record, containerName: "web", containerPort: 80 },
    clients: { shop: { securityGroupId: "sg-0shop" } },
  });
const connect: Chosen = ({ namespaceArn }) => ({ connect: { namespaceArn, endpoints: { http: {} } } });

it(
  "comes to a service that stands, changes and goes again, and the service stays (F.0.49)",
  async () => {
    const up = async (chosen: Chosen): Promise<Record<string, unknown>> => {
      const stack = await sandbox.stack("demo-dev", program(chosen));
      const { succeeded, log } = await stack.up();
      expect([succeeded, log]).toEqual([true, expect.not.stringContaining("rror:")]);
      expect((await stack.preview()).changes).toEqual({ same: expect.any(Number) });
      return existing("aws:ecs/service:Service")[0]?.inputs ?? {};
    };
    const existing = (type: string) => sandbox.cloud.existing.filter((one) => one.type === type);
    const names = () =>
      existing("aws:servicediscovery/service:Service").map(({ inputs }) =>
        JSON.stringify(inputs["dnsConfig"]),
      );

    expect(await up(() => undefined)).not.toHaveProperty("serviceRegistries");
    const [{ id } = { id: "" }] = existing("aws:ecs/service:Service");
    const [space] = existing("aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace");

    const found = await up(dns(DnsRecord.A));
    expect(found["serviceRegistries"]).toEqual({
      registryArn: existing("aws:servicediscovery/service:Service")[0]?.state["arn"],
    });
    expect(names()).toEqual([expect.stringContaining(String(space?.id))]);
    expect(existing("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")).toHaveLength(1);

    // The old name goes when the service has the new one.
    await up(dns(DnsRecord.Srv, "ports"));
    expect(names()).toEqual([expect.stringContaining("SRV")]);

    const connected = await up(connect);
    expect(connected["serviceConnectConfiguration"]).toMatchObject({
      enabled: true,
      namespace: space?.state["arn"],
    });
    expect([names(), existing("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")]).toEqual([
      [],
      [],
    ]);
    await up(() => undefined);
    expect(existing("aws:ecs/service:Service").map((one) => one.id)).toEqual([id]);

    await up(dns(DnsRecord.A));
    const stack = await sandbox.stack("demo-dev", program(dns(DnsRecord.A)));
    expect(await stack.destroy()).toMatchObject({ succeeded: true });
    expect(sandbox.cloud.existing).toEqual([]);
  },
  patience,
);
