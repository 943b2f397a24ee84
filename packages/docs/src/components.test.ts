import { tmpdir } from "node:os";
import { readSchema } from "./components.ts";

it("says how to make a schema that is missing", () => {
  const pack = { folder: "shop", directory: tmpdir(), components: [] };
  expect(() => readSchema(pack as unknown as Parameters<typeof readSchema>[0])).toThrow(
    "packages/shop has no schema.json; make it: node tools/componentSchemas.ts --write shop.",
  );
});
