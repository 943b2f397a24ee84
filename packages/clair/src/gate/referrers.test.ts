import { createSign, createVerify, generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { manifestType, StandIn } from "../testing/standInRegistry.ts";
import { attach, referrersOf } from "./referrers.ts";
import { sha256 } from "./registry.ts";
import { bundleOf, bundleType, claimOf, toSign } from "./signature.ts";

let registry: StandIn;
beforeEach(async () => {
  registry = await new StandIn().start();
});
afterEach(() => registry.close());

const address = (digest: string) => `${registry.host}/site@${digest}`;
const store = (digest: string, content: unknown, type = "application/x") =>
  attach(address(digest), { type, bytes: Buffer.from(JSON.stringify(content)) }, "password");
const referrers = (digest: string, type = "application/x") => referrersOf(address(digest), type, "password");

describe("evidence beside an image (F.0.56, F.0.57)", () => {
  it("refers to it, is found by its type, on however many pages, and has a tag of its content", async () => {
    const [image, other] = [registry.image("site", ["one"]), registry.image("site", ["two"])];
    for (const number of [1, 2, 3, 4, 5]) await store(image, { number });
    await store(image, { list: true }, "application/y");
    await store(other, { other: true });
    const found = (await referrers(image)) as { number: number }[];
    expect(found.map(({ number }) => number).sort()).toEqual([1, 2, 3, 4, 5]);
    expect(await referrers(image, "application/y")).toEqual([{ list: true }]);
    const tags = [...registry.manifests.keys()].filter((key) => key.startsWith("site/evidence-"));
    for (const tag of tags)
      expect(tag).toBe(`site/evidence-${sha256(registry.manifests.get(tag)?.bytes ?? "").slice(7)}`);
    expect(tags).toHaveLength(7);
  });

  it("names the image as the specification says", async () => {
    const image = registry.image("site");
    const artifact = await store(image, {});
    const stored = registry.manifests.get(`site/${artifact}`);
    expect(JSON.parse(stored?.bytes.toString() ?? "")).toMatchObject({
      schemaVersion: 2,
      mediaType: manifestType,
      artifactType: "application/x",
      config: { mediaType: "application/vnd.oci.empty.v1+json", digest: sha256("{}"), size: 2 },
      subject: {
        mediaType: manifestType,
        digest: image,
        size: registry.manifests.get(`site/${image}`)?.bytes.length,
      },
    });
  });

  it("is nothing of an image that is not there, or has other bytes", async () => {
    const [image, other] = [registry.image("site", ["good"]), registry.image("site", ["evil"])];
    await store(image, {});
    const evil = registry.manifests.get(`site/${other}`);
    if (evil) registry.manifests.set(`site/${image}`, evil);
    for (const one of [image, sha256("nowhere")]) {
      await expect(referrers(one)).rejects.toThrow(/another digest|answers 404/);
      await expect(store(one, {})).rejects.toThrow(/another digest|answers 404/);
    }
  });

  it("counts as nothing where the registry lists what refers to another image, or where it was changed", async () => {
    const [image, other] = [registry.image("site", ["one"]), registry.image("site", ["two"])];
    const artifact = await store(other, { about: "two" });
    registry.listsAlso.push({ digest: artifact, artifactType: "application/x" });
    expect(await referrers(image)).toEqual([]);
    await store(image, { about: "one" });
    registry.blobs.set(`site/${sha256('{"about":"one"}')}`, Buffer.from('{"about":"two"}'));
    expect(await referrers(image)).toEqual([]);
  });

  it("is read whatever else refers to the image: what is too large, gone, or an index", async () => {
    const image = registry.image("site");
    const artifactType = "application/x";
    const subject = { mediaType: manifestType, digest: image, size: 1 };
    const odd = [
      registry.manifest("site", {
        mediaType: manifestType,
        artifactType,
        padding: "x".repeat(4 * 1024 * 1024),
      }),
      registry.manifest("site", {
        mediaType: "application/vnd.oci.image.index.v1+json",
        ...{ artifactType, subject, manifests: [] },
      }),
      sha256("gone"),
      "sha256:no digest",
    ];
    await store(image, "x".repeat(5 * 1024 * 1024));
    registry.listsAlso.push(...odd.map((digest) => ({ digest, artifactType })));
    expect(await referrers(image)).toEqual([]);
    await store(image, { good: true });
    expect(await referrers(image)).toEqual([{ good: true }]);
  });

  it("is read of the first hundred referrers", async () => {
    const image = registry.image("site");
    registry.pageSize = 200;
    const [artifact] = [await store(image, { good: true })];
    for (let number = 0; number < 150; number += 1)
      registry.listsAlso.push({ digest: artifact, artifactType: "application/x" });
    expect(await referrers(image)).toHaveLength(100);
  });

  it("is not asked for by a tag", async () => {
    await expect(referrersOf(`${registry.host}/site:release-1`, "application/x", "password")).rejects.toThrow(
      "names no digest",
    );
  });
});

describe("a signature (F.0.57)", () => {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const image = sha256("an image");
  const signed = (digest: string) => createSign("sha256").update(toSign(digest)).sign(privateKey, "base64");
  const bundle = (digest = image) =>
    JSON.parse(bundleOf(digest, signed(digest), "a key").toString()) as {
      dsseEnvelope: { payload: string; payloadType: string; signatures: object[] };
    };
  const isTrue = (of: unknown, digest = image) => {
    const claim = claimOf(of, digest);
    return (
      claim !== undefined && createVerify("sha256").update(claim.message).verify(publicKey, claim.signature)
    );
  };

  it("is true of the image that was signed, and of no other", () => {
    expect(isTrue(bundle())).toBe(true);
    expect(isTrue(bundle(), sha256("another"))).toBe(false);
    expect(isTrue(bundle(sha256("another")))).toBe(false);
  });

  it("is false wherever its payload or the signature was changed", () => {
    fc.assert(
      fc.property(fc.constantFrom("payload", "sig"), fc.nat(), fc.nat(7), (part, at, bit) => {
        const changed = bundle();
        const { dsseEnvelope: envelope } = changed;
        const [only] = envelope.signatures as { sig: string }[];
        const bytes = Buffer.from(part === "payload" ? envelope.payload : (only?.sig ?? ""), "base64");
        const place = at % bytes.length;
        bytes[place] = (bytes[place] ?? 0) ^ (1 << bit);
        if (part === "payload") envelope.payload = bytes.toString("base64");
        else envelope.signatures = [{ sig: bytes.toString("base64") }];
        expect(isTrue(changed)).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  const payload = (statement: unknown) => ({
    ...bundle().dsseEnvelope,
    payload: Buffer.from(typeof statement === "string" ? statement : JSON.stringify(statement)).toString(
      "base64",
    ),
  });
  const subject = [{ digest: { sha256: image.slice(7) } }];
  const statement = {
    _type: "https://in-toto.io/Statement/v1",
    predicateType: "https://sigstore.dev/cosign/sign/v1",
    subject,
  };

  it.each<[string, unknown]>([
    ["nothing", undefined],
    ["null", null],
    ["a list", []],
    ["an envelope that is none", { dsseEnvelope: 7 }],
    ["another type of payload", { dsseEnvelope: { ...bundle().dsseEnvelope, payloadType: "text/plain" } }],
    ["no signature", { dsseEnvelope: { ...bundle().dsseEnvelope, signatures: [] } }],
    [
      "two signatures",
      { dsseEnvelope: { ...bundle().dsseEnvelope, signatures: [{ sig: "AA==" }, { sig: "AA==" }] } },
    ],
    ["a payload that is not JSON", { dsseEnvelope: payload("{") }],
    [
      "a list of packages",
      { dsseEnvelope: payload({ ...statement, predicateType: "https://cyclonedx.org/bom" }) },
    ],
    [
      "another statement",
      { dsseEnvelope: payload({ ...statement, _type: "https://in-toto.io/Statement/v0.1" }) },
    ],
    ["two images", { dsseEnvelope: payload({ ...statement, subject: [...subject, ...subject] }) }],
    ["more than KMS takes", { dsseEnvelope: payload({ ...statement, predicate: "x".repeat(4096) }) }],
  ])("claims nothing that is %s", (_what, content) => {
    expect(claimOf({ dsseEnvelope: payload(statement) }, image)).toBeDefined();
    expect(claimOf(content, image)).toBeUndefined();
  });

  it("is of the type that cosign looks for", () => {
    expect(bundle()).toMatchObject({
      mediaType: bundleType,
      verificationMaterial: { publicKey: { hint: "a key" } },
    });
    expect(() => bundleOf(image, "not base64!", "a key")).toThrow("base64");
    expect(() => toSign("latest")).toThrow("not a digest");
  });
});
