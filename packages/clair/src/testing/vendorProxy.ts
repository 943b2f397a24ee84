import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { answerOf } from "./vendorFeeds.ts";

/** Hosts under which Clair asks for data by default. */
const hosts = [
  ...["secdb.alpinelinux.org", "deb.debian.org", "security-tracker.debian.org", "api.launchpad.net"],
  ...["security-metadata.canonical.com", "cdn.amazonlinux.com", "security.access.redhat.com", "nvd.nist.gov"],
];

/**
 * A proxy on 127.0.0.1 behind which the vendors' servers are, with TLS: Clair asks at its own addresses, and no configuration of it
 * has to name others. It ends all else.
 */
export class VendorProxy {
  readonly #folder = mkdtempSync(join(tmpdir(), "vendors-"));
  readonly #sockets = new Set<Socket>();
  #close: () => void = () => undefined;
  /** `http://127.0.0.1:<port>`. */
  address = "";
  /** Path of the certificate that its servers have. */
  readonly certificate = join(this.#folder, "certificate.pem");
  /** What was asked for, as `<host>/<path>`. */
  readonly asked = new Set<string>();

  /** @param unreachable Hosts that do not answer. */
  static async start(unreachable: string[] = []): Promise<VendorProxy> {
    const proxy = new VendorProxy();
    const key = join(proxy.#folder, "key.pem");
    const names = hosts.map((host) => `DNS:${host}`).join(",");
    execFileSync(
      "openssl",
      [
        ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=vendors"],
        ...["-addext", `subjectAltName=${names}`, "-keyout", key, "-out", proxy.certificate],
      ],
      { stdio: "ignore" },
    );
    const options = { key: readFileSync(key), cert: readFileSync(proxy.certificate) };
    const vendors = createSecureServer(options, (request, response) => proxy.#answer(request, response));
    const front = createServer((_request, response) => response.writeHead(502).end());
    front.on("connect", (request: IncomingMessage, socket: Socket) => {
      proxy.#sockets.add(socket);
      socket.on("error", () => socket.destroy());
      const [host = ""] = (request.url ?? "").split(":");
      if (unreachable.includes(host) || !hosts.includes(host)) {
        socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
        return;
      }
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      vendors.emit("connection", socket);
    });
    await new Promise<void>((resolve) => front.listen(0, "127.0.0.1", resolve));
    proxy.#close = () => {
      front.close();
      for (const socket of proxy.#sockets) socket.destroy();
    };
    proxy.address = `http://127.0.0.1:${(front.address() as AddressInfo).port}`;
    return proxy;
  }

  #answer({ headers, url = "", method }: IncomingMessage, response: ServerResponse): void {
    const wanted = `${headers.host ?? ""}${url}`;
    this.asked.add(wanted);
    const answer = answerOf(wanted);
    if (answer === undefined) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { ...answer.headers, "content-length": Buffer.byteLength(answer.body) });
    response.end(method === "HEAD" ? undefined : answer.body);
  }

  close(): void {
    this.#close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
