import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gateProgram } from "../gate/gateProgram.ts";
import { digest, strict } from "./gateInputs.ts";

export interface Buildspec {
  version: number;
  env: Record<string, unknown>;
  phases: Record<string, { "on-failure": string; commands: string[] }>;
  artifacts?: { files: string[] };
}

export const repository = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/site";
export const quarantine = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/quarantine";
/** As CodePipeline names its executions. */
export const deliveryId = "0f9e8d7c-6b5a-4f3e-9d2c-1b0a9f8e7d6c";
const policy = JSON.stringify(strict);

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Stand-ins for what a build reaches: a registry, a bucket, a scanner. Everything else is real: bash, node, sha256sum. */
const standIns = {
  docker: `case "$1" in
    login) cat > /dev/null ;;
    push) [ -z "$PUSH_REFUSED" ] || { echo "denied: requested access to the resource is denied" >&2; exit 1; } ;;
    run) [ -z "$SCANNER_DOWN" ] || exit 1
      case "$*" in *" delete "*) [ -z "$KEEPS_INDEXES" ]; exit ;; esac
      for word; do :; done; cat "$STATE/answer\${word##*@}" 2> /dev/null || cat "$STATE/answer" ;;
  esac`,
  aws: `case "$1 $2" in
    "ecr get-login-password") echo log-me-in ;;
    "ecr describe-images") [ -z "$RELEASE_GONE" ] || exit 254; echo "\${FOUND:-${digest}}"
      case "$*" in *imageTags*) printf '%b\\n' "$TAGS" ;; esac ;;
    "inspector2 list-coverage") [ -z "$INSPECTOR_DOWN" ] || exit 254
      echo x >> "$STATE/asked"; if [ "$(wc -l < "$STATE/asked")" -le "\${PENDING:-0}" ]; then printf 'ACTIVE\\tPENDING_INITIAL_SCAN\\tNone\\n'; else printf '%b' "$COVERAGE"; fi ;;
    "inspector2 list-findings") [ "$SEVERITIES" != refused ] || exit 254; printf '%b' "$SEVERITIES" ;;
    "ecs describe-services") [ -z "$SERVICE_GONE" ] || exit 254; echo arn:aws:ecs:eu-central-1:123456789012:task-definition/site:7 ;;
    "ecs describe-task-definition") echo "$RUNNING" ;;
    "ecs list-tasks") [ -z "$TASKS_HIDDEN" ] || exit 254; ls "$STATE/tasks" | sed 's,^,arn:aws:ecs:eu-central-1:123456789012:task/main/,' | paste -sd '\t' ;;
    "ecs describe-tasks") tasks= count=0
      for word; do case "$word" in arn:*) count=$((count + 1)) tasks="$tasks,$(cat "$STATE/tasks/\${word##*/}")" ;; esac; done
      [ "$count" -le 100 ] || exit 254
      printf '{"tasks":[%s],"failures":[%s]}' "\${tasks#,}" "$TASK_FAILURES" ;;
    "kms sign") [ -z "$NO_SIGNATURE" ] || exit 254; echo c2lnbmF0dXJl ;;
    "kms verify") case "$*" in *valid.message*) echo True ;; *odd.message*) echo False ;; *) exit 254 ;; esac ;;
    "cloudwatch put-metric-data") [ -z "$NO_METRICS" ] || exit 254 ;;
    "sns publish") for word; do case "$word" in file://*) cp "\${word#file://}" "$STATE/message" ;; esac; done ;;
    "s3 cp") case "$4" in s3://*) cp "$STATE/\${4##*/}" "$5" ;; *) case "\${5##*/}" in "\${BUCKET_FULL:-none}"*) exit 1 ;; esac; cp "$4" "$STATE/kept-\${5##*/}" ;; esac ;;
  esac`,
  curl: `[ -z "$KNOWS_NOTHING" ] || { echo "{}"; exit 0; }
    [ -z "$SCANNER_DOWN" ] || exit 22
    case "$*" in *kind=enrichment) name=clair.cvss ;; *) name=debian/updater ;; esac
    printf '{"%s":[{"kind":"","date":"%s"}]}' "$name" "\${LOADED:-$(date -u +%FT%TZ)}"`,
  sleep: "",
  // What reaches registries; all else that the gate's program does is real.
  node: `case "$2" in
      running) case "$VERDICTS" in crash) exit 134 ;; "") ;; *) printf '%b' "$VERDICTS" > "$4" ;; esac ;;
      copy) [ "$(cat)" = log-me-in ] && [ -z "$COPY_REFUSED" ]; exit ;;
      layers) cat > /dev/null; [ -z "$LAYERS" ] && exit 2; echo "$LAYERS"; exit ;;
      attach | sign) [ "$(cat)" = log-me-in ] && [ -z "$REFERRERS_REFUSED" ] && [ -s "$4" ]; exit ;;
      claims) [ "$(cat)" = log-me-in ] || exit 2; for one in $CLAIMS; do echo "$one" > "$4/$one.message"; echo "$one" > "$4/$one.signature"; done; exit ;;
      images) [ "$4" = "$PLATFORMS" ] || exit 2; [ "$(cat)" = log-me-in ] && [ -z "$NO_IMAGES" ] || exit 1; [ -z "\${IMAGES_SILENT:-}" ] || exit 0; echo "\${IMAGES:-\${FOUND:-${digest}}}"; exit ;;
    esac
    exec "${process.execPath}" "$@"`,
};

