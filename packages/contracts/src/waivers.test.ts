import { findWaiver, joinWaivers, waiversOf, waiversWithin } from "./index.ts";

it("hands on the reasons of the protections that are off, each for its member", () => {
  expect(
    waiversOf({
      a: {
        one: undefined,
        two: { enabled: true },
        three: { enabled: false, reason: "why" },
        four: { enabled: false, reason: "why not", expires: "2027-03-31" },
      },
      b: { one: { enabled: true } },
    }),
  ).toEqual({ a: { three: { reason: "why" }, four: { reason: "why not", expires: "2027-03-31" } } });
});

it("joins the waivers of a resource's parts with those of the resource", () => {
  const own = { a: { web: { reason: "why" } } };
  const parts = waiversWithin("web", { a: { side: { reason: "a cache" } }, b: { side: { reason: "why" } } });
  expect(joinWaivers(own, parts)).toEqual({
    a: { web: { reason: "why" }, "web/side": { reason: "a cache" } },
    b: { "web/side": { reason: "why" } },
  });
});

describe("a waiver among any outputs", () => {
  const find = (waivers: unknown) => findWaiver(waivers, "rule", "web");

  it.each([
    [undefined],
    [null],
    ["all"],
    [{}],
    [{ other: { web: { reason: "why" } } }],
    [{ rule: {} }],
    [[]],
  ])("is not in %j", (waivers) => expect(find(waivers)).toBeUndefined());

  it("is for its own member, whatever else it is called", () => {
    expect(find({ rule: { web: { reason: "why" }, "web/side": { reason: "no" } } })).toEqual({
      waiver: { reason: "why" },
    });
    for (const name of ["constructor", "toString", "__proto__"])
      expect(findWaiver({ rule: {} }, "rule", name)).toBeUndefined();
  });

  it.each([
    // As components wrote it before: one reason for whatever the rule finds.
    [{ rule: "why" }, 'names no member; expected: { "web": { reason, expires? } }'],
    [{ rule: ["why"] }, "names no member"],
    [{ rule: { web: "why" } }, "has no reason"],
    [{ rule: { web: { reason: " " } } }, "has no reason"],
    [{ rule: { web: { reason: "why", expires: "soon" } } }, 'has an "expires" that is not a day'],
    [{ rule: { web: { reason: "why", expires: 20270331 } } }, 'has an "expires" that is not a day'],
    [{ rule: { web: { reason: "why", expires: "2027-02-29" } } }, 'has an "expires" that is not a day'],
  ])("in %j holds for nothing", (waivers, fault) => {
    expect(find(waivers)).toEqual({ fault: expect.stringContaining(fault) as string });
  });
});
