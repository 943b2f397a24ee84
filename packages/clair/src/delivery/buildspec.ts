import { stringify } from "yaml";
import { judgeByInspector } from "./inspector.ts";

// What CodeBuild runs. It belongs to the pipeline and not to the source, so that a commit cannot bring its own judge.
// Each phase is one script, which its first failing command ends; phases share nothing but files.

const begin = ["set -euo pipefail", 'work="${TMPDIR:-/tmp}/delivery"', 'mkdir -p "$work"'];

/** Gate and policy come from the pipeline's own bucket, and are used only if they are those that were reviewed. */
const fetchReviewed = (files: Record<string, string>) => [
  ...Object.entries(files).map(
    ([variable, file]) =>
      `aws s3 cp --only-show-errors "$GATE_LOCATION/$${variable}${file.slice(file.indexOf("."))}" "$work/${file}"`,
  ),
  `printf '%s  %s\\n' ${Object.entries(files)
    .map(([variable, file]) => `"$${variable}" "$work/${file}"`)
    .join(" ")} | sha256sum --check --status || {`,
  '  echo "The gate is not the one that was reviewed."',
  "  exit 2",
  "}",
];
const fetchGate = fetchReviewed({ GATE_SHA256: "gate.mjs", POLICY_SHA256: "policy.json" });

const loginTo = (address: string) =>
  `aws ecr get-login-password | docker login --username AWS --password-stdin "\${${address}%%/*}"`;
const login = loginTo("QUARANTINE_URL");

const pullClair = 'docker pull --quiet "$CLAIR_IMAGE"';

const nameCommit = `commit="$(printf '%s' "$CODEBUILD_RESOLVED_SOURCE_VERSION" | tr -cd 'A-Za-z0-9' | cut -c1-12)"`;

/** Every path of the source, which nobody has built from here; of packages that lie in it, their folder alone. */
const listSources = 'find . -name node_modules -prune -print0 -o ! -type d -print0 > "$work/sources"';

/** What the build says is the word of whoever wrote the source: it names an image of this commit, or nothing. */
const checkVersion = [
  nameCommit,
  'version="${DELIVERY_VERSION:-}"',
  `number="\${version#"\${commit:-source}-"}"`,
  'case "$number" in',
  '  \'\' | "$version" | *[!0-9]*) echo "The build does not name an image of this commit."; exit 2 ;;',
  "esac",
];

const digestOf = (repository: string, tag: string) => [
  `digest="$(aws ecr describe-images --repository-name "$${repository}" --image-ids "imageTag=${tag}" \\`,
  "  --query 'imageDetails[0].imageDigest' --output text)\"",
  'case "$digest" in sha256:*) ;; *) echo "The registry does not have the image."; exit 2 ;; esac',
];
const findDigest = digestOf("QUARANTINE_NAME", "quarantine-$version");

/** Where Clair's matcher says what it learned last; a kind follows (github.com/quay/clair v4.9.0, httptransport). */
export const updatesPath = "matcher/api/v1/internal/update_operation?latest=true&kind=";

interface Scan {
  /** Variable with the address of the repository, for clairctl. */
  address: string;
  /** What comes of each report. */
  keep: string[];
  /** Behind the gate, of what it prints. */
  output?: string;
}

/** An index has several images, each of which is scanned and judged: the worst verdict is that of all. */
const scanAndJudge = ({ address, keep, output = "" }: Scan) => [
  'config="$work/clairctl"',
  'rm -rf "$work/vulnerability.json" "$work/enrichment.json" "$work/passed" "$work/verdicts" "$work"/clair-report*.json',
  `aws ecr get-login-password | node "$work/gate.mjs" images "$${address}@$digest" > "$work/images"`,
  '(umask 077; mkdir -p "$config"; printf \'auth:\\n  psk:\\n    key: "%s"\\n    iss: ["%s"]\\n\' "$CLAIR_PSK" "$CLAIR_ISSUER" > "$config/config.yaml")',
  "# What it knows before it scans: what it learns meanwhile may have come too late for the report.",
  "for kind in vulnerability enrichment; do",
  '  (umask 077; node "$work/gate.mjs" token > "$config/header")',
  `  curl --silent --show-error --fail --max-time 60 --header "@$config/header" "\${CLAIR_API%/}/${updatesPath}$kind" \\`,
  '    > "$work/$kind.json" || rm -f "$work/$kind.json"',
  "done",
  "status=0 suffix= number=1",
  'for image in $(cat "$work/images"); do',
  '  report="$work/clair-report$suffix.json"',
  '  echo "Image $image:"',
  "  # clairctl leaves nothing, or null, where a scan fails; the gate closes on either.",
  "  for attempt in 1 2 3; do",
  "    if docker run --rm --network host --user 0 --entrypoint /usr/bin/clairctl \\",
  '        --volume "$config:/clairctl:ro" --volume "${HOME:-/root}/.docker:/docker:ro" --env DOCKER_CONFIG=/docker \\',
  '        "$CLAIR_IMAGE" --config /clairctl/config.yaml --issuer "$CLAIR_ISSUER" report --host "$CLAIR_API" --out json \\',
  `        "$${address}@$image" > "$report"; then break; fi`,
  '    rm -f "$report"',
  '    echo "Scan $attempt of 3 failed."',
  "    sleep 30",
  "  done",
  ...keep.map((line) => `  ${line}`),
  "  code=0",
  '  node "$work/gate.mjs" judge "$report" "$work/policy.json" "$work/vulnerability.json" "$work/enrichment.json" \\',
  `    "$work/sources" "$image" "$work/verdicts"${output} || code=$?`,
  '  if [ "$code" -gt "$status" ]; then status="$code"; fi',
  '  number=$((number + 1)) suffix="-$number"',
  "done",
  'rm -rf "$config"',
];

