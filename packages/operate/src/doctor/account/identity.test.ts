import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ownership } from "./identity.ts";

const own = "111122223333";
const other = "444455556666";
let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "profiles-"));
  process.env["AWS_CONFIG_FILE"] = join(home, "config");
  process.env["AWS_SHARED_CREDENTIALS_FILE"] = join(home, "credentials");
  writeFileSync(
    join(home, "config"),
    [
      "[default]\nregion = eu-central-1",
      `[profile prod]\nsso_account_id = ${own}\nsso_role_name = deploy`,
      `[profile again]\nrole_arn = arn:aws:iam::${own}:role/deploy\nsource_profile = default`,
      `[profile dev]\nsso_account_id = ${other}`,
    ].join("\n"),
  );
});
afterEach(() => {
  delete process.env["AWS_CONFIG_FILE"];
  delete process.env["AWS_SHARED_CREDENTIALS_FILE"];
  rmSync(home, { recursive: true });
});

it("names the profiles of the account to which stacks belong, where the credentials are another's", async () => {
  expect(await ownership(other, own, ["network-prod", "clair-prod"])).toEqual({
    id: `account-used:${own}`,
    what: "The credentials are for the account of network-prod, clair-prod",
    stacks: ["network-prod", "clair-prod"],
    status: "missing",
    found: `they are of ${other}; the stacks belong to ${own}`,
    fix: "export AWS_PROFILE=again   # or prod",
  });
});

it("says so where no profile is of that account", async () => {
  const { status, fix } = await ownership(other, "999999999999", ["network-prod"]);
  expect([status, fix]).toEqual([
    "missing",
    "no profile on this machine names the account 999999999999. Create one: aws configure sso",
  ]);
});

it("is content with the right ones, and has the account written down where none is", async () => {
  expect(await ownership(own, own, ["network-prod"])).toMatchObject({ status: "ok" });
  expect(await ownership(own, undefined, ["network-dev", "clair-dev"])).toMatchObject({
    id: `account-named:${own}`,
    status: "warning",
    fix:
      `npx pulumi config set ballast:account ${own} --stack network-dev && ` +
      `npx pulumi config set ballast:account ${own} --stack clair-dev`,
  });
});
