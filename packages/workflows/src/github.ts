import { JobError, type Job } from "./job.ts";

interface Author {
  login: string;
}

export interface Comment {
  id: number;
  body?: string;
  user: Author | null;
}

export interface Issue {
  number: number;
  title: string;
  body: string | null;
  user: Author | null;
  /** There only if it is a pull request. */
  pull_request?: unknown;
}

export interface PullRequest {
  number: number;
  state: string;
  head: { sha: string; repo: { id: number } | null };
  base: { ref: string; repo: { id: number } };
}

/** The author of comments that are written with a workflow's own token. */
export const ownLogin = "github-actions[bot]";

/** GitHub's REST API, as far as the workflows need it: one repository, by the job's own token. */
export class GitHub {
  readonly #api: string;
  readonly #token: string;
  readonly #repository: string;

  constructor(api: string, token: string, repository: string) {
    this.#api = api;
    this.#token = token;
    this.#repository = repository;
  }

  static of(job: Job): GitHub {
    return new GitHub(
      job.variable("GITHUB_API_URL"),
      job.variable("GITHUB_TOKEN"),
      job.variable("GITHUB_REPOSITORY"),
    );
  }

  pullRequest(number: number): Promise<PullRequest> {
    return this.#ask<PullRequest>("GET", `pulls/${number}`);
  }

  comments(issue: number): Promise<Comment[]> {
    return this.#all<Comment>(`issues/${issue}/comments`);
  }

  async addComment(issue: number, body: string): Promise<void> {
    await this.#ask("POST", `issues/${issue}/comments`, { body });
  }

  async changeComment(id: number, body: string): Promise<void> {
    await this.#ask("PATCH", `issues/comments/${id}`, { body });
  }

  /** Open issues with a label. */
  async issues(label: string): Promise<Issue[]> {
    const found = await this.#all<Issue>(`issues?state=open&labels=${encodeURIComponent(label)}`);
    return found.filter((issue) => issue.pull_request === undefined);
  }

  async addIssue(issue: { title: string; body: string; labels: string[] }): Promise<void> {
    await this.#ask("POST", "issues", issue);
  }

  async changeIssue(number: number, changes: { body?: string; state?: "closed" }): Promise<void> {
    await this.#ask("PATCH", `issues/${number}`, changes);
  }

  /** Every page of a list. */
  async #all<Item>(path: string): Promise<Item[]> {
    const items: Item[] = [];
    for (let page = 1; ; page += 1) {
      const separator = path.includes("?") ? "&" : "?";
      const found = await this.#ask<Item[]>("GET", `${path}${separator}per_page=100&page=${page}`);
      items.push(...found);
      if (found.length < 100) return items;
    }
  }

  async #ask<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(`${this.#api}/repos/${this.#repository}/${path}`, {
      method,
      headers: {
        accept: "application/vnd.github+json",
        authorization: `Bearer ${this.#token}`,
        "x-github-api-version": "2022-11-28",
        "content-type": "application/json",
      },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(30_000),
    });
    if (!response.ok) {
      const { message = "" } = (await response.json().catch(() => ({}))) as { message?: string };
      throw new JobError(
        `GitHub answers ${method} ${path.split("?")[0] ?? ""} with ${response.status}${message && ` (${message})`}. ` +
          (response.status === 403 ? "The job's permissions may be too narrow; see its permissions." : ""),
      );
    }
    return (await response.json()) as Answer;
  }
}