const keepAs = (name: string) => [
  `if [ -f "$report" ]; then aws s3 cp --only-show-errors "$report" "$REPORT_LOCATION/${name}$suffix.json"; fi`,
];

const pass = ['if [ "$status" -ne 0 ]; then exit "$status"; fi', `printf '%s' "$digest" > "$work/passed"`];

/** CodeBuild comes here after a failed build as well. */
const onlyWhatPassed = [
  'if [ "${CODEBUILD_BUILD_SUCCEEDING:-0}" != 1 ]; then echo "Nothing is released."; exit 1; fi',
  ...checkVersion,
  'digest="$(cat "$work/passed")"',
];

/** The release is the image that was scanned, byte for byte: the copy is by its digest, and hashes what it copies. */
const copyRelease = [
  'aws ecr get-login-password | node "$work/gate.mjs" copy "$QUARANTINE_URL@$digest" "$REPOSITORY_URL:release-$version"',
];

const release = [
  ...copyRelease,
  `printf '[{"name":"%s","imageUri":"%s"}]' "$CONTAINER_NAME" "$REPOSITORY_URL:release-$version" > imagedefinitions.json`,
];

type Phases = Record<string, string[]>;

function render(phases: Phases, artifacts: string[], exported: string[] = []): string {
  const document = {
    version: 0.2,
    env: { shell: "bash", ...(exported.length > 0 && { "exported-variables": exported }) },
    phases: Object.fromEntries(
      Object.entries(phases).map(([name, commands]) => [
        name,
        { "on-failure": "ABORT", commands: [`${[...begin, ...commands].join("\n")}\n`] },
      ]),
    ),
    ...(artifacts.length > 0 && { artifacts: { files: artifacts } }),
  };
  return stringify(document, { lineWidth: 0 });
}

/**
 * Builds an image, and pushes it into the quarantine: the one build that runs what the source says, and so it has no key of the
 * scanner, no way to a release, and nothing to say but which image it pushed.
 */
export function imageBuildspec(): string {
  return render(
    {
      pre_build: [
        "# Unique for each build: tags never move.",
        nameCommit,
        `printf '%s' "\${commit:-source}-$CODEBUILD_BUILD_NUMBER" > "$work/version"`,
        login,
      ],
      build: [
        'version="$(cat "$work/version")"',
        'docker build --pull --tag "$QUARANTINE_URL:quarantine-$version" .',
        'docker push "$QUARANTINE_URL:quarantine-$version"',
        'export DELIVERY_VERSION="$version"',
      ],
    },
    [],
    ["DELIVERY_VERSION"],
  );
}

/** The phases before a release: an image of the quarantine is scanned and judged. @param keep What comes of each report. */
function judgeQuarantined(keep: string[]): Phases {
  return {
    install: fetchGate,
    pre_build: [login, pullClair],
    build: [
      ...[listSources, ...checkVersion, ...findDigest],
      ...scanAndJudge({ address: "QUARANTINE_URL", keep }),
      ...pass,
    ],
  };
}

/** Scans what lies in the quarantine, judges, and only then releases. It runs nothing of the source or of the image. */
export function clairBuildspec(): string {
  return render(
    {
      // The report is kept before it is judged: that of a rejected image is the one that people read.
      ...judgeQuarantined(keepAs("$version")),
      post_build: [...onlyWhatPassed, ...release, 'cp "$work"/clair-report*.json .'],
    },
    ["imagedefinitions.json", "clair-report*.json"],
  );
}

