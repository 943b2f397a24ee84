import { recordRefusal } from "@ballast/testing";
import { siteLookups, standInSite } from "@ballast/recording/cloud";
import { decode, record, resolveOutputs } from "@ballast/recording";
import run from "./index.ts";
import { stackNameForm } from "./scenarios.ts";
import { openThisProject, refusalOf } from "./testing/scenarioTests.ts";

it.each([
  "nework-dev",
  "network",
  "dev",
  "",
  "constructor-dev",
  "network-",
  "network_-dev",
  "network_Us-dev",
  "network-Dev",
  "network-a_b",
  "_us-dev",
])("answers the unknown stack %p with the names there are", async (stack) => {
  const { message, registered } = await refusalOf(stack, {});
  expect(message).toContain(`Stacks are named ${stackNameForm}.`);
  expect(registered).toEqual([]);
});

it("refuses exceptions that name no rule, resource, reason or day, with everything that is wrong", async () => {
  const { values } = (await openThisProject()).configurationOf("network-dev");
  const exceptions = JSON.stringify([{ rule: "vpc-flow-logs", reason: "", expires: "soon" }]);
  const { error, registered } = await recordRefusal(run, {
    stack: "network-dev",
    config: { ...values, "ballast:exceptions": exceptions },
    lookups: siteLookups(standInSite("eu-central-1")),
  });
  expect(error.message).toBe(
    [
      "The configuration of network-dev (stacks/environments/Pulumi.network-dev.yaml) is refused, and nothing was registered. 3 errors:",
      "  ballast:exceptions[0].resource: is missing; an exception says its rule, its resource, its reason and the day on which it expires.",
      '  ballast:exceptions[0].reason: is ""; an exception says its rule, its resource, its reason and the day on which it expires.',
      '  ballast:exceptions[0].expires: "soon" is not a day; give year, month and day, for example "2027-03-31".',
    ].join("\n"),
  );
  expect(registered).toEqual([]);
});

it("takes a day that Pulumi handed on as a time, because YAML did not quote it", async () => {
  const { values } = (await openThisProject()).configurationOf("network-dev");
  const exception = { rule: "vpc-flow-logs", resource: "main", reason: "a test of days" };
  const exceptions = JSON.stringify([{ ...exception, expires: "2027-03-31 00:00:00 +0000 UTC" }]);
  const { result } = await record(async () => decode(await resolveOutputs(await run())), {
    stack: "network-dev",
    config: { ...values, "ballast:exceptions": exceptions },
    lookups: siteLookups(standInSite("eu-central-1")),
  });
  expect(result.value).toMatchObject({ exceptions: [{ ...exception, expires: "2027-03-31" }] });
});

it("takes the longest term of exceptions, in days, and nothing else for it", async () => {
  const { values } = (await openThisProject()).configurationOf("network-dev");
  const options = (longest: string) => ({
    stack: "network-dev",
    config: { ...values, "ballast:longestExceptionDays": longest },
    lookups: siteLookups(standInSite("eu-central-1")),
  });
  const { result } = await record(async () => decode(await resolveOutputs(await run())), options("90"));
  expect(result.value).toMatchObject({ longestExceptionDays: 90 });
  for (const wrong of ["0", "3661", "1.5", "soon"]) {
    const { error, registered } = await recordRefusal(run, options(wrong));
    expect(error.message).toContain("ballast:longestExceptionDays: ");
    expect(registered).toEqual([]);
  }
});
