import { checkDelivery, login, render, type Phases } from "./buildspecParts.ts";
import { judgeByInspector, releasable } from "./inspector.ts";
import { attachLists, handOn, verifySignature } from "./signing.ts";

// Build specifications of the CodeBuild projects. They belong to the pipeline and not to the source, so a commit
// cannot change the gate. Each phase is one script, which its first failing command ends. Phases share only files.

/** Downloads gate and policy from the pipeline's bucket, and verifies their SHA-256 digests. */
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
export const fetchGate = fetchReviewed({ GATE_SHA256: "gate.mjs", POLICY_SHA256: "policy.json" });
export const fetchProgram = fetchReviewed({ GATE_SHA256: "gate.mjs" });

export const pullClair = 'docker pull --quiet "$CLAIR_IMAGE"';

/** The tag of the release. It differs for each retry, because the tags of releases are immutable. */
const nameRelease = [
  `commit="$(printf '%s' "\${CODEBUILD_RESOLVED_SOURCE_VERSION:-}" | tr -cd 'A-Za-z0-9' | cut -c1-12)"`,
  'version="${commit:-source}-$CODEBUILD_BUILD_NUMBER"',
];

/** Lists the source's files before anything is built. Of package folders in the source, only the folder is listed. */
const listSources = 'find . -name node_modules -prune -print0 -o ! -type d -print0 > "$work/sources"';

/**
 * Removes files of the source that have the names of the scan build's artifacts; they are still listed as source
 * files.
 */
const dropPlanted = "rm -rf -- imagedefinitions.json";

const digestOf = (repository: string, tag: string) => [
  `digest="$(aws ecr describe-images --repository-name "$${repository}" --image-ids "imageTag=${tag}" \\`,
  "  --query 'imageDetails[0].imageDigest' --output text)\"",
  'case "$digest" in sha256:*) ;; *) echo "The registry does not have the image."; exit 2 ;; esac',
];
const findDigest = digestOf("QUARANTINE_NAME", "quarantine-$DELIVERY_ID");

/**
 * The path at which Clair's matcher returns its last updates; a kind follows (github.com/quay/clair v4.9.0,
 * httptransport).
 */
export const updatesPath = "matcher/api/v1/internal/update_operation?latest=true&kind=";

interface Scan {
  /** Variable with the address of the repository, for clairctl. */
  address: string;
  /** Name of the reports in their bucket, in which the last verdict on what runs lies as well. @default - there is no bucket */
  reportName?: string;
  /** Whether the image was built just now, for the platforms of this delivery. @default false */
  isOwn?: boolean;
}

/** Prints, for people, the findings of the running image. They do not affect the verdict. */
const fetchRunning = [
  'aws s3 cp --only-show-errors "$REPORT_LOCATION/running.json" "$work/running-now.json" 2> /dev/null || rm -f "$work/running-now.json"',
];

/** @param isOwn Whether the image was built by this delivery: then it must be for its platforms, and for no others. */
export const listImages = (address: string, isOwn: boolean) => [
  `aws ecr get-login-password | node "$work/gate.mjs" images "$${address}@$digest"${isOwn ? ' "$PLATFORMS"' : ""} > "$work/images"`,
  'if [ ! -s "$work/images" ] || grep --quiet --invert-match --line-regexp --extended-regexp "sha256:[0-9a-f]{64}" "$work/images"; then',
  '  echo "NOT JUDGED: the list of its images is not whole."',
  "  exit 2",
  "fi",
];

/** With its own configuration, and the registry's login. */
const clairctl = [
  "clairctl() {",
  "  docker run --rm --network host --user 0 --entrypoint /usr/bin/clairctl \\",
  '    --volume "$config:/clairctl:ro" --volume "${HOME:-/root}/.docker:/docker:ro" --env DOCKER_CONFIG=/docker \\',
  '    "$CLAIR_IMAGE" --config /clairctl/config.yaml --issuer "$CLAIR_ISSUER" "$@"',
  "}",
];

