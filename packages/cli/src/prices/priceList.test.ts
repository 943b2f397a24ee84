import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { dimensionOf, type Dimension } from "@ballast/aws/charges";
import { PriceLists } from "./priceList.ts";

let server: Server;
afterEach(() => server.close());

/** @param list What the list of AWS KMS in eu-central-1 is. */
async function read(list: string) {
  const documents: Record<string, string> = {
    "/offers/v1.0/aws/index.json": JSON.stringify({
      offers: { awskms: { currentRegionIndexUrl: "/regions" } },
    }),
    "/regions": JSON.stringify({ regions: { "eu-central-1": { currentVersionUrl: "/list" } } }),
    "/list": list,
  };
  server = createServer((request, response) => void response.end(documents[request.url ?? ""]));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const wanted = new Map([["kms.keys", dimensionOf("kms.keys") as Dimension]]);
  const found = await new PriceLists(`http://127.0.0.1:${port}`).read("awskms", "eu-central-1", wanted);
  if (found === undefined) throw new Error("The list is of this region.");
  return found;
}

const list = (usd: string) => ({
  publicationDate: "2026-11-20T08:00:00Z",
  products: {
    KEY: {
      sku: "KEY",
      productFamily: "Encryption Key",
      attributes: { usagetype: "eu-central-1-KMS-Keys" },
    },
  },
  terms: {
    OnDemand: {
      KEY: {
        term: { priceDimensions: { rate: { beginRange: "0", unit: "Keys", pricePerUnit: { USD: usd } } } },
      },
    },
  },
});

it.each([
  ["", "cannot be read: it is not a JSON object"],
  ["<html><body>Sign in to the network</body></html>", "cannot be read: it is not a JSON object"],
  ["{}", "is not a price list: it has no products"],
  [JSON.stringify({ ...list("1"), products: {} }), "is not a price list: it has no products"],
  [
    JSON.stringify({ ...list("1"), publicationDate: undefined }),
    "is not a price list: its publicationDate is missing or is not a date",
  ],
  [
    JSON.stringify({ ...list("1"), publicationDate: "2026-02-30T00:00:00Z" }),
    "its publicationDate is missing or is not a date",
  ],
])("refuses a list that is not one: %s", async (text, fault) => {
  await expect(read(text)).rejects.toThrow(fault);
});

it("leaves a price alone that has no figure of ten decimal places", async () => {
  const { prices, tiny, missing } = await read(JSON.stringify(list("0.00000000001")));
  expect([prices, tiny, missing]).toEqual([{}, ["kms.keys"], []]);
});

it("takes a price of ten decimal places, and of nothing", async () => {
  expect((await read(JSON.stringify(list("0.0000000001")))).prices["kms.keys"]?.usd).toBe("0.0000000001");
  server.close();
  expect((await read(JSON.stringify(list("0.0000000000")))).prices["kms.keys"]?.usd).toBe("0");
});

it("takes no amount of another currency for dollars, and says so", async () => {
  const text = JSON.stringify(list("6.5")).replaceAll('"USD"', '"CNY"');
  const { prices, foreign, missing } = await read(text);
  expect([prices, foreign, missing]).toEqual([{}, ["kms.keys"], []]);
});

it("names what has a product without terms as without a price", async () => {
  const { prices, foreign, missing } = await read(JSON.stringify({ ...list("1"), terms: { OnDemand: {} } }));
  expect([prices, foreign, missing]).toEqual([{}, [], ["kms.keys"]]);
});