/** A task of the cluster, as DescribeTasks says it. */
export interface TaskOfTest {
  image?: string;
  imageDigest?: string;
  container?: string;
  service?: string;
  lastStatus?: string;
}

/** A build as CodeBuild runs it, on the stand-ins. */
export class Build {
  readonly #folder = mkdtempSync(join(tmpdir(), "build-"));
  readonly #state = join(this.#folder, "state");
  readonly #source = join(this.#folder, "source");
  readonly #commands = join(this.#folder, "bin");
  readonly #variables: Record<string, string>;
  /** The stand-in for the AWS CLI, for one that does more. */
  static readonly aws = standIns.aws;
  /** Each phase and how it ended. */
  readonly phases: [string, number | null][] = [];
  output = "";

  /**
   * @param answer The scanner's report.
   * @param real Programs in place of the stand-ins, by name.
   */
  constructor(
    answer: string,
    variables: Record<string, string> = {},
    sources = ["Dockerfile"],
    real: Record<string, string> = {},
  ) {
    for (const folder of [this.#state, this.#source, this.#commands, join(this.#folder, "tmp")])
      mkdirSync(folder);
    mkdirSync(join(this.#state, "tasks"));
    for (const [name, body] of Object.entries({ ...standIns, ...real })) {
      const path = join(this.#commands, name);
      writeFileSync(path, `#!/bin/bash\necho "${name} $*" >> "$STATE/calls"\n${body}\n`);
      chmodSync(path, 0o755);
    }
    for (const path of sources) {
      mkdirSync(join(this.#source, path, ".."), { recursive: true });
      writeFileSync(join(this.#source, path), "");
    }
    writeFileSync(join(this.#state, "calls"), "");
    writeFileSync(join(this.#state, "answer"), answer);
    writeFileSync(join(this.#state, `${sha256(gateProgram)}.mjs`), variables["GATE"] ?? gateProgram);
    writeFileSync(join(this.#state, `${sha256(policy)}.json`), policy);
    this.#variables = {
      PATH: `${this.#commands}:${process.env["PATH"] ?? ""}`,
      HOME: this.#folder,
      TMPDIR: join(this.#folder, "tmp"),
      STATE: this.#state,
      PUSH_REFUSED: "",
      SCANNER_DOWN: "",
      KEEPS_INDEXES: "",
      COPY_REFUSED: "",
      NO_IMAGES: "",
      REFERRERS_REFUSED: "",
      NO_SIGNATURE: "",
      CLAIMS: "",
      SIGNING_KEY: "arn:aws:kms:eu-central-1:123456789012:key/0a",
      SERVICE_GONE: "",
      TASKS_HIDDEN: "",
      TASK_FAILURES: "",
      STALE_DAYS: "5",
      SCAN_DAYS: "30",
      RELEASE_GONE: "",
      // As the AWS CLI writes a list: in a line of its own.
      TAGS: "evidence-0a\\trelease-0123456789ab-7",
      VERDICTS: "",
      BUCKET_FULL: "",
      NO_METRICS: "",
      LAYERS: "",
      CODEBUILD_BUILD_ID: "site-rescan-build-0a1b2c3:0f9e8d7c-6b5a-4f3e-9d2c-1b0a9f8e7d6c",
      RESCAN_HOURS: "24",
      RUNNING: `${repository}:release-0123456789ab-7`,
      CLUSTER_NAME: "main",
      SERVICE_NAME: "shop",
      TOPIC_ARN: "arn:aws:sns:eu-central-1:123456789012:failures",
      KNOWS_NOTHING: "",
      INSPECTOR_DOWN: "",
      PENDING: "",
      COVERAGE: `ACTIVE\tSUCCESSFUL\t${new Date(Date.now() - 60_000).toISOString()}\n`,
      SEVERITIES: "",
      LIMIT_CRITICAL: "0",
      LIMIT_HIGH: "0",
      LIMIT_MEDIUM: "100000",
      LIMIT_LOW: "100000",
      CODEBUILD_RESOLVED_SOURCE_VERSION: "0123456789abcdef0123456789abcdef01234567",
      CODEBUILD_BUILD_NUMBER: "7",
      QUARANTINE_NAME: "quarantine",
      QUARANTINE_URL: quarantine,
      DELIVERY_ID: deliveryId,
      REPOSITORY_NAME: "site",
      REPOSITORY_URL: repository,
      CONTAINER_NAME: "site",
      PLATFORMS: "",
      GATE_LOCATION: "s3://reports/gate",
      GATE_SHA256: sha256(gateProgram),
      POLICY_SHA256: sha256(policy),
      REPORT_LOCATION: "s3://reports/reports",
      CLAIR_API: "http://clair.example.com:6060/",
      CLAIR_IMAGE: "quay.io/projectquay/clair:4.9.0",
      CLAIR_ISSUER: "ballast-delivery",
      CLAIR_PSK: "c2VjcmV0LXNlY3JldC1zZWNyZXQ=",
      ...variables,
    };
  }

  /** What the scanner answers of one image of several. */
  reports(image: string, answer: string): this {
    writeFileSync(join(this.#state, `answer${image}`), answer);
    return this;
  }

  /** What runs on the cluster. @default - no task */
  runs(tasks: TaskOfTest[]): this {
    for (const [at, { container = "site", service = "shop", image, imageDigest, ...task }] of tasks.entries())
      writeFileSync(
        join(this.#state, "tasks", String(at)),
        JSON.stringify({
          lastStatus: "RUNNING",
          ...task,
          group: `service:${service}`,
          containers: [
            { name: "log-router", image: "fluent-bit:1" },
            {
              name: container,
              ...(image !== undefined && { image }),
              ...(imageDigest !== undefined && { imageDigest }),
            },
          ],
        }),
      );
    return this;
  }

  /** An artifact of an earlier action. */
  gets(name: string, text: string): this {
    writeFileSync(join(this.#source, name), text);
    return this;
  }

  /** What lies in the bucket before. */
  keeps(name: string, text: string): this {
    writeFileSync(join(this.#state, name), text);
    return this;
  }

  /** As CodeBuild does it, but that a failed phase ends nothing: the next ones must do no harm even so. */
  runAll(spec: Buildspec): this {
    let succeeding = "1";
    for (const [name, { commands }] of Object.entries(spec.phases)) {
      const { status, stdout, stderr } = spawnSync("bash", ["-c", commands.join("\n")], {
        cwd: this.#source,
        encoding: "utf8",
        timeout: 60_000,
        env: { ...this.#variables, CODEBUILD_BUILD_SUCCEEDING: succeeding },
      });
      this.output += stdout + stderr;
      this.phases.push([name, status]);
      if (status !== 0) succeeding = "0";
    }
    return this;
  }

  get calls(): string[] {
    return readFileSync(join(this.#state, "calls"), "utf8").split("\n").filter(Boolean);
  }

  /** Images that reached a registry, by repository and tag. */
  get images(): string[] {
    return this.calls.flatMap((call) => {
      const image =
        /^docker push [^/]+\/(\S+)$/.exec(call)?.[1] ?? /^node \S+ copy \S+ [^/]+\/(\S+)$/.exec(call)?.[1];
      return image === undefined ? [] : [image];
    });
  }

  file(name: string): string | undefined {
    const path = join(this.#source, name);
    return existsSync(path) ? readFileSync(path, "utf8") : undefined;
  }

  /** Files that the build leaves behind in its working folder. */
  left(): string[] {
    return readdirSync(join(this.#folder, "tmp", "delivery"));
  }

  /** What people were told. */
  get message(): string | undefined {
    const path = join(this.#state, "message");
    return existsSync(path) ? readFileSync(path, "utf8") : undefined;
  }

  /** What lies in the bucket for reports. */
  kept(name = "0123456789ab-7.json"): string | undefined {
    const path = join(this.#state, `kept-${name}`);
    return existsSync(path) ? readFileSync(path, "utf8") : undefined;
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
