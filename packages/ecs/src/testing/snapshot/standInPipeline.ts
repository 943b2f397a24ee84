import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Jobs, type JobResult } from "./job.ts";

/** CodePipeline's answers to job workers, over HTTP, for the real SDK. */
export class StandInPipeline {
  readonly jobs = new Jobs();
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => parts.push(part));
      request.on("end", () => {
        const operation = String(request.headers["x-amz-target"]).split(".").at(-1) as JobResult["operation"];
        const input = JSON.parse(Buffer.concat(parts).toString()) as JobResult["input"];
        const refused = this.jobs.end({ operation, input });
        response.writeHead(refused ? 400 : 200, { "content-type": "application/x-amz-json-1.1" });
        response.end(JSON.stringify(refused ? { __type: refused, message: "The job has ended." } : {}));
      });
    });
  }

  /** Where the SDK finds it. */
  async environment(): Promise<NodeJS.ProcessEnv> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    const { port } = this.#server.address() as AddressInfo;
    return { AWS_ENDPOINT_URL_CODEPIPELINE: `http://127.0.0.1:${port}` };
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}
