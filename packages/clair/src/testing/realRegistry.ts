import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort, program, statusOf, until, type Processes } from "./processes.ts";

/** For tests: the registry of crane, on 127.0.0.1, and images that are made in a folder. */
export class RealRegistry {
  readonly #folder: string;
  address = "";

  constructor(folder: string) {
    this.#folder = folder;
  }

  async start(processes: Processes): Promise<void> {
    this.address = `127.0.0.1:${await freePort()}`;
    processes.keep(program("crane"), ["registry", "serve", "--address", this.address]);
    await until("the registry", async () => (await statusOf(`http://${this.address}/v2/`)) === 200);
  }

  /** An image of one layer. @param files Texts by path. @returns its address by digest */
  pushImage(name: string, files: Record<string, string | Buffer>): string {
    const root = join(this.#folder, name);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(root, path, ".."), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    const layer = join(this.#folder, `${name}.tar`);
    execFileSync("tar", ["-cf", layer, "-C", root, "."]);
    const reference = `${this.address}/${name}:1`;
    execFileSync(program("crane"), ["append", "-f", layer, "-t", reference], { stdio: "pipe" });
    return this.forPlatform(reference, "amd64", "1");
  }

  /** An index of images. @returns its address by digest */
  pushIndex(name: string, images: string[]): string {
    const reference = `${this.address}/${name}:1`;
    const words = images.flatMap((image) => ["--manifest", image]);
    execFileSync(program("crane"), ["index", "append", ...words, "--tag", reference], { stdio: "pipe" });
    return `${this.address}/${name}@${String(this.digest(reference))}`;
  }

  /**
   * What buildx pushes: an index of images for platforms, with the provenance of each.
   *
   * @param platforms Addresses of images, by architecture.
   * @returns its address by digest, and the digests of the attestations
   */
  async pushAttested(
    name: string,
    platforms: Record<string, string>,
  ): Promise<{ index: string; attestations: string[] }> {
    const manifests: object[] = [];
    const attestations: string[] = [];
    for (const [architecture, address] of Object.entries(platforms)) {
      const [, of = ""] = address.split("@");
      const own = `${this.address}/${name}@${of}`;
      execFileSync(program("crane"), ["copy", address, `${this.address}/${name}:${architecture}`], {
        stdio: "pipe",
      });
      const size = Number(spawnSync(program("crane"), ["manifest", own]).stdout.length);
      const image = { mediaType: "application/vnd.docker.distribution.manifest.v2+json", digest: of, size };
      manifests.push({ ...image, platform: { architecture, os: "linux" } });
      const statement = JSON.stringify({
        _type: "https://in-toto.io/Statement/v0.1",
        predicateType: "https://slsa.dev/provenance/v0.2",
        subject: [{ name: "pkg:docker/site", digest: { sha256: of.slice(7) } }],
        predicate: { buildType: "https://mobyproject.org/buildkit@v1" },
      });
      const mediaType = "application/vnd.oci.image.manifest.v1+json";
      const attestation = JSON.stringify({
        ...{ schemaVersion: 2, mediaType },
        config: {
          mediaType: "application/vnd.oci.image.config.v1+json",
          ...(await this.#pushBlob(name, '{"architecture":"unknown","os":"unknown"}')),
        },
        layers: [
          {
            mediaType: "application/vnd.in-toto+json",
            ...(await this.#pushBlob(name, statement)),
            annotations: { "in-toto.io/predicate-type": "https://slsa.dev/provenance/v0.2" },
          },
        ],
      });
      const digest = await this.#pushManifest(name, mediaType, attestation);
      attestations.push(digest);
      manifests.push({
        ...{
          mediaType,
          digest,
          size: attestation.length,
          platform: { architecture: "unknown", os: "unknown" },
        },
        annotations: {
          "vnd.docker.reference.digest": of,
          "vnd.docker.reference.type": "attestation-manifest",
        },
      });
    }
    const mediaType = "application/vnd.oci.image.index.v1+json";
    const digest = await this.#pushManifest(
      name,
      mediaType,
      JSON.stringify({ schemaVersion: 2, mediaType, manifests }),
    );
    return { index: `${this.address}/${name}@${digest}`, attestations };
  }

  async #pushBlob(name: string, text: string): Promise<{ digest: string; size: number }> {
    const digest = `sha256:${createHash("sha256").update(text).digest("hex")}`;
    const begun = await fetch(`http://${this.address}/v2/${name}/blobs/uploads/`, { method: "POST" });
    const location = new URL(begun.headers.get("location") ?? "", begun.url);
    location.searchParams.set("digest", digest);
    const { status } = await fetch(location, { method: "PUT", body: text });
    if (status !== 201) throw new Error(`The registry refused a blob: ${status}`);
    return { digest, size: text.length };
  }

  async #pushManifest(name: string, mediaType: string, body: string): Promise<string> {
    const digest = `sha256:${createHash("sha256").update(body).digest("hex")}`;
    const { status } = await fetch(`http://${this.address}/v2/${name}/manifests/${digest}`, {
      ...{ method: "PUT", body, headers: { "content-type": mediaType } },
    });
    if (status !== 201) throw new Error(`The registry refused a manifest: ${status}`);
    return digest;
  }

  /** The same image for a processor. @returns its address by digest */
  forPlatform(address: string, architecture: string, tag = architecture): string {
    const [name = ""] = address.slice(this.address.length + 1).split(/[@:]/);
    const own = `${this.address}/${name}`;
    const platform = `linux/${architecture}`;
    execFileSync(
      program("crane"),
      ["mutate", address, "--set-platform", platform, "--tag", `${own}:${tag}`],
      { stdio: "pipe" },
    );
    return `${own}@${String(this.digest(`${own}:${tag}`))}`;
  }

  /** Of what lies in the registry under a tag; undefined for nothing. */
  digest(reference: string): string | undefined {
    const { status, stdout } = spawnSync(program("crane"), ["digest", reference], { encoding: "utf8" });
    return status === 0 ? stdout.trim() : undefined;
  }
}
