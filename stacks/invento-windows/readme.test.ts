import { readFileSync } from "node:fs";
import { join } from "node:path";
import { record } from "@ballast/testing";
import { siteLookups, standInSite } from "@ballast/recording/cloud";
import run from "../index.ts";
import { openThisProject } from "../testing/scenarioTests.ts";
import { paste, type Pasted } from "../testing/pasted.ts";

// The README's commands before the first image, in its order, given to bash. What the commands reach is what the stack has by then.

const blocks = [...readFileSync(join(__dirname, "README.md"), "utf8").matchAll(/```sh\n([^]*?)```/g)].map(
  ([, block = ""]) => block,
);
const before = blocks.filter((block) => /start-session|create-user/.test(block));

/** How many instances run before an image is named. */
async function instancesOf(databaseThroughInstances: boolean): Promise<number> {
  const { values } = (await openThisProject()).configurationOf("invento-windows-dev");
  const settings = JSON.parse(values["ballast:settings"] ?? "") as Record<string, unknown>;
  const network = {
    vpcId: "vpc-0123456789abcdef0",
    privateSubnetIds: { a: "subnet-0123456789abcdef0", b: "subnet-0123456789abcdef1" },
  };
  const recording = await record(run, {
    stack: "invento-windows-dev",
    config: {
      "aws:region": "eu-central-1",
      "ballast:settings": JSON.stringify({ ...settings, network, databaseThroughInstances }),
    },
    lookups: siteLookups(standInSite("eu-central-1")),
  });
  expect(recording.the("aws:ecs/service:Service").inputs["desiredCount"]).toBe(0);
  return recording.the("aws:autoscaling/group:Group").inputs["minSize"] as number;
}

const programs = (instances: number): Record<string, string> => ({
  npx: `echo "$4"`,
  sqlcmd: `test -e "$STATE/tunnel" || { echo "the server does not answer" >&2; exit 1; }
test "$SQLCMDUSER $SQLCMDPASSWORD $APP_DATABASE $APP_USERNAME $APP_PASSWORD" = "admin first invento invento_app random" || exit 1
touch "$STATE/user"`,
  aws: `case "$1 $2" in
  "ecs list-container-instances") test ${instances} -gt 0 && echo arn-of-member || echo None ;;
  "ecs describe-container-instances") test "$6" = arn-of-member && echo i-0123456789abcdef0 ;;
  "ssm start-session") test "$4" = i-0123456789abcdef0 && touch "$STATE/tunnel" ;;
  "secretsmanager get-secret-value") echo '{"username":"admin","password":"first"}' ;;
  "secretsmanager get-random-password") echo random ;;
  "secretsmanager create-secret") test -e "$STATE/user" && echo "secret: $(jq -cS .)" ;;
  *) echo "unknown: $*" >&2; exit 252 ;;
esac`,
});

const follow = (commands: string[], instances: number): Pasted =>
  paste(commands.join("\n"), programs(instances));
const made = 'secret: {"password":"random","username":"invento_app"}';

it("leads to the application's own user before an image is named, in the order in which it stands (F.8.4)", async () => {
  expect(before).toHaveLength(2);
  const { output, started } = follow(before, await instancesOf(true));
  expect(output).toContain(made);
  expect(started.filter((line) => /first|password random/.test(line))).toEqual([]);
});

it("needs the tunnel first, and an instance for the tunnel", async () => {
  expect(follow([...before].reverse(), 1).output).not.toContain(made);
  const none = await instancesOf(false);
  expect(none).toBe(0);
  expect(follow(before, none).output).not.toContain(made);
});