/**
 * What another team's CodeBuild project runs, which is a client of the scanner: the same scan and gate, and the copy into that
 * team's own repository. Its images come from a project that runs `imageBuildspec`, under another role. Its environment is the
 * delivery's `clientEnvironment`, the names of the two repositories, and the other build's `DELIVERY_VERSION`.
 */
export function clientBuildspec(): string {
  return render(
    {
      ...judgeQuarantined([]),
      post_build: [...onlyWhatPassed, ...copyRelease, 'cp "$work"/clair-report*.json .'],
    },
    ["clair-report*.json"],
  );
}

/** In days: how old the oldest data is that the images need. By the project that judges what runs. */
export const ageMetric = { namespace: "Ballast", name: "ScannerDataAgeDays" };

/** What the service runs today; a revision that nobody delivered has another image, which was never judged. */
const findRunning = [
  'definition="$(aws ecs describe-services --cluster "$CLUSTER_NAME" --services "$SERVICE_NAME" \\',
  "  --query 'services[0].taskDefinition' --output text)\"",
  'running="$(aws ecs describe-task-definition --task-definition "$definition" \\',
  '  --query "taskDefinition.containerDefinitions[?name==\'$CONTAINER_NAME\'].image" --output text)"',
  'version="${running#"$REPOSITORY_URL:release-"}"',
];

/** For an alarm before the gate closes. A metric that is not told leaves the verdict as it is. */
const tellAge = [
  'if age="$(node "$work/gate.mjs" age "$work/verdicts")"; then',
  `  aws cloudwatch put-metric-data --namespace ${ageMetric.namespace} --metric-name ${ageMetric.name} \\`,
  '    --dimensions "ProjectName=${CODEBUILD_BUILD_ID%%:*}" --value "$age" || echo "The age of the scanner\'s data is not told."',
  "fi",
];

/** What `ballast scan-status` reads. Where it cannot be kept, that is told, too. */
const keepVerdict = [
  'RUNNING_IMAGE="$running" RUNNING_DIGEST="$digest" node "$work/gate.mjs" running "$work/verdict" "$work/verdicts" "$status" > "$work/running.json"',
  'aws s3 cp --only-show-errors "$work/running.json" "$REPORT_LOCATION/running.json" || {',
  '  echo "NOT JUDGED: the verdict could not be kept." | tee -a "$work/verdict"',
  "  status=2",
  "}",
];

const tell = [
  'if [ "$status" -ne 0 ]; then',
  "  {",
  '    echo "$SERVICE_NAME on $CLUSTER_NAME runs $running (${digest:-digest not known})."',
  "    grep -E '^SEVERITY | yes$' \"$work/verdict\" | head -n 101 || true",
  "    grep -E '^(REJECTED|NOT JUDGED|… and)' \"$work/verdict\" | head -n 20 || true",
  '    echo "Release an image with the fixed versions, or allow what may run for a while."',
  '  } > "$work/message"',
  '  subject="$(printf \'%s\' "What runs does not pass any more: $SERVICE_NAME" | cut -c1-100)"',
  '  aws sns publish --topic-arn "$TOPIC_ARN" --subject "$subject" --message "file://$work/message" --output text --query MessageId',
  '  exit "$status"',
  "fi",
];

/**
 * Judges again what the service runs, with what the scanner knows today, and tells people of findings above the policy. It has
 * no source, so it judges packages of the image alone.
 */
export function rescanBuildspec(): string {
  return render(
    {
      install: fetchGate,
      pre_build: [loginTo("REPOSITORY_URL"), pullClair],
      build: [
        "digest= status=0",
        ...findRunning,
        'if [ "$version" = "$running" ]; then',
        '  echo "NOT JUDGED: the image of the container $CONTAINER_NAME was not released by this delivery." | tee "$work/verdict"',
        "  status=2",
        "else",
        ...[
          ...digestOf("REPOSITORY_NAME", "release-$version"),
          "printf './\\0' > \"$work/sources\"",
          'rm -f "$work/verdict"',
          ...scanAndJudge({
            address: "REPOSITORY_URL",
            keep: keepAs("$version-running"),
            output: ' | tee -a "$work/verdict"',
          }),
        ].map((line) => `  ${line}`),
        "fi",
        ...tellAge,
        ...keepVerdict,
        ...tell,
      ],
    },
    [],
  );
}

/** After Amazon Inspector's stage has passed: releases what it has really scanned. */
export function releaseBuildspec(): string {
  return render(
    {
      install: fetchReviewed({ GATE_SHA256: "gate.mjs" }),
      build: [...checkVersion, ...findDigest, ...judgeByInspector, ...release],
    },
    ["imagedefinitions.json"],
  );
}
