import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { GitHub, ownLogin, type Comment, type Issue, type PullRequest } from "./github.ts";
import { jobOf, type Job } from "./job.ts";

/** A local server with the part of GitHub's REST API that the programs use. */
export class FakeGitHub {
  readonly pullRequests: PullRequest[] = [];
  readonly comments: (Comment & { issue: number })[] = [];
  readonly issues: (Issue & { state: string; labels: string[] })[] = [];
  /** Each call that changed something. */
  readonly writes: string[] = [];
  /** Answers everything with this status. */
  refuseWith: number | undefined;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async open(): Promise<FakeGitHub> {
    const server = createServer();
    const fake = new FakeGitHub(server);
    server.on("request", (request, response) => {
      void fake.#answer(request).then(({ status, body }) => {
        response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => void this.#server.close(() => resolve()));
  }

  comment(issue: number, body: string, login = ownLogin): void {
    this.comments.push({ id: this.comments.length + 1, issue, body, user: { login } });
  }

  async #answer(request: IncomingMessage): Promise<{ status: number; body: unknown }> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const sent = (chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : {}) as Record<
      string,
      never
    >;
    const { pathname, searchParams } = new URL(request.url ?? "", this.url);
    const path = pathname.replace("/repos/acme/ballast/", "");
    if (request.headers.authorization !== "Bearer token")
      return { status: 401, body: { message: "Bad credentials" } };
    if (this.refuseWith !== undefined)
      return { status: this.refuseWith, body: { message: "Resource not accessible by integration" } };
    if (request.method !== "GET") this.writes.push(`${String(request.method)} ${path}`);
    const page = <Item>(items: Item[]): { status: number; body: Item[] } => {
      const size = Number(searchParams.get("per_page"));
      const from = (Number(searchParams.get("page")) - 1) * size;
      return { status: 200, body: items.slice(from, from + size) };
    };
    const number = Number(/\d+/.exec(path)?.[0]);
    const route = `${String(request.method)} ${path.replace(/\d+/, "N")}`;
    switch (route) {
      case "GET pulls/N": {
        const found = this.pullRequests.find((pullRequest) => pullRequest.number === number);
        return found ? { status: 200, body: found } : { status: 404, body: { message: "Not Found" } };
      }
      case "GET issues/N/comments":
        return page(this.comments.filter(({ issue }) => issue === number));
      case "POST issues/N/comments":
        this.comment(number, sent["body"] ?? "");
        return { status: 201, body: {} };
      case "PATCH issues/comments/N":
        Object.assign(this.comments.find(({ id }) => id === number) ?? {}, sent);
        return { status: 200, body: {} };
      case "GET issues":
        return page(
          this.issues.filter(
            ({ state, labels }) =>
              state === searchParams.get("state") && labels.includes(searchParams.get("labels") ?? ""),
          ),
        );
      case "POST issues":
        this.issues.push({
          number: this.issues.length + 1,
          user: { login: ownLogin },
          state: "open",
          ...(sent as object),
        } as never);
        return { status: 201, body: {} };
      case "PATCH issues/N":
        Object.assign(this.issues.find((issue) => issue.number === number) ?? {}, sent);
        return { status: 200, body: {} };
      default:
        return { status: 404, body: { message: `no route ${route}` } };
    }
  }
}

/** A folder of a test's own, and a job that works in it. */
export class Workspace {
  readonly folder = mkdtempSync(join(tmpdir(), "workflows-"));
  readonly outputs: Record<string, string> = {};
  summary = "";

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  /** @param variables More of the environment. @param event The event that started the workflow. */
  job(variables: Record<string, string> = {}, event: unknown = {}): Job {
    this.write("event.json", JSON.stringify(event));
    const real = jobOf({
      GITHUB_EVENT_PATH: join(this.folder, "event.json"),
      GITHUB_WORKSPACE: this.folder,
      ARTIFACT: join(this.folder, "artifact"),
      RUN_URL: "https://github.com/acme/ballast/actions/runs/9",
      ...variables,
    });
    return {
      ...real,
      output: (name, value) => void (this.outputs[name] = value),
      summarize: (markdown) => void (this.summary += markdown),
    };
  }

  close(): void {
    rmSync(this.folder, { recursive: true });
  }
}

const checkedCommit = "0123456789abcdef0123456789abcdef01234567";
const here = 4711;

/** An open pull request, 12, whose check has left its artifact, and the stacks of the default branch. */
export class Scene {
  readonly workspace = new Workspace();
  readonly fake: FakeGitHub;
  readonly github: GitHub;
  readonly commit = checkedCommit;
  /** The run of the check, as a `workflow_run` event has it. */
  readonly run = {
    id: 9,
    html_url: "https://github.com/acme/ballast/actions/runs/9",
    event: "pull_request",
    head_sha: checkedCommit,
    head_repository: { id: here },
    repository: { id: here },
  };

  private constructor(fake: FakeGitHub) {
    this.fake = fake;
    this.github = new GitHub(fake.url, "token", "acme/ballast");
    fake.pullRequests.push({
      number: 12,
      state: "open",
      head: { sha: checkedCommit, repo: { id: here } },
      base: { ref: "main", repo: { id: here } },
    });
    this.workspace.write("Pulumi.yaml", "stackConfigDir: stacks/environments\n");
    for (const stack of ["network-dev", "network-prod", "web-dev"])
      this.workspace.write(`stacks/environments/Pulumi.${stack}.yaml`, "secretsprovider: awskms://key\n");
    this.workspace.write("stacks/environments/Pulumi.new-dev.yaml", "config: {}\n");
    this.leave({ number: 12, stacks: ["network-dev", "new-dev", "gone-dev"] }, "**1 to change** by @acme");
  }

  static async open(): Promise<Scene> {
    return new Scene(await FakeGitHub.open());
  }

  /** The artifact of the check. */
  leave(described: unknown, comment: string): void {
    this.workspace.write("artifact/pull-request.json", JSON.stringify(described));
    this.workspace.write("artifact/comment.md", comment);
  }

  /** A job that the finished check has started. */
  job(variables: Record<string, string> = {}, workflow_run: unknown = this.run): Job {
    return this.workspace.job(variables, { workflow_run });
  }

  async close(): Promise<void> {
    this.workspace.close();
    await this.fake.close();
  }
}
