import { z } from "zod";
import { settingsOf } from "./settings.ts";

it("names every setting, with what leaving it out does", () => {
  const schema = z.strictObject({
    days: z.number().meta({ description: "Days.", without: "90" }).optional(),
    clients: z.record(z.string(), z.string()).describe("Clients."),
    files: z
      .discriminatedUnion("mode", [
        z.strictObject({ mode: z.literal("native").describe("By ECS."), days: z.number().describe("Kept.") }),
        z.strictObject({ mode: z.literal("plugin").describe("By Docker.") }),
      ])
      .describe("Files."),
    kind: z.enum(["a", "b"]).default("a").describe("Kind."),
    allow: z
      .array(z.strictObject({ name: z.string().describe("Which.") }))
      .default([])
      .describe("Allowed."),
  });
  expect(settingsOf(schema, "x").map((row) => Object.values(row).join(" | "))).toEqual([
    "days | number | 90 | Days.",
    "clients | strings by name | required | Clients.",
    "files | object, one of several forms | required | Files.",
    "files.mode | mode: native | `native` | required | By ECS.",
    "files.days | mode: native | number | required | Kept.",
    "files.mode | mode: plugin | `plugin` | required | By Docker.",
    "kind | `a`, `b` | `a` | Kind.",
    "allow | list of objects | none | Allowed.",
    "allow[].name | string | required | Which.",
  ]);
});

it("refuses a setting that says nothing of itself", () => {
  const schema = z.strictObject({ one: z.string(), two: z.string().describe("Two.").optional() });
  expect(() => settingsOf(schema, "shop")).toThrow(
    'stacks/shop/settings.ts: one has no description; two does not say what leaving it out does. Give each .describe("…"), ' +
      "or .meta({ description, without }) where it may be left out and has no default.",
  );
});
