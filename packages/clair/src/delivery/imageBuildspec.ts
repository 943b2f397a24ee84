import { createHash } from "node:crypto";
import { checkDelivery, login, render } from "./buildspecParts.ts";
import {
  architectureOf,
  isOfSeveral,
  makesIndex,
  platformsOf,
  secretVariable,
  type BuildPlatform,
  type ImageBuildArgs,
} from "./imageBuild.ts";

/** Quotes a text as one word of a shell. */
const word = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** Prints a field of the credentials. Errors must not contain the input, which `JSON.parse` would quote. */
const readField = [
  "read_field() {",
  "  node -e '",
  "    let login;",
  '    try { login = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8")); } catch {}',
  '    const field = process.argv.slice(2).map((name) => login?.[name]).find((one) => typeof one === "string" && /^[^\\0\\r\\n]+$/.test(one));',
  "    if (field === undefined) { console.error(`The login has no ${process.argv[2]}, or is not JSON.`); process.exit(2); }",
  "    process.stdout.write(field);",
  '  \' "$work/login" "$@"',
  "}",
];

/** Right before the build, and in no variable and no word of a command: the password goes from file to pipe. */
function loginToBases({ registries = {} }: ImageBuildArgs): string[] {
  const all = Object.entries(registries);
  if (all.length === 0) return [];
  return [
    ...readField,
    ...all.flatMap(([key, { address }]) => [
      `(umask 077; aws secretsmanager get-secret-value --secret-id "$${secretVariable(key)}" --query SecretString --output text > "$work/login")`,
      'user="$(read_field username)"',
      `read_field password accessToken | docker login --username "$user" --password-stdin ${address}`,
      'rm -f "$work/login"',
    ]),
  ];
}

function buildCommand({ dockerfile, target, arguments: values = {} }: ImageBuildArgs, tag: string): string {
  return [
    "docker build --pull",
    ...(dockerfile === undefined ? [] : [`--file ${word(dockerfile)}`]),
    ...(target === undefined ? [] : [`--target ${word(target)}`]),
    ...Object.entries(values).map(([name, value]) => `--build-arg ${word(`${name}=${value}`)}`),
    `--tag "${tag}" .`,
  ].join(" ");
}

/**
 * Builds an image, and pushes it to the quarantine repository. This is the only build that runs the source's
 * commands, so it has no access to the scanner's key, the release repository or the log of scans. The tag that is
 * scanned is set by its last command, so a retry of its stage does not find a tag that it cannot move.
 *
 * @param platform The platform of this build, if there are several. @default - the last one
 */
export function imageBuildspec(build: ImageBuildArgs = {}, platform?: BuildPlatform): string {
  const platforms = platformsOf(build);
  const own = platform ?? platforms.at(-1);
  const tag = "$QUARANTINE_URL:quarantine-$DELIVERY_ID";
  const pushAs = (name: string) => [buildCommand(build, name), `docker push "${name}"`];
  // The tag contains a hash of the build settings, so that a retry after a change does not use an image that was
  // built with other settings.
  const settings = createHash("sha256").update(buildCommand(build, "")).digest("hex").slice(0, 12);
  const ofPlatform = (one: BuildPlatform) => `${tag}-${architectureOf(one)}-${settings}`;
  const commands =
    !isOfSeveral(build) || own === undefined
      ? pushAs(tag)
      : [
          "# A retry of the stage finds what it has pushed already: source and settings are the same.",
          `if ! docker buildx imagetools inspect "${ofPlatform(own)}" > /dev/null 2>&1; then`,
          ...pushAs(ofPlatform(own)).map((line) => `  ${line}`),
          "fi",
          ...(makesIndex(own, build)
            ? [
                `docker buildx imagetools create --tag "${tag}" ${platforms.map((one) => `"${ofPlatform(one)}"`).join(" ")} || {`,
                '  echo "The index was not made. If settings of the build changed after the first of its builds, run the pipeline again instead of retrying." >&2',
                "  exit 1",
                "}",
              ]
            : []),
        ];
  return render({ pre_build: [login], build: [...checkDelivery, ...loginToBases(build), ...commands] }, []);
}
