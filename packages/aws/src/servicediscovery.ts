import { fields, list, text } from "@ballast/model";
import type { Tools } from "./computed.ts";
import { charged, plain } from "./entries.ts";
import { node, NodeKind, partOf } from "./look.ts";
import { naming } from "./naming.ts";
import type { Service } from "./resourceType.ts";

/**
 * Whether a name is valid in DNS: at most 63 characters between dots, without empty parts, and without a
 * hyphen at either end of a part.
 */
export function isDomain(name: string): boolean {
  return /^[a-z0-9_.-]+$/i.test(name) && name.split(".").every((part) => /^(?!-).{1,63}(?<!-)$/.test(part));
}

/** Cloud Map API reference, CreatePrivateDnsNamespace and CreateHttpNamespace, Name (2026-11). */
const [namespacePattern, namespaceWords] = [
  /^(?!arn:)[!-~]+$/,
  "printable ASCII characters without spaces, not starting with arn:",
] as const;
export const zoneName = naming("name", 253, namespacePattern, namespaceWords);
export const httpNamespaceName = naming("name", 1024, namespacePattern, namespaceWords);
/** CreateService, Name: valid in DNS, up to 127 characters. */
const part = "([a-z0-9_][a-z0-9_-]{0,61}[a-z0-9_]|[a-z0-9])";
export const registryName = naming(
  "name",
  undefined,
  new RegExp(`^(?=.{1,127}$)${part}(\\.${part})*$|^\\.$`, "i"),
  "up to 127 letters, digits, hyphens and underscores, up to 63 between dots",
);

const namespace = ({ arn, hex, name }: Tools) => {
  const id = `ns-${hex(16)}`;
  return { id, state: { name, arn: arn("servicediscovery", `namespace/${id}`) } };
};

/** Ids, outputs and what replaces: terraform-provider-aws, internal/service/servicediscovery (read in November 2026). */
export const servicediscovery: Service = {
  withoutData: ["AWS::ServiceDiscovery::"],
  types: {
    "aws:servicediscovery/httpNamespace:HttpNamespace": plain({
      words: "namespace",
      computed: (tools) => {
        const { id, state } = namespace(tools);
        return { id, state: { ...state, httpName: tools.name } };
      },
      replacedBy: { always: ["name"] },
      computedOnUpdate: [],
      look: node(NodeKind.Other),
      name: httpNamespaceName,
      charge: charged("calls that discover instances, which Service Connect does not make", "cloud-map"),
    }),
    "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace": plain({
      words: "DNS namespace",
      computed: (tools) => {
        const { id, state } = namespace(tools);
        return { id, state: { ...state, hostedZone: `Z${tools.hex(20).toUpperCase()}` } };
      },
      replacedBy: { always: ["name", "vpc"] },
      computedOnUpdate: [],
      look: node(NodeKind.Other),
      name: zoneName,
      charge: charged("its hosted zone per month, and queries", "route53"),
    }),
    "aws:servicediscovery/service:Service": plain({
      words: "DNS name of a service",
      computed: ({ arn, hex, name, inputs }) => {
        const id = `srv-${hex(16)}`;
        const namespaceId = inputs["namespaceId"] ?? fields(inputs["dnsConfig"])["namespaceId"];
        return { id, state: { name, arn: arn("servicediscovery", `service/${id}`), namespaceId } };
      },
      replacedBy: {
        always: [
          "dnsConfig.dnsRecords.type",
          "dnsConfig.namespaceId",
          "dnsConfig.routingPolicy",
          "healthCheckConfig.type",
          "healthCheckCustomConfig",
          "name",
          "namespaceId",
          "type",
        ],
      },
      computedOnUpdate: [],
      look: partOf("dnsConfig.namespaceId"),
      notes: ({ inputs }) =>
        list(fields(inputs["dnsConfig"])["dnsRecords"]).map(
          (record) => `${text(fields(record)["type"])} records`,
        ),
      name: registryName,
    }),
  },
};