/** Scans each image of an index; the worst result is that of the index. */
export const scanAndJudge = ({ address, reportName, isOwn = false }: Scan) => [
  'config="$work/clairctl"',
  'rm -rf "$work/vulnerability.json" "$work/enrichment.json" "$work/passed" "$work/verdicts" "$work"/clair-report*.json',
  ...listImages(address, isOwn),
  '(umask 077; mkdir -p "$config"; printf \'auth:\\n  psk:\\n    key: "%s"\\n    iss: ["%s"]\\n\' "$CLAIR_PSK" "$CLAIR_ISSUER" > "$config/config.yaml")',
  "# What it knows before it scans: what it learns meanwhile may have come too late for the report.",
  "for kind in vulnerability enrichment; do",
  '  (umask 077; node "$work/gate.mjs" token > "$config/header")',
  `  curl --silent --show-error --fail --max-time 60 --header "@$config/header" "\${CLAIR_API%/}/${updatesPath}$kind" \\`,
  '    > "$work/$kind.json" || rm -f "$work/$kind.json"',
  "done",
  ...clairctl,
  'rm -f "$work/running-now.json"',
  ...(reportName === undefined ? [] : fetchRunning),
  "status=0 suffix= number=1",
  'for image in $(cat "$work/images"); do',
  '  report="$work/clair-report$suffix.json"',
  '  echo "Image $image:"',
  "  # clairctl leaves nothing, or null, where a scan fails; the gate closes on either.",
  "  for attempt in 1 2 3; do",
  "    # Clair returns what any client has indexed under this digest, whatever layers it named: delete that first.",
  '    if clairctl delete --host "$CLAIR_API" "$image" &&',
  `        clairctl report --host "$CLAIR_API" --out json "$${address}@$image" > "$report"; then break; fi`,
  '    rm -f "$report"',
  '    echo "Scan $attempt of 3 failed."',
  "    sleep 30",
  "  done",
  // The report is stored before the gate runs, because the report of a rejected image is the one that people need.
  ...(reportName === undefined ? [] : keepReport(reportName)),
  `  aws ecr get-login-password | node "$work/gate.mjs" layers "$${address}@$image" > "$work/layers.json" || rm -f "$work/layers.json"`,
  "  code=0",
  '  node "$work/gate.mjs" judge "$report" "$work/policy.json" "$work/vulnerability.json" "$work/enrichment.json" \\',
  `    "$work/sources" "$image" "$work/verdicts" "$work/layers.json" "$work/running-now.json" "\${report%.json}" || code=$?`,
  ...(reportName === undefined ? [] : keepEvidence(reportName)),
  '  if [ "$code" -gt "$status" ]; then status="$code"; fi',
  '  number=$((number + 1)) suffix="-$number"',
  "done",
  'rm -rf "$config"',
];

const keepReport = (name: string) => [
  `  if [ -f "$report" ]; then aws s3 cp --only-show-errors "$report" "$REPORT_LOCATION/${name}$suffix.json"; fi`,
];

/** Stores SARIF and the package lists. There are no package lists if the result is `NOT JUDGED`. */
const keepEvidence = (name: string) => [
  "  for list in sarif cdx spdx; do",
  '    file="$work/clair-report$suffix.$list.json"',
  `    if [ -f "$file" ]; then aws s3 cp --only-show-errors "$file" "$REPORT_LOCATION/${name}$suffix.$list.json"; fi`,
  "  done",
];

const pass = ['if [ "$status" -ne 0 ]; then exit "$status"; fi', `printf '%s' "$digest" > "$work/passed"`];

/** CodeBuild comes here after a failed build as well. */
const onlyWhatPassed = [
  'if [ "${CODEBUILD_BUILD_SUCCEEDING:-0}" != 1 ]; then echo "Nothing is released."; exit 1; fi',
  ...nameRelease,
  'digest="$(cat "$work/passed")"',
];

/** The release is the image that was scanned, byte for byte: the copy is by its digest, and hashes what it copies. */
const copyRelease = [
  'aws ecr get-login-password | node "$work/gate.mjs" copy "$QUARANTINE_URL@$digest" "$REPOSITORY_URL:release-$version"',
];

/** The phases before a release: they scan an image of the quarantine repository and run the gate. */
function judgeQuarantined(reportName?: string): Phases {
  return {
    install: fetchGate,
    pre_build: [login, pullClair],
    build: [
      ...[listSources, `${dropPlanted} clair-report*.json`, ...checkDelivery, ...findDigest, ...nameRelease],
      ...scanAndJudge({
        address: "QUARANTINE_URL",
        ...(reportName !== undefined && { reportName, isOwn: true }),
      }),
      ...pass,
    ],
  };
}

/**
 * The scan build: scans an image of the quarantine repository, runs the gate, and releases the image only if it
 * passes. It does not run anything of the source or of the image.
 */
export function clairBuildspec(): string {
  return render(
    {
      ...judgeQuarantined("$version"),
      post_build: [
        ...onlyWhatPassed,
        ...copyRelease,
        ...attachLists,
        ...handOn,
        'cp "$work"/clair-report*.json .',
      ],
    },
    ["imagedefinitions.json", "clair-report*.json"],
  );
}

/**
 * Build specification for another team's CodeBuild project, which is a client of the scanner. It runs the same scan
 * and gate, and copies the image to that team's repository. Another project builds the images with `imageBuildspec`,
 * under another role. Its environment consists of the delivery's `clientEnvironment`, the names of the two
 * repositories, and the `DELIVERY_ID` that its pipeline passes to both builds.
 */
export function clientBuildspec(): string {
  return render(
    {
      ...judgeQuarantined(),
      post_build: [...onlyWhatPassed, ...copyRelease, ...attachLists, 'cp "$work"/clair-report*.json .'],
    },
    ["clair-report*.json"],
  );
}

/** After Amazon Inspector's stage has passed: releases what it has really scanned. */
export function releaseBuildspec(): string {
  return render(
    {
      install: fetchProgram,
      build: [
        dropPlanted,
        ...checkDelivery,
        ...findDigest,
        ...nameRelease,
        ...listImages("QUARANTINE_URL", true),
        ...judgeByInspector({ repository: "QUARANTINE_NAME", codes: releasable, days: 7 }),
        'if [ "$status" -ne 0 ]; then exit "$status"; fi',
        ...copyRelease,
        ...handOn,
      ],
    },
    ["imagedefinitions.json"],
  );
}

/** Right before the deployment, with a role that cannot sign: passes the image on only if it exists, is unchanged and is signed. */
export function verifyBuildspec(): string {
  return render({ install: fetchProgram, build: verifySignature }, ["imagedefinitions.json"]);
}
