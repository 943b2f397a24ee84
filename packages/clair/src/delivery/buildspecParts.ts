import { stringify } from "yaml";

// Parts that several build specifications use.

const begin = ["set -euo pipefail", 'work="${TMPDIR:-/tmp}/delivery"', 'mkdir -p "$work"'];

export const loginTo = (address: string) =>
  `aws ecr get-login-password | docker login --username AWS --password-stdin "\${${address}%%/*}"`;
export const login = loginTo("QUARANTINE_URL");

/**
 * The pipeline passes the id to both builds. It selects the image of the quarantine repository, so a build's output
 * cannot select another one.
 */
export const checkDelivery = [
  'case "${DELIVERY_ID:-}" in',
  "  '' | *[!0123456789abcdef-]*) echo \"The pipeline does not name its execution.\"; exit 2 ;;",
  "esac",
];

export type Phases = Record<string, string[]>;

export function render(phases: Phases, artifacts: string[]): string {
  const document = {
    version: 0.2,
    env: { shell: "bash" },
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
