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

const login =
  'aws ecr get-login-password | docker login --username AWS --password-stdin "${QUARANTINE_URL%%/*}"';

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

const findDigest = [
  'digest="$(aws ecr describe-images --repository-name "$QUARANTINE_NAME" --image-ids "imageTag=quarantine-$version" \\',
  "  --query 'imageDetails[0].imageDigest' --output text)\"",
  'case "$digest" in sha256:*) ;; *) echo "The registry does not have the image."; exit 2 ;; esac',
];

/** Where Clair's matcher says what it learned last; a kind follows (github.com/quay/clair v4.9.0, httptransport). */
export const updatesPath = "matcher/api/v1/internal/update_operation?latest=true&kind=";

const scan = [
  'config="$work/clairctl"',
  'report="$work/clair-report.json"',
  'rm -rf "$report" "$work/vulnerability.json" "$work/enrichment.json" "$work/passed"',
  '(umask 077; mkdir -p "$config"; printf \'auth:\\n  psk:\\n    key: "%s"\\n    iss: ["%s"]\\n\' "$CLAIR_PSK" "$CLAIR_ISSUER" > "$config/config.yaml")',
  "# What it knows before it scans: what it learns meanwhile may have come too late for the report.",
  "for kind in vulnerability enrichment; do",
  '  (umask 077; node "$work/gate.mjs" token > "$config/header")',
  `  curl --silent --show-error --fail --max-time 60 --header "@$config/header" "\${CLAIR_API%/}/${updatesPath}$kind" \\`,
  '    > "$work/$kind.json" || rm -f "$work/$kind.json"',
  "done",
  "# clairctl leaves nothing, or null, where a scan fails; the gate closes on either.",
  "for attempt in 1 2 3; do",
  "  if docker run --rm --network host --user 0 --entrypoint /usr/bin/clairctl \\",
  '      --volume "$config:/clairctl:ro" --volume "${HOME:-/root}/.docker:/docker:ro" --env DOCKER_CONFIG=/docker \\',
  '      "$CLAIR_IMAGE" --config /clairctl/config.yaml --issuer "$CLAIR_ISSUER" report --host "$CLAIR_API" --out json \\',
  '      "$QUARANTINE_URL@$digest" > "$report"; then break; fi',
  '  rm -f "$report"',
  '  echo "Scan $attempt of 3 failed."',
  "  sleep 30",
  "done",
  'rm -rf "$config"',
];

const keepReport =
  'if [ -f "$report" ]; then aws s3 cp --only-show-errors "$report" "$REPORT_LOCATION/$version.json"; fi';

const judge = [
  "status=0",
  'node "$work/gate.mjs" judge "$report" "$work/policy.json" "$work/vulnerability.json" "$work/enrichment.json" \\',
  '  "$work/sources" "$digest" || status=$?',
  'if [ "$status" -ne 0 ]; then exit "$status"; fi',
  `printf '%s' "$digest" > "$work/passed"`,
];

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

/** Scans what lies in the quarantine, judges, and only then releases. It runs nothing of the source or of the image. */
export function clairBuildspec(): string {
  return render(
    {
      install: fetchGate,
      pre_build: [login, 'docker pull --quiet "$CLAIR_IMAGE"'],
      // The report is kept before it is judged: that of a rejected image is the one that people read.
      build: [listSources, ...checkVersion, ...findDigest, ...scan, keepReport, ...judge],
      post_build: [...onlyWhatPassed, ...release, 'cp "$work/clair-report.json" clair-report.json'],
    },
    ["imagedefinitions.json", "clair-report.json"],
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
      install: fetchGate,
      pre_build: [login, 'docker pull --quiet "$CLAIR_IMAGE"'],
      build: [listSources, ...checkVersion, ...findDigest, ...scan, ...judge],
      post_build: [...onlyWhatPassed, ...copyRelease, 'cp "$work/clair-report.json" clair-report.json'],
    },
    ["clair-report.json"],
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
