// Copies an image from one repository to another by its digest (OCI Distribution Specification 1.1). Every manifest and every blob
// is hashed on its way, so the copy is the image that was scanned, byte for byte, or there is no copy.
import { createHash } from "node:crypto";
import { parseJson } from "./json.ts";

/** Where an image lies: `<host>/<repository>@sha256:…` or `<host>/<repository>:<tag>`. */
export interface ImageAddress {
  host: string;
  repository: string;
  reference: string;
}

/** The members of a manifest that the gate reads. All others are only copied. */
export interface Manifest {
  /** @default - the registry's header has the type */
  mediaType?: string;
  /** @default - it is an image, and not an index */
  manifests?: unknown;
  /** @default - it is an index */
  config?: unknown;
  /** @default - it is an index */
  layers?: unknown;
  /** Layers in Docker's first schema. @default - it has another schema */
  fsLayers?: unknown;
  /** @default - it is not an artifact */
  artifactType?: unknown;
  /** The manifest about which it is evidence. @default - none */
  subject?: unknown;
}

export const digestForm = /^sha256:[0-9a-f]{64}$/;
const addressForm =
  /^([a-z0-9.-]+(?::\d+)?)\/([a-z0-9]+(?:[._/-]+[a-z0-9]+)*)(?:@(sha256:[0-9a-f]{64})|:([\w][\w.-]{0,127}))$/;
/** The specification asks registries to take manifests of 4 MiB at least; larger ones are refused. */
const largestManifest = 4 * 1024 * 1024;
/** The maximum depth of indexes in indexes. */
const deepest = 4;
const indexTypes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
];
const mediaTypes = [
  ...indexTypes,
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
];

export function parseAddress(text: string): ImageAddress {
  const [, host, repository, digest, tag] = addressForm.exec(text) ?? [];
  const reference = digest ?? tag;
  if (host === undefined || repository === undefined || reference === undefined)
    throw new Error(`"${text}" is not the address of an image: <host>/<repository>@sha256:… or :<tag>.`);
  return { host, repository, reference };
}

