import fc from "fast-check";
import { manifestType, StandIn } from "../testing/standInRegistry.ts";
import { imagesOf } from "./images.ts";
import { copyImage, sha256 } from "./registry.ts";

const indexType = "application/vnd.oci.image.index.v1+json";

let registry: StandIn;
beforeEach(async () => {
  registry = await new StandIn().start();
});
afterEach(() => registry.close());

const copy = (digest: string) =>
  copyImage(`${registry.host}/quarantine@${digest}`, `${registry.host}/site:release-1`, "password");
const released = () => [...registry.manifests.keys()].filter((key) => key.startsWith("site/"));

describe("the images of an address (F.0.45)", () => {
  const images = (digest: string) => imagesOf(`${registry.host}/quarantine@${digest}`, "password");
  const index = (...digests: string[]) =>
    registry.manifest(
      "quarantine",
      { mediaType: indexType, manifests: digests.map((digest) => ({ digest })) },
      indexType,
    );
  /** As buildx writes a statement, and as somebody could who wants an image to look like one. */
  const statement = (...types: (string | undefined)[]) =>
    registry.manifest("quarantine", {
      mediaType: manifestType,
      config: registry.blob("quarantine", "{}"),
      layers: types.map((mediaType) => ({ mediaType, ...registry.blob("quarantine", "{}") })),
    });
  const inToto = "application/vnd.in-toto+json";
  const layer = "application/vnd.oci.image.layer.v1.tar+gzip";

  const statementText = JSON.stringify({ _type: "https://in-toto.io/Statement/v0.1", subject: [] });
  const configType = "application/vnd.oci.image.config.v1+json";
  /** An attestation as buildx writes it, but for what is given. */
  const attestation = (
    of: string,
    { manifest = {}, descriptor = {}, texts = [statementText] as string[] } = {},
  ): object => ({
    digest: registry.manifest("quarantine", {
      mediaType: manifestType,
      config: { mediaType: configType, ...registry.blob("quarantine", "{}") },
      layers: texts.map((text) => ({ mediaType: inToto, ...registry.blob("quarantine", text) })),
      ...manifest,
    }),
    platform: { os: "unknown", architecture: "unknown" },
    annotations: {
      "vnd.docker.reference.type": "attestation-manifest",
      "vnd.docker.reference.digest": of,
    },
    ...descriptor,
  });
  const mixed = (...manifests: object[]) =>
    registry.manifest("quarantine", { mediaType: indexType, manifests }, indexType);
  const artifactType = "application/vnd.docker.attestation.manifest.v1+json";
  const emptyConfig = () => ({
    mediaType: "application/vnd.oci.empty.v1+json",
    ...registry.blob("quarantine", "{}"),
  });

  it("are itself, or those of an index without its attestations", async () => {
    const [one, two] = [registry.image("quarantine", ["one"]), registry.image("quarantine", ["two"])];
    expect(await images(one)).toEqual([one]);
    // BuildKit writes them as artifacts as well, with the image for their subject.
    const artifact = { artifactType, config: emptyConfig(), subject: { digest: two } };
    const all = mixed(
      { digest: one },
      attestation(one, { texts: [statementText, statementText.replace("v0.1", "v1")] }),
      { digest: two },
      attestation(two, { manifest: artifact }),
    );
    expect(await images(all)).toEqual([one, two]);
    await copy(all);
    expect(released()).toHaveLength(6);
  });

  it("are all that could run", async () => {
    const hidden = [statement(layer), statement(undefined), statement()];
    expect(await images(index(...hidden))).toEqual(hidden);
  });

  it("are none where something calls itself an attestation and is not one, in any respect", async () => {
    const one = registry.image("quarantine", ["one"]);
    const good = { manifest: {}, descriptor: {}, texts: [statementText] };
    const platform = fc
      .record({
        os: fc.constantFrom("linux", "windows", "unknown"),
        architecture: fc.constantFrom("arm", "unknown"),
      })
      .filter(({ os, architecture }) => os !== "unknown" || architecture !== "unknown");
    const fault = fc.oneof(
      platform.map((own) => ({ descriptor: { platform: own } })),
      fc.constantFrom(
        { descriptor: { platform: undefined } },
        { descriptor: { annotations: undefined } },
        { descriptor: { artifactType: "application/vnd.amazon.soci.index.v1+json" } },
        { manifest: { artifactType: "application/vnd.dev.sigstore.bundle.v0.3+json" } },
        { manifest: { subject: { digest: `sha256:${"ab".repeat(32)}` } } },
        { manifest: { subject: null } },
        { manifest: { layers: [] } },
      ),
      fc.constantFrom("application/spdx+json", layer, "").map((mediaType) => ({
        manifest: { config: { mediaType, ...registry.blob("quarantine", "{}") } },
      })),
      fc.constantFrom(one.replace(/.$/, "x"), `sha256:${"cd".repeat(32)}`, "").map((of) => ({
        descriptor: {
          annotations: {
            "vnd.docker.reference.type": "attestation-manifest",
            "vnd.docker.reference.digest": of,
          },
        },
      })),
      fc
        .oneof(fc.string(), fc.json(), fc.constantFrom("\u001f\u008b", `${statementText}\0`, '{"_type":"x"}'))
        .map((text) => ({ texts: [statementText, text] })),
    );
    await fc.assert(
      fc.asyncProperty(fault, async (own) => {
        const all = mixed({ digest: one }, attestation(one, { ...good, ...own }));
        await expect(images(all)).rejects.toThrow(
          /neither an image nor an attestation|evidence about|not one of its images|^the statement|something that is not a digest/,
        );
      }),
      { numRuns: 500 },
    );
  });

  it("are none of what says that it is evidence about another one, nor is it copied", async () => {
    const one = registry.image("quarantine", ["one"]);
    const foreign = { subject: { digest: `sha256:${"ab".repeat(32)}` } };
    const evidence = registry.manifest("quarantine", {
      ...{ mediaType: manifestType, config: registry.blob("quarantine", "{}"), ...foreign },
      layers: [registry.blob("quarantine", "a layer")],
    });
    const ofIndex = registry.manifest(
      "quarantine",
      { mediaType: indexType, manifests: [{ digest: one }], ...foreign },
      indexType,
    );
    for (const digest of [evidence, index(one, evidence), ofIndex]) {
      await expect(images(digest)).rejects.toThrow("evidence about another one");
      await expect(copy(digest)).rejects.toThrow("evidence about another one");
    }
    // Of the index itself, only an attestation may be about a sibling.
    const about = registry.manifest("quarantine", {
      ...{ mediaType: manifestType, config: registry.blob("quarantine", "{}"), subject: { digest: one } },
      layers: [registry.blob("quarantine", "a layer")],
    });
    await expect(images(index(one, about))).rejects.toThrow("evidence about another one");
  });

  it("are none of an index that is empty, holds attestations alone, or holds an index", async () => {
    const one = registry.image("quarantine");
    for (const digest of [index(), mixed(attestation(one)), index(index(one))])
      await expect(images(digest)).rejects.toThrow(/no image|index in an index/);
  });

  it.each(["Layers", "LAYERS", "layer\u017f", "Config", "mediatype", "Digest"])(
    "are none of a manifest with the key %s, which other programs take for another one",
    async (key) => {
      const digest = registry.manifest("quarantine", {
        mediaType: manifestType,
        config: registry.blob("quarantine", "{}"),
        layers: [{ mediaType: inToto, ...registry.blob("quarantine", "{}") }],
        [key]: [{ mediaType: layer, ...registry.blob("quarantine", "evil") }],
      });
      await expect(images(index(registry.image("quarantine"), digest))).rejects.toThrow("two spellings");
      await expect(copy(digest)).rejects.toThrow("two spellings");
    },
  );

  const dockerIndex = "application/vnd.docker.distribution.manifest.list.v2+json";
  const dockerImage = "application/vnd.docker.distribution.manifest.v2+json";
  it.each([
    [dockerImage, ["config", "layers", "manifests"]],
    [manifestType, ["config", "layers", "manifests"]],
    [manifestType, ["manifests"]],
    [indexType, ["manifests", "config"]],
    [indexType, ["manifests", "layers"]],
    [dockerIndex, ["manifests", "config", "layers"]],
    [dockerIndex, ["manifests", "fsLayers"]],
    [dockerIndex, ["config", "layers"]],
    [indexType, []],
  ])("are none of the type %s with %j, nor is it copied", async (mediaType, keys) => {
    const parts: Record<string, unknown> = {
      config: registry.blob("quarantine", "{}"),
      layers: [{ mediaType: layer, ...registry.blob("quarantine", "evil") }],
      fsLayers: [],
      manifests: [{ mediaType: manifestType, digest: registry.image("quarantine", ["good"]) }],
    };
    for (const own of [{ mediaType }, {}]) {
      const content = {
        schemaVersion: 2,
        ...own,
        ...Object.fromEntries(keys.map((key) => [key, parts[key]])),
      };
      const digest = registry.manifest("quarantine", content, mediaType);
      await expect(images(digest)).rejects.toThrow("keys of another one");
      await expect(images(index(registry.image("quarantine"), digest))).rejects.toThrow(
        "keys of another one",
      );
      await expect(copy(digest)).rejects.toThrow("keys of another one");
      expect(released()).toEqual([]);
    }
  });

  it("are none where any manifest was exchanged", async () => {
    const [one, two] = [registry.image("quarantine", ["one"]), registry.image("quarantine", ["two"])];
    const both = index(one, two);
    const other = registry.manifests.get(`quarantine/${one}`);
    if (other) registry.manifests.set(`quarantine/${two}`, other);
    await expect(images(both)).rejects.toThrow("has another digest");
  });
});

