import { siteLookups, standInSite } from "@ballast/recording/cloud";
import { record, recordRefusal } from "@ballast/testing";
import run from "../index.ts";
import { openThisProject } from "../testing/scenarioTests.ts";

/** Accounts of the examples in AWS's documentation. */
const own = "111122223333";
const other = "444455556666";

async function options(account: string | undefined, credentials: string) {
  const { values } = (await openThisProject()).configurationOf("network-dev");
  return {
    stack: "network-dev",
    config: { ...values, ...(account !== undefined && { "ballast:account": account }) },
    lookups: siteLookups(standInSite("eu-central-1", credentials)),
  };
}

it("F.0.41 refuses credentials of another account before anything is registered, and says whose they are", async () => {
  const { error, registered } = await recordRefusal(run, await options(own, other));
  expect(error.message).toBe(
    `network-dev belongs to the account ${own} (ballast:account in stacks/environments/Pulumi.network-dev.yaml), but these AWS ` +
      `credentials are of ${other} (arn:aws:iam::${other}:user/stand-in). Use credentials of ${own}: \`npx ballast doctor network-dev\` ` +
      "names a profile. Nothing was registered.",
  );
  expect(registered).toEqual([]);
});

it("lets in credentials of the stack's account, and any where no account is named", async () => {
  for (const account of [own, undefined]) {
    const { resources } = await record(run, await options(account, own));
    expect(resources.length).toBeGreaterThan(0);
  }
});

it.each(["", "prod", "1111", "[111122223333]", "0x1A"])("refuses %j as an account", async (account) => {
  const { error, registered } = await recordRefusal(run, await options(account, own));
  expect(error.message).toContain("  ballast:account: ");
  expect(error.message).toContain("npx pulumi config set ballast:account <account ID> --stack network-dev");
  expect(registered).toEqual([]);
});
