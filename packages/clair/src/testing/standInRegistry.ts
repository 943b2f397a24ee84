import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { sha256 } from "../gate/registry.ts";

export const manifestType = "application/vnd.oci.image.manifest.v1+json";

/** A registry of this machine as the specification describes one; ECR's blobs lie in a bucket, which is another server here. */
export class StandIn {
  readonly #server: Server;
  readonly #bucket: Server;
  readonly blobs = new Map<string, Buffer>();
  readonly manifests = new Map<string, { type: string; bytes: Buffer }>();
  /** Paths that were asked for, with what the bucket saw of a password. */
  readonly asked: string[] = [];
  readonly seenByBucket: (string | undefined)[] = [];
  /** Referrers that are listed of every image. */
  readonly listsAlso: object[] = [];
  /** How many referrers a page has. */
  pageSize = 2;
  readonly #uploads = new Map<string, Buffer[]>();
  host = "";

  constructor() {
    this.#server = createServer((request, response) => this.#answer(request, response));
    this.#bucket = createServer((request, response) => {
      this.seenByBucket.push(request.headers.authorization);
      response.end(this.blobs.get(decodeURIComponent((request.url ?? "").slice(1))));
    });
  }

  async start(): Promise<this> {
    for (const server of [this.#server, this.#bucket])
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    this.host = `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  close(): void {
    for (const server of [this.#server, this.#bucket]) {
      server.closeAllConnections();
      server.close();
    }
  }

  blob(repository: string, bytes: Buffer | string): { digest: string; size: number } {
    const digest = sha256(bytes);
    this.blobs.set(`${repository}/${digest}`, Buffer.from(bytes));
    return { digest, size: bytes.length };
  }

  manifest(repository: string, content: object, type = manifestType): string {
    const bytes = Buffer.from(JSON.stringify(content));
    this.manifests.set(`${repository}/${sha256(bytes)}`, { type, bytes });
    return sha256(bytes);
  }

  image(repository: string, layers: (Buffer | string)[] = ["a layer"]): string {
    return this.manifest(repository, {
      schemaVersion: 2,
      mediaType: manifestType,
      config: this.blob(repository, "{}"),
      layers: layers.map((layer) => this.blob(repository, layer)),
    });
  }

  /** Of every type: a registry need not filter. */
  #referrers(repository: string, digest: string): object[] {
    return [...this.manifests].flatMap(([key, { type, bytes }]) => {
      const own = `${repository}/${sha256(bytes)}`;
      const { subject, artifactType } = JSON.parse(bytes.toString()) as {
        subject?: { digest: string };
        artifactType?: string;
      };
      return key === own && subject?.digest === digest
        ? [{ mediaType: type, digest: sha256(bytes), size: bytes.length, artifactType }]
        : [];
    });
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? "", `http://${this.host}`);
    this.asked.push(`${request.method} ${url.pathname}`);
    const end = (status: number, headers: Record<string, string> = {}, body?: Buffer) =>
      response.writeHead(status, headers).end(body);
    if (request.headers.authorization !== `Basic ${Buffer.from("AWS:password").toString("base64")}`)
      return void end(401);
    const [, repository = "", kind = "", rest = ""] =
      /^\/v2\/(.+)\/(manifests|blobs|referrers)\/(.*)$/.exec(url.pathname) ?? [];
    const key = `${repository}/${rest}`;
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const body = Buffer.concat(parts);
      if (kind === "manifests" && request.method === "PUT") {
        const {
          layers = [],
          config,
          manifests = [],
        } = JSON.parse(body.toString()) as Record<string, { digest: string }[]> & {
          config?: { digest: string };
        };
        const missing =
          [...layers, ...(config ? [config] : [])].some(
            ({ digest }) => !this.blobs.has(`${repository}/${digest}`),
          ) || manifests.some(({ digest }) => !this.manifests.has(`${repository}/${digest}`));
        if (missing) return void end(400);
        const stored = { type: request.headers["content-type"] ?? "", bytes: body };
        this.manifests.set(key, stored).set(`${repository}/${sha256(body)}`, stored);
        return void end(201);
      }
      if (kind === "referrers") {
        const all = [...this.#referrers(repository, rest), ...this.listsAlso];
        const from = Number(url.searchParams.get("from") ?? 0);
        const to = from + this.pageSize;
        const next = `</v2/${repository}/referrers/${rest}?from=${to}>; rel="next"`;
        const page = Buffer.from(JSON.stringify({ schemaVersion: 2, manifests: all.slice(from, to) }));
        return void end(200, to < all.length ? { link: next } : {}, page);
      }
      if (kind === "manifests") {
        const found = this.manifests.get(key);
        return void (found ? end(200, { "content-type": found.type }, found.bytes) : end(404));
      }
      if (request.method === "HEAD") return void end(this.blobs.has(key) ? 200 : 404);
      if (request.method === "GET") {
        const port = (this.#bucket.address() as AddressInfo).port;
        return void (this.blobs.has(key)
          ? end(307, { location: `http://127.0.0.1:${port}/${encodeURIComponent(key)}` })
          : end(404));
      }
      const id = url.searchParams.get("id") ?? String(this.#uploads.size);
      const upload = this.#uploads.get(id) ?? [];
      this.#uploads.set(id, upload);
      upload.push(body);
      if (request.method !== "PUT")
        return void end(202, { location: `/v2/${repository}/blobs/uploads/x?id=${id}` });
      const bytes = Buffer.concat(upload);
      const digest = url.searchParams.get("digest") ?? "";
      if (sha256(bytes) !== digest) return void end(400);
      this.blobs.set(`${repository}/${digest}`, bytes);
      end(201);
    });
  }
}
