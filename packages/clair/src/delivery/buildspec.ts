import { checkDelivery, login, render, type Phases } from "./buildspecParts.ts";
import { judgeByInspector } from "./inspector.ts";
import { attachLists, handOn, verifySignature } from "./signing.ts";

// What CodeBuild runs. It belongs to the pipeline and not to the source, so that a commit cannot bring its own judge.
// Each phase is one script, which its first failing command ends; phases share nothing but files.

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
export const fetchGate = fetchReviewed({ GATE_SHA256: "gate.mjs", POLICY_SHA256: "policy.json" });

export const pullClair = 'docker pull --quiet "$CLAIR_IMAGE"';

/** The judge's own words, new for each retry, because tags of releases never move. */
const nameRelease = [
  `commit="$(printf '%s' "\${CODEBUILD_RESOLVED_SOURCE_VERSION:-}" | tr -cd 'A-Za-z0-9' | cut -c1-12)"`,
  'version="${commit:-source}-$CODEBUILD_BUILD_NUMBER"',
];

/** Every path of the source, which nobody has built from here; of packages that lie in it, their folder alone. */
const listSources = 'find . -name node_modules -prune -print0 -o ! -type d -print0 > "$work/sources"';

/** Artifacts of the judge's own making: what a commit has by these names is listed as a source, and goes. */
const dropPlanted = "rm -rf -- imagedefinitions.json";

const digestOf = (repository: string, tag: string) => [
  `digest="$(aws ecr describe-images --repository-name "$${repository}" --image-ids "imageTag=${tag}" \\`,
  "  --query 'imageDetails[0].imageDigest' --output text)\"",
  'case "$digest" in sha256:*) ;; *) echo "The registry does not have the image."; exit 2 ;; esac',
];
const findDigest = digestOf("QUARANTINE_NAME", "quarantine-$DELIVERY_ID");

/** Where Clair's matcher says what it learned last; a kind follows (github.com/quay/clair v4.9.0, httptransport). */
export const updatesPath = "matcher/api/v1/internal/update_operation?latest=true&kind=";

interface Scan {
  /** Variable with the address of the repository, for clairctl. */
  address: string;
  /** Name of the reports in their bucket, in which the last verdict on what runs lies as well. @default - there is no bucket */
  reportName?: string;
  /** Behind the gate, of what it prints. */
  output?: string;
  /** Whether the image was built just now, for the platforms of this delivery. @default false */
  isOwn?: boolean;
}

/** For people: what runs has already. It decides nothing. */
const fetchRunning = [
  'aws s3 cp --only-show-errors "$REPORT_LOCATION/running.json" "$work/running-now.json" 2> /dev/null || rm -f "$work/running-now.json"',
];

/** @param isOwn Whether the image was built by this delivery: then it must be for its platforms, and for no others. */
const listImages = (address: string, isOwn: boolean) =>
  `aws ecr get-login-password | node "$work/gate.mjs" images "$${address}@$digest"${isOwn ? ' "$PLATFORMS"' : ""} > "$work/images"`;

/** An index has several images, each of which is scanned and judged: the worst verdict is that of all. */
export const scanAndJudge = ({ address, reportName, output = "", isOwn = false }: Scan) => [
  'config="$work/clairctl"',
  'rm -rf "$work/vulnerability.json" "$work/enrichment.json" "$work/passed" "$work/verdicts" "$work"/clair-report*.json',
  listImages(address, isOwn),
  '(umask 077; mkdir -p "$config"; printf \'auth:\\n  psk:\\n    key: "%s"\\n    iss: ["%s"]\\n\' "$CLAIR_PSK" "$CLAIR_ISSUER" > "$config/config.yaml")',
  "# What it knows before it scans: what it learns meanwhile may have come too late for the report.",
  "for kind in vulnerability enrichment; do",
  '  (umask 077; node "$work/gate.mjs" token > "$config/header")',
  `  curl --silent --show-error --fail --max-time 60 --header "@$config/header" "\${CLAIR_API%/}/${updatesPath}$kind" \\`,
  '    > "$work/$kind.json" || rm -f "$work/$kind.json"',
  "done",
  'rm -f "$work/running-now.json"',
  ...(reportName === undefined ? [] : fetchRunning),
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
  // The report is kept before it is judged: that of a rejected image is the one that people read.
  ...(reportName === undefined ? [] : keepReport(reportName)),
  `  aws ecr get-login-password | node "$work/gate.mjs" layers "$${address}@$image" > "$work/layers.json" || rm -f "$work/layers.json"`,
  "  code=0",
  '  node "$work/gate.mjs" judge "$report" "$work/policy.json" "$work/vulnerability.json" "$work/enrichment.json" \\',
  `    "$work/sources" "$image" "$work/verdicts" "$work/layers.json" "$work/running-now.json" "\${report%.json}"${output} || code=$?`,
  ...(reportName === undefined ? [] : keepEvidence(reportName)),
  '  if [ "$code" -gt "$status" ]; then status="$code"; fi',
  '  number=$((number + 1)) suffix="-$number"',
  "done",
  'rm -rf "$config"',
];

const keepReport = (name: string) => [
  `  if [ -f "$report" ]; then aws s3 cp --only-show-errors "$report" "$REPORT_LOCATION/${name}$suffix.json"; fi`,
];

/** SARIF and the lists of packages, of which there are none where nothing was judged. */
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

/** The phases before a release: an image of the quarantine is scanned and judged. */
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

/** Scans what lies in the quarantine, judges, and only then releases. It runs nothing of the source or of the image. */
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
 * What another team's CodeBuild project runs, which is a client of the scanner: the same scan and gate, and the copy into that
 * team's own repository. Its images come from a project that runs `imageBuildspec`, under another role. Its environment is the
 * delivery's `clientEnvironment`, the names of the two repositories, and the `DELIVERY_ID` that its pipeline gives both builds.
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
      install: fetchReviewed({ GATE_SHA256: "gate.mjs" }),
      build: [
        dropPlanted,
        ...checkDelivery,
        ...findDigest,
        ...nameRelease,
        listImages("QUARANTINE_URL", true),
        ...judgeByInspector,
        ...copyRelease,
        ...handOn,
      ],
    },
    ["imagedefinitions.json"],
  );
}

/** Right before the deployment, under a role that cannot sign: hands on the image only if it is there, unchanged, and signed. */
export function verifyBuildspec(): string {
  return render({ install: fetchReviewed({ GATE_SHA256: "gate.mjs" }), build: verifySignature }, [
    "imagedefinitions.json",
  ]);
}
