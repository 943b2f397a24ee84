import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

interface Item {
  sku: string;
  productFamily: string;
  attributes: Record<string, string>;
  /** On-demand tiers: start of the range, unit and dollars. */
  tiers: [from: string, unit: string, usd: string][];
}

/**
 * Price lists in the format of AWS's bulk API (AWS Billing user guide, "Understanding your price list file"),
 * including similar products that must not match: Local Zones, reserved instances, other operating systems. The
 * prices are invented.
 */
const offers: Record<string, Item[]> = {
  AmazonEC2: [
    item("NAT1", "NAT Gateway", { usagetype: "EUC1-NatGateway-Hours" }, [["0", "Hrs", "0.0520000000"]]),
    item("NAT2", "NAT Gateway", { usagetype: "EUC1-NatGateway-Bytes" }, [["0", "Quantity", "0.0510000000"]]),
    item("NAT3", "NAT Gateway", { usagetype: "EUC1-HAM1-NatGateway-Hours", locationType: "AWS Local Zone" }, [
      ["0", "Hrs", "9.0000000000"],
    ]),
    item("GP3", "Storage", { usagetype: "EUC1-EBS:VolumeUsage.gp3", volumeApiName: "gp3" }, [
      ["0", "GB-Mo", "0.0950000000"],
    ]),
    item(
      "GP3T",
      "Provisioned Throughput",
      { usagetype: "EUC1-EBS:VolumeP-Throughput.gp3", volumeApiName: "gp3" },
      [["0", "GiBps-mo", "51.2000000000"]],
    ),
    item("T3L", "Compute Instance", machine("Linux"), [["0", "Hrs", "0.0990000000"]]),
    item("T3W", "Compute Instance", machine("Windows"), [["0", "Hrs", "0.1300000000"]]),
    item("T3R", "Compute Instance", { ...machine("Linux"), capacitystatus: "AllocatedCapacityReservation" }, [
      ["0", "Hrs", "0.0000000000"],
    ]),
    item("SN1", "Storage Snapshot", { usagetype: "EUC1-EBS:SnapshotUsage" }, [
      ["0", "GB-Mo", "0.0540000000"],
    ]),
    item("SN2", "Storage Snapshot", { usagetype: "EUC1-EBS:SnapshotUsage" }, [
      ["0", "GB-Mo", "0.0550000000"],
    ]),
  ],
  awskms: [
    item("KEY", "Encryption Key", { usagetype: "eu-central-1-KMS-Keys" }, [["0", "Keys", "1.0000000000"]]),
    item("REQ", "API Request", { usagetype: "eu-central-1-KMS-Requests" }, [
      ["20000", "Requests", "0.0000030000"],
      ["0", "Requests", "0.0000000000"],
    ]),
  ],
};

function machine(operatingSystem: string): Record<string, string> {
  return {
    instanceType: "t3.large",
    operatingSystem,
    tenancy: "Shared",
    preInstalledSw: "NA",
    licenseModel: "No License required",
    capacitystatus: "Used",
    usagetype: "EUC1-BoxUsage:t3.large",
  };
}

function item(
  sku: string,
  productFamily: string,
  attributes: Record<string, string>,
  tiers: Item["tiers"],
): Item {
  return { sku, productFamily, attributes: { locationType: "AWS Region", ...attributes }, tiers };
}

function terms({ sku, tiers }: Item, code: string): object {
  const priceDimensions = Object.fromEntries(
    tiers.map(([beginRange, unit, USD], index) => [
      `${sku}.${code}.RATE${index}`,
      {
        rateCode: `${sku}.${code}.RATE${index}`,
        description: 'made "up" {for a test}',
        beginRange,
        endRange: "Inf",
        unit,
        pricePerUnit: { USD },
        appliesTo: [],
      },
    ]),
  );
  return {
    [`${sku}.${code}`]: {
      offerTermCode: code,
      sku,
      effectiveDate: "2026-11-01T00:00:00Z",
      priceDimensions,
      termAttributes: {},
    },
  };
}

function listOf(offerCode: string): object {
  const items = offers[offerCode] ?? [
    item("OTHER", "Other", { usagetype: "EUC1-Other" }, [["0", "Hrs", "1.0000000000"]]),
  ];
  const reserved = items.map((one) => ({ ...one, tiers: [["0", "Hrs", "0.0010000000"]] as Item["tiers"] }));
  return {
    formatVersion: "v1.0",
    disclaimer: "These are made up for a test.",
    offerCode,
    version: "20261120000000",
    publicationDate: "2026-11-20T08:00:00Z",
    products: Object.fromEntries(items.map(({ tiers: _tiers, ...product }) => [product.sku, product])),
    terms: {
      OnDemand: Object.fromEntries(items.map((one) => [one.sku, terms(one, "JRTCKXETXF")])),
      Reserved: Object.fromEntries(reserved.map((one) => [one.sku, terms(one, "4NA7Y494T4")])),
    },
    attributesList: {},
  };
}

const names = [
  "AmazonCloudWatch AmazonEC2 AmazonECR AmazonECS AmazonEFS AmazonFSx AmazonRDS AmazonRoute53 AmazonS3 AmazonSNS AmazonStates AmazonVPC",
  "AWSDirectoryService AWSELB AWSSecretsManager AWSSystemsManager awskms CodeBuild",
].flatMap((line) => line.split(" "));

function documentAt(path: string): object | undefined {
  const root = "/offers/v1.0/aws";
  if (path === `${root}/index.json`)
    return {
      formatVersion: "v1.0",
      offers: Object.fromEntries(
        names.map((name) => [
          name,
          { offerCode: name, currentRegionIndexUrl: `${root}/${name}/current/region_index.json` },
        ]),
      ),
    };
  const [, name = "", rest] = new RegExp(`^${root}/([^/]+)/(.*)$`).exec(path) ?? [];
  if (rest === "current/region_index.json")
    return {
      regions: {
        "eu-central-1": {
          regionCode: "eu-central-1",
          currentVersionUrl: `${root}/${name}/20261120000000/eu-central-1/index.json`,
        },
        // A region that has few services.
        ...(name === "awskms" && {
          "eu-central-2": {
            regionCode: "eu-central-2",
            currentVersionUrl: `${root}/${name}/20261120000000/eu-central-1/index.json`,
          },
        }),
      },
    };
  return rest === "20261120000000/eu-central-1/index.json" ? listOf(name) : undefined;
}

/** Serves the lists in chunks of a few bytes. */
export async function servePriceLists(): Promise<{ server: Server; endpoint: string }> {
  const server = createServer((request, response) => {
    const document = documentAt(request.url ?? "");
    if (document === undefined) return void response.writeHead(404).end("none");
    const text = Buffer.from(JSON.stringify(document, null, 2));
    response.writeHead(200, { "content-type": "application/json" });
    for (let at = 0; at < text.length; at += 61) response.write(text.subarray(at, at + 61));
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