describe("the platforms of an image (F.0.66)", () => {
  const address = (digest: string) => `${registry.host}/quarantine@${digest}`;
  const imageOf = (config: string) =>
    registry.manifest("quarantine", {
      schemaVersion: 2,
      mediaType: manifestType,
      config: registry.blob("quarantine", config),
      layers: [registry.blob("quarantine", config)],
    });
  const built = (architecture: string, os = "linux", more = {}) =>
    imageOf(JSON.stringify({ architecture, os, ...more }));
  const indexOf = (...manifests: object[]) =>
    registry.manifest("quarantine", { schemaVersion: 2, mediaType: indexType, manifests }, indexType);
  const child = (digest: string, platform?: unknown) => ({
    mediaType: manifestType,
    digest,
    ...(platform !== undefined && { platform }),
  });
  const both = ["linux/amd64", "linux/arm64"];
  const [amd64, arm64] = both.map((one) => ({ os: "linux", architecture: one.slice(6) }));

  it("are those that the index and the delivery name", async () => {
    const [x86, arm] = [built("amd64"), built("arm64", "linux", { variant: "v8" })];
    const index = indexOf(child(x86, amd64), child(arm, arm64));
    expect(await imagesOf(address(index), "password", both)).toEqual([x86, arm]);
    expect(await imagesOf(address(index), "password")).toEqual([x86, arm]);
    expect(await imagesOf(address(arm), "password", ["linux/arm64"])).toEqual([arm]);
    // A runtime goes by the configuration of an image that an index names without a platform.
    expect(await imagesOf(address(indexOf(child(x86), child(arm))), "password", both)).toEqual([x86, arm]);
  });

  it("are judged in no index that names another one than the image has, whatever it has", async () => {
    const word = fc.constantFrom("amd64", "arm64", "386", "", "linux", "windows", "AMD64", "unknown");
    const platform = fc.record({ os: word, architecture: word });
    let [refused, listed] = [0, 0];
    await fc.assert(
      fc.asyncProperty(platform, platform, async (said, is) => {
        const index = indexOf(child(imageOf(JSON.stringify(is)), said));
        const isSaid = said.os !== "" || said.architecture !== "";
        const differs = said.os !== is.os || said.architecture !== is.architecture;
        const asked = imagesOf(address(index), "password");
        if ((isSaid && differs) || said.os === "unknown" || said.architecture === "unknown") {
          await expect(asked).rejects.toThrow(
            /the index names the image|neither an image nor an attestation/,
          );
          refused += 1;
        } else {
          expect(await asked).toHaveLength(1);
          listed += 1;
        }
      }),
      { numRuns: 200 },
    );
    expect(refused).toBeGreaterThan(50);
    expect(listed).toBeGreaterThan(0);
  });

  it.each<[string, () => string, string]>([
    [
      "an x86 image that the index names for ARM",
      () => indexOf(child(built("amd64"), amd64), child(built("amd64"), arm64)),
      "the index names the image",
    ],
    [
      "one image under two platforms",
      () => indexOf(child(built("amd64"), amd64), child(built("amd64"), { ...amd64, architecture: "arm64" })),
      "the index names the image",
    ],
    [
      "an index without one of the platforms",
      () => indexOf(child(built("amd64"), amd64)),
      "the delivery builds for",
    ],
    [
      "an index with a third one",
      () => indexOf(child(built("amd64"), amd64), child(built("arm64"), arm64), child(built("s390x"))),
      "the delivery builds for",
    ],
    ["an image outside of an index", () => built("amd64"), "the delivery builds for"],
    [
      "a variant that needs another processor",
      () => indexOf(child(built("amd64", "linux", { variant: "v3" }), amd64), child(built("arm64"), arm64)),
      "the index names the image",
    ],
    [
      "a configuration without a platform",
      () => indexOf(child(imageOf("{}"), amd64), child(built("arm64"), arm64)),
      "for no platform",
    ],
    ["a configuration of null", () => indexOf(child(imageOf("null"), amd64)), "for no platform"],
    [
      "a configuration with a key in another spelling",
      () => indexOf(child(built("amd64", "linux", { Architecture: "arm64" }), amd64)),
      "another spelling",
    ],
    [
      "a configuration with a letter that Go takes for another",
      () => indexOf(child(built("amd64", "linux", { "o\u017f": "windows" }), amd64)),
      "another spelling",
    ],
    [
      "a platform with a key in another spelling",
      () => indexOf(child(built("amd64"), { os: "linux", Architecture: "arm64" })),
      "another spelling",
    ],
    [
      "a platform under a key in another spelling",
      () => indexOf({ ...child(built("amd64")), Platform: arm64 }),
      "two spellings",
    ],
  ])("are not judged of %s", async (_what, make, message) => {
    await expect(imagesOf(address(make()), "password", both)).rejects.toThrow(message);
  });

  it("are not judged by a configuration that was exchanged", async () => {
    const arm = built("arm64");
    const config = JSON.stringify({ architecture: "arm64", os: "linux" });
    registry.blobs.set(`quarantine/${sha256(config)}`, Buffer.from(config.replace("arm64", "amd64")));
    await expect(imagesOf(address(arm), "password", ["linux/amd64"])).rejects.toThrow("the configuration");
  });
});
