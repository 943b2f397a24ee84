// Which images an address names, and whether each is for the processor that it says.
import { attestedBy } from "./attestations.ts";
import { isFields, textOf } from "./json.ts";
import { refuseSubject, digestsOf, fold, parseAddress, Registry, smallBlob } from "./registry.ts";

/** Variants that every processor of an architecture is (github.com/containerd/platforms v1.0.0-rc.2, database.go). */
const plainVariants: Record<string, string> = { amd64: "v1", arm64: "v8" };

/**
 * `linux/arm64`, as a descriptor or a configuration says it; empty where it says none. Programs in Go read keys whatever their case.
 *
 * @throws {Error} if a key is there in another spelling.
 */
function platformOf(value: unknown, what: string): string {
  if (!isFields(value)) return "";
  const keys = ["os", "architecture", "variant"];
  const other = Object.keys(value).find((key) => !keys.includes(key) && keys.includes(fold(key)));
  if (other !== undefined)
    throw new Error(`${what} has the key ${JSON.stringify(other)}, in another spelling`);
  const [os = "", architecture = "", variant = ""] = keys.map((key) => textOf(value[key]));
  const isPlain = variant === "" || plainVariants[architecture] === variant;
  return os === "" && architecture === "" ? "" : [os, architecture, ...(isPlain ? [] : [variant])].join("/");
}

/** @param said What the index says of it; empty if nothing. @returns what its configuration says */
async function checkedPlatform(
  registry: Registry,
  digest: string,
  manifest: { config?: unknown },
  said: string,
): Promise<string> {
  const [config = ""] = digestsOf([manifest.config], "the manifest");
  const built = platformOf(await smallBlob(registry, config, "the configuration"), "the configuration");
  if (said !== "" && said !== built)
    throw new Error(`the index names the image ${digest} for ${shown(said)}, and it is for ${shown(built)}`);
  return built;
}

const shown = (platform: string): string => (platform === "" ? "no platform" : JSON.stringify(platform));

/**
 * Digests of the images that an address names: itself, or those of an index. Each of them is judged; only what is an attestation of
 * another image of the index, down to its statements, is not.
 *
 * @param password Of the user AWS. @param platforms For which there must be images, and no others. @default - for any
 * @throws {Error} if an image is for another platform than the index or the delivery says, or something is neither image nor attestation.
 */
export async function imagesOf(
  address: string,
  password: string,
  platforms: string[] = [],
): Promise<string[]> {
  const parsed = parseAddress(address);
  const registry = new Registry(parsed, password);
  const { manifest } = await registry.manifest(parsed.reference);
  refuseSubject(manifest, parsed.reference);
  const built = new Set<string>();
  const add = async (digest: string, image: { config?: unknown }, said: string): Promise<void> => {
    if (said !== "" || platforms.length > 0) built.add(await checkedPlatform(registry, digest, image, said));
  };
  const images: string[] = [];
  const attested: string[] = [];
  if (manifest.manifests === undefined) {
    await add(parsed.reference, manifest, "");
    images.push(parsed.reference);
  } else {
    const children = manifest.manifests as unknown[];
    for (const [at, child] of digestsOf(children, "the index").entries()) {
      const { manifest: image } = await registry.manifest(child);
      if (image.manifests !== undefined) throw new Error("the image is an index in an index");
      const descriptor = isFields(children[at]) ? children[at] : {};
      const of = await attestedBy(registry, child, descriptor, image);
      refuseSubject(image, child, of);
      if (of !== undefined) {
        attested.push(of);
        continue;
      }
      await add(child, image, platformOf(descriptor["platform"], "the index"));
      images.push(child);
    }
  }
  if (images.length === 0) throw new Error("the index has no image");
  const missing = attested.find((one) => !images.includes(one));
  if (missing !== undefined) throw new Error(`the index attests ${missing}, which is not one of its images`);
  checkPlatforms(built, platforms);
  return [...new Set(images)];
}

function checkPlatforms(built: Set<string>, platforms: string[]): void {
  if (platforms.length === 0) return;
  const other = [...built].find((one) => !platforms.includes(one));
  const missing = platforms.find((one) => !built.has(one));
  if (other !== undefined || missing !== undefined)
    throw new Error(
      `the delivery builds for ${platforms.join(" and ")}, and the image is for ${[...built].map(shown).join(" and ")}; ` +
        "a Dockerfile with FROM --platform can cause this",
    );
}
