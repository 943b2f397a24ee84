import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { manifestType, StandIn } from "../testing/standInRegistry.ts";
import { copyImage, layersOf, parseAddress, sha256 } from "./registry.ts";

const indexType = "application/vnd.oci.image.index.v1+json";

let registry: StandIn;
beforeEach(async () => {
  registry = await new StandIn().start();
});
afterEach(() => registry.close());

const copy = (digest: string, password = "password") =>
  copyImage(`${registry.host}/quarantine@${digest}`, `${registry.host}/site:release-1`, password);
const released = () => [...registry.manifests.keys()].filter((key) => key.startsWith("site/"));

it("copies an image byte for byte, and tells the bucket of its blobs no password (F.0.45)", async () => {
  const digest = registry.image("quarantine", [randomBytes(300_000), "a layer", ""]);
  await copy(digest);
  expect(released()).toEqual(["site/release-1", `site/${digest}`]);
  expect(registry.manifests.get("site/release-1")).toEqual(registry.manifests.get(`quarantine/${digest}`));
  for (const [key, bytes] of registry.blobs)
    if (key.startsWith("quarantine/"))
      expect(registry.blobs.get(key.replace("quarantine", "site"))).toEqual(bytes);
  expect(registry.seenByBucket).toEqual([undefined, undefined, undefined, undefined]);
});

it("uploads no blob that is there", async () => {
  await copy(registry.image("quarantine"));
  registry.asked.length = 0;
  await copy(registry.image("quarantine"));
  expect(registry.asked.filter((line) => /uploads|GET .*blobs/.test(line))).toEqual([]);
});

it("copies an index, its images before it (F.0.45)", async () => {
  const children = ["one", "two"].map((layer) => ({
    mediaType: manifestType,
    digest: registry.image("quarantine", [layer]),
  }));
  const digest = registry.manifest(
    "quarantine",
    { schemaVersion: 2, mediaType: indexType, manifests: children },
    indexType,
  );
  await copy(digest);
  expect(released()).toEqual([
    ...children.map((child) => `site/${child.digest}`),
    "site/release-1",
    `site/${digest}`,
  ]);
  expect(registry.manifests.get("site/release-1")?.type).toBe(indexType);
});

describe("releases nothing (F.0.45)", () => {
  it("where a manifest was exchanged", async () => {
    const [digest, other] = [registry.image("quarantine", ["good"]), registry.image("quarantine", ["evil"])];
    const evil = registry.manifests.get(`quarantine/${other}`);
    if (evil) registry.manifests.set(`quarantine/${digest}`, evil);
    await expect(copy(digest)).rejects.toThrow("has another digest");
    expect(released()).toEqual([]);
  });

  it("where any bit of any blob was changed", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 1, maxLength: 64 }),
        fc.nat(),
        fc.nat(7),
        async (bytes, at, bit) => {
          const digest = registry.image("quarantine", [Buffer.from(bytes)]);
          const changed = Buffer.from(bytes);
          const position = at % changed.length;
          changed[position] = (changed[position] ?? 0) ^ (1 << bit);
          registry.blobs.set(`quarantine/${sha256(bytes)}`, changed);
          await expect(copy(digest)).rejects.toThrow("has another digest");
          expect(released()).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each<[string, object, string?]>([
    ["a manifest of an unknown type", { mediaType: "application/x" }],
    ["a manifest without layers", { mediaType: manifestType, config: {} }],
    ["a config that is none", { mediaType: manifestType, config: { digest: "sha256:../../x" }, layers: [] }],
    [
      "layers that are none",
      { mediaType: manifestType, config: { digest: sha256("x") }, layers: [{ digest: "../../../etc" }] },
    ],
    ["a layer that is nowhere", { mediaType: manifestType, config: { digest: sha256("x") }, layers: [] }],
    ["children that are no list", { mediaType: indexType, manifests: { digest: sha256("x") } }],
    ["a child that is nowhere", { mediaType: indexType, manifests: [{ digest: sha256("x") }] }],
    ["more than 4 MiB", { mediaType: manifestType, padding: "x".repeat(4 * 1024 * 1024) }],
  ])("of %s", async (_what, content) => {
    await expect(copy(registry.manifest("quarantine", content))).rejects.toThrow();
    expect(released()).toEqual([]);
  });

  it("of indexes without an end", async () => {
    let digest = registry.image("quarantine");
    for (let depth = 0; depth < 6; depth += 1)
      digest = registry.manifest("quarantine", { mediaType: indexType, manifests: [{ digest }] }, indexType);
    await expect(copy(digest)).rejects.toThrow("indexes in indexes");
    expect(registry.manifests.has("site/release-1")).toBe(false);
  });

  it("without the registry's password, and does not show it", async () => {
    await expect(copy(registry.image("quarantine"), "another")).rejects.toThrow(
      /answers 401 to GET manifests\/sha256:\w+$/,
    );
  });

  it.each([
    "quarantine",
    "host/quarantine:latest",
    `host/../x@${sha256("x")}`,
    `host/x@${sha256("x").toUpperCase()}`,
    `host/x@md5:0a`,
    `host/x y@${sha256("x")}`,
    "",
  ])("of %j, which is not an address by digest", async (source) => {
    await expect(copyImage(source, "host/site:release-1", "password")).rejects.toThrow(
      /address|names no digest/,
    );
  });
});

it("reads addresses with ports and folders", () => {
  expect(parseAddress("127.0.0.1:5000/team/site:release-1")).toEqual({
    host: "127.0.0.1:5000",
    repository: "team/site",
    reference: "release-1",
  });
});

describe("the layers of an image, for people", () => {
  const image = (registry: StandIn, config: string, layers = ["base", "own"]): string =>
    registry.manifest("site", {
      schemaVersion: 2,
      mediaType: manifestType,
      config: registry.blob("site", config),
      layers: layers.map((layer) => registry.blob("site", layer)),
    });
  const history = [
    { created_by: "ADD rootfs /" },
    { created_by: "CMD sh", empty_layer: true },
    { created_by: "RUN x" },
  ];
  let registry: StandIn;
  beforeEach(async () => {
    registry = await new StandIn().start();
  });
  afterEach(() => registry.close());
  const layers = (of: string) => layersOf(`${registry.host}/site@${of}`, "password");

  it("have the instructions that made them", async () => {
    expect(await layers(image(registry, JSON.stringify({ history })))).toEqual([
      { digest: sha256("base"), madeBy: "ADD rootfs /" },
      { digest: sha256("own"), madeBy: "RUN x" },
    ]);
  });

  it.each(["{}", "null", "[]", '{"history":null}', '{"history":[null]}', '{"history":[{},{}]}'])(
    "have none where the configuration is %s",
    async (config) => {
      expect((await layers(image(registry, config))).map(({ madeBy }) => madeBy)).toEqual(["", ""]);
    },
  );

  it("are not told by a configuration that is another one, or none", async () => {
    for (const config of [JSON.stringify({ history }), "not JSON"]) {
      const of = image(registry, config);
      if (config !== "not JSON") registry.blobs.set(`site/${sha256(config)}`, Buffer.from("{}"));
      await expect(layers(of)).rejects.toThrow("configuration");
    }
  });
});
