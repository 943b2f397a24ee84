import fc from "fast-check";
import { linesThatMayWait } from "./userData.ts";

const quick = [
  "mkdir -p /opt/ballast",
  "systemctl daemon-reload",
  "systemctl enable ballast-boot.service",
  "systemctl start --no-block ballast-boot.service",
  'say "queued"',
  "cat > /opt/a.sh <<'END'\nsystemctl start docker.service\nEND",
];
const slow = [
  "systemctl start docker.service",
  "systemctl restart ecs",
  "systemctl enable --now ecs.service",
  "docker plugin install rexray/ebs",
  "until curl -s http://localhost:51678/v1/metadata; do sleep 1; done",
  "cloud-init status --wait",
  'say "$(docker info)"',
  "mkdir -p /a && systemctl start ecs",
  "sleep 60",
];

it("finds every line that may wait, wherever it is, and no other", () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([...quick, ...slow]), (lines) => {
      const expected = lines.filter((line) => slow.includes(line));
      expect(linesThatMayWait(`#!/bin/bash\n${lines.join("\n")}\n`)).toEqual(expected);
    }),
  );
});
