import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { shippedPrices } from "@ballast/analysis/cost";
import { pricesOf } from "./priceFiles.ts";

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), "prices-"))));
afterEach(() => rmSync(root, { recursive: true }));

it("takes the prices of Ballast for a project without a folder of its own", () => {
  expect(pricesOf(root)).toBe(shippedPrices);
});

it("says that the folder is a file", () => {
  writeFileSync(join(root, "prices"), "");
  expect(() => pricesOf(root)).toThrow(/prices is a file; expected: a folder with a file for each region/);
});

it("reads a file that starts with a byte order mark", () => {
  mkdirSync(join(root, "prices"));
  const file = { region: "eu-west-3", currency: "USD", sources: {}, prices: {} };
  writeFileSync(join(root, "prices/eu-west-3.json"), `\uFEFF${JSON.stringify(file)}`);
  expect(pricesOf(root)["eu-west-3"]).toEqual(file);
});

it.each(["", "{", '"x"', "null", '{"region":"eu-west-3","currency":"CNY","sources":{},"prices":{}}'])(
  "names a file that is none: %s",
  (text) => {
    mkdirSync(join(root, "prices"));
    writeFileSync(join(root, "prices/eu-west-3.json"), text);
    expect(() => pricesOf(root)).toThrow(/prices\/eu-west-3\.json/);
  },
);