export const sha256 = (bytes: Uint8Array | string): string =>
  `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

const knownKeys = [
  "mediaType",
  "manifests",
  "config",
  "layers",
  "fsLayers",
  "digest",
  "size",
  "schemaVersion",
  "artifactType",
  "subject",
  "annotations",
  "platform",
];

/** As Go compares keys. */
export const fold = (key: string): string => key.toUpperCase().toLowerCase();

/** Programs in Go read keys whatever their case, the last one alone; so another one may see other layers than this one. */
function isAmbiguous(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isAmbiguous);
  if (typeof value !== "object" || value === null) return false;
  const known = new Map(knownKeys.map((key) => [fold(key), key]));
  const keys = Object.keys(value);
  return (
    new Set(keys.map(fold)).size < keys.length ||
    keys.some((key) => known.has(fold(key)) && known.get(fold(key)) !== key) ||
    Object.values(value).some(isAmbiguous)
  );
}

/** Container runtimes decide by the media type: a manifest of an image that also has `manifests` would run as something that was not judged. */
function isMixed({ manifests, config, layers, fsLayers }: Manifest, type: string): boolean {
  const isIndex = indexTypes.includes(type);
  return (
    (manifests !== undefined) !== isIndex ||
    (isIndex && [config, layers, fsLayers].some((one) => one !== undefined))
  );
}

/** The API of one repository. */
export class Registry {
  readonly #base: string;
  readonly #authorization: string;

  constructor({ host, repository }: ImageAddress, password: string) {
    // As in Docker: a registry on this machine has no certificate.
    const scheme = /^(?:localhost|127\.0\.0\.1)(?::|$)/.test(host) ? "http" : "https";
    this.#base = `${scheme}://${host}/v2/${repository}/`;
    this.#authorization = `Basic ${Buffer.from(`AWS:${password}`).toString("base64")}`;
  }

  /** @param expected Statuses that are no failure. */
  async ask(path: string, expected: number[], options: RequestInit = {}): Promise<Response> {
    const url = new URL(path, this.#base);
    const headers = new Headers(options.headers);
    if (url.origin === new URL(this.#base).origin) headers.set("authorization", this.#authorization);
    const answer = await fetch(url, { ...options, headers, redirect: "manual" });
    const next = answer.headers.get("location");
    // A registry may redirect to another host for a blob. That host does not get the registry's password.
    if ((options.method ?? "GET") === "GET" && [302, 303, 307, 308].includes(answer.status) && next !== null)
      return this.#checked(path, expected, await fetch(new URL(next, url)));
    return this.#checked(path, expected, answer, options.method);
  }

  #checked(path: string, expected: number[], answer: Response, method = "GET"): Response {
    if (expected.includes(answer.status)) return answer;
    const name = path.replace(/[?].*/s, "").slice(0, 200);
    throw new Error(`the registry answers ${answer.status} to ${method} ${name}`);
  }

  async manifest(digest: string): Promise<{ bytes: Uint8Array; type: string; manifest: Manifest }> {
    const answer = await this.ask(`manifests/${digest}`, [200], { headers: { accept: mediaTypes.join() } });
    const bytes = new Uint8Array(await answer.arrayBuffer());
    if (bytes.length > largestManifest) throw new Error(`the manifest ${digest} is larger than 4 MiB`);
    if (sha256(bytes) !== digest) throw new Error(`the manifest ${digest} has another digest`);
    const manifest = parseJson(Buffer.from(bytes).toString("utf8"), `the manifest ${digest}`) as Manifest;
    if (isAmbiguous(manifest)) throw new Error(`the manifest ${digest} has a key in two spellings`);
    const type = String(manifest.mediaType ?? answer.headers.get("content-type"));
    if (!mediaTypes.includes(type))
      throw new Error(`the manifest ${digest} is of the unknown type "${type}"`);
    if (isMixed(manifest, type))
      throw new Error(`the manifest ${digest} is of the type "${type}", and has keys of another one`);
    return { bytes, type, manifest };
  }

  async has(digest: string): Promise<boolean> {
    return (await this.ask(`blobs/${digest}`, [200, 404], { method: "HEAD" })).status === 200;
  }
}

export function digestsOf(values: unknown, what: string): string[] {
  if (!Array.isArray(values)) throw new Error(`${what} is not a list`);
  return values.map((value: unknown) => {
    const digest =
      typeof value === "object" && value !== null ? (value as { digest?: unknown }).digest : value;
    if (typeof digest !== "string" || !digestForm.test(digest))
      throw new Error(`${what} names something that is not a digest`);
    return digest;
  });
}

/**
 * A manifest with a subject is evidence about that subject for clients that list referrers. Only judged images get evidence.
 *
 * @param of About which it may be. @default - about none
 */
export function refuseSubject({ subject }: Manifest, digest: string, ...of: (string | undefined)[]): void {
  if (subject === undefined) return;
  if (!digestsOf([subject], `the subject of ${digest}`).every((one) => one !== digest && of.includes(one)))
    throw new Error(`the manifest ${digest} says that it is evidence about another one`);
}

async function copyBlob(digest: string, from: Registry, to: Registry): Promise<void> {
  if (await to.has(digest)) return;
  const source = await from.ask(`blobs/${digest}`, [200]);
  await upload(digest, source.body ?? new ReadableStream(), to);
}

/** Stores nothing if the bytes have another digest. */
export async function upload(digest: string, bytes: ReadableStream, to: Registry): Promise<void> {
  const hash = createHash("sha256");
  const hashed = new TransformStream<Uint8Array, Uint8Array>({
    transform(part, controller) {
      hash.update(part);
      controller.enqueue(part);
    },
  });
  const locationOf = (answer: Response): string => {
    const location = answer.headers.get("location");
    if (location === null) throw new Error("the registry names no place for an upload");
    return location;
  };
  const begun = await to.ask("blobs/uploads/", [202], { method: "POST" });
  // Distribution Specification 1.1 says 202; some registries answer 204.
  const sent = await to.ask(locationOf(begun), [202, 204], {
    method: "PATCH",
    headers: { "content-type": "application/octet-stream" },
    body: bytes.pipeThrough(hashed),
    duplex: "half",
  });
  const found = `sha256:${hash.digest("hex")}`;
  if (found !== digest) throw new Error(`the blob ${digest} has another digest, ${found}`);
  const end = locationOf(sent);
  await to.ask(`${end}${end.includes("?") ? "&" : "?"}digest=${encodeURIComponent(digest)}`, [201], {
    method: "PUT",
  });
}

/** @param password Of the user AWS, for both. @param target With the tag that the copy gets. */
export async function copyImage(source: string, target: string, password: string): Promise<void> {
  const [fromAddress, toAddress] = [parseAddress(source), parseAddress(target)];
  if (!digestForm.test(fromAddress.reference)) throw new Error(`"${source}" names no digest.`);
  const [from, to] = [new Registry(fromAddress, password), new Registry(toAddress, password)];
  const copy = async (
    digest: string,
    reference: string,
    siblings: string[],
    depth: number,
  ): Promise<void> => {
    if (depth > deepest) throw new Error("the image has indexes in indexes in indexes");
    const { bytes, type, manifest } = await from.manifest(digest);
    refuseSubject(manifest, digest, ...siblings);
    if (manifest.manifests !== undefined) {
      const children = digestsOf(manifest.manifests, "the index");
      for (const child of children) await copy(child, child, children, depth + 1);
    } else
      for (const blob of new Set(
        digestsOf([manifest.config, ...digestsOf(manifest.layers, "the list of layers")], "the manifest"),
      ))
        await copyBlob(blob, from, to);
    await to.ask(`manifests/${reference}`, [201], {
      method: "PUT",
      headers: { "content-type": type },
      body: bytes,
    });
  };
  await copy(fromAddress.reference, toAddress.reference, [], 1);
}

/**
 * Reads a blob of JSON into memory, and verifies its size and digest.
 *
 * @param what The blob's name in error messages: `the configuration`.
 * @param largest The maximum size in bytes. @default - the maximum size of a manifest
 */
export async function smallBlob(
  registry: Registry,
  digest: string,
  what: string,
  largest = largestManifest,
): Promise<unknown> {
  const { body } = await registry.ask(`blobs/${digest}`, [200]);
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of (body ?? new ReadableStream()) as AsyncIterable<Uint8Array>) {
    size += part.length;
    if (size > largest) throw new Error(`${what} ${digest} is larger than ${largest} bytes`);
    parts.push(part);
  }
  const bytes = Buffer.concat(parts);
  if (sha256(bytes) !== digest) throw new Error(`${what} ${digest} is not what it must be`);
  return parseJson(bytes.toString("utf8"), what);
}

/**
 * The layers of an image, each with the instruction that made it, as far as the image says it: for people alone.
 *
 * @param password Of the user AWS.
 */
export async function layersOf(
  address: string,
  password: string,
): Promise<{ digest: string; madeBy: string }[]> {
  const parsed = parseAddress(address);
  const registry = new Registry(parsed, password);
  const { manifest } = await registry.manifest(parsed.reference);
  const digests = digestsOf(manifest.layers, "the list of layers");
  const [config = ""] = digestsOf([manifest.config], "the manifest");
  const read = (await smallBlob(registry, config, "the configuration")) as { history?: unknown } | null;
  const history = (Array.isArray(read?.history) ? (read.history as unknown[]) : [])
    .map((one) => (one ?? {}) as { empty_layer?: unknown; created_by?: unknown })
    .filter((one) => one.empty_layer !== true);
  const isWhole = history.length === digests.length;
  return digests.map((digest, at) => {
    const madeBy = isWhole ? history[at]?.created_by : undefined;
    return { digest, madeBy: typeof madeBy === "string" ? madeBy : "" };
  });
}
