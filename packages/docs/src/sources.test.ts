import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Sources } from "./sources.ts";

const folder = mkdtempSync(join(tmpdir(), "ballast-sources-"));
afterAll(() => rmSync(folder, { recursive: true }));

writeFileSync(
  join(folder, "shop.ts"),
  `interface Base {
  /** Days to keep logs. @default 90 */
  days?: number;
}
/** What a shop is told. */
export interface ShopArgs extends Base {
  /**
   * Who may come in.
   *
   * @default - nobody
   */
  clients?: string;
  name: string;
}
export class Shop {
  readonly rule = "shop-closed";
}
`,
);
writeFileSync(join(folder, "shop.test.ts"), 'export class Shop {}\nconst rule = "only-in-tests";\n');
writeFileSync(
  join(folder, "use.ts"),
  'function open() {\n  const shop = new Shop("a", {\n    name: "b",\n  });\n}\n',
);
const sources = new Sources([folder]);

it("reads what comments and their tags say, those of a base too", () => {
  expect(sources.member("ShopArgs", "clients")).toEqual({ text: "Who may come in.", without: "nobody" });
  expect(sources.member("ShopArgs", "days")).toEqual({ text: "Days to keep logs.", without: "90" });
  expect(sources.member("ShopArgs", "name")).toEqual({ text: "" });
  expect(sources.member("ShopArgs", "gone")).toBeUndefined();
  expect([sources.comment("ShopArgs"), sources.comment("Gone")]).toEqual(["What a shop is told.", ""]);
});

it("finds where a class is, and not in a test", () => {
  expect(sources.fileOf("Shop")).toBe(join(folder, "shop.ts"));
});

it("finds the statement that makes one, at the left margin", () => {
  expect(sources.uses("Shop")).toEqual([
    { path: join(folder, "use.ts"), text: 'const shop = new Shop("a", {\n  name: "b",\n});' },
  ]);
});

it("knows every text in quotes, but those of tests", () => {
  expect([...sources.literals(folder)].sort()).toEqual(["a", "b", "shop-closed"]);
});
