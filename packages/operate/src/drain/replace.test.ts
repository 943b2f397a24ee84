import { asksForVolume } from "./replace.ts";

describe("services that only an instance with this volume can run", () => {
  const instance = {
    attributes: [
      { name: "ballast.volume", value: "dev-mysql" },
      { name: "ecs.availability-zone", value: "z-1a" },
    ],
  };
  it.each([
    ["attribute:ballast.volume == dev-mysql", true],
    ["attribute:ballast.volume in [dev-mysql, dev-postgres]", true],
    ["attribute:ballast.volume exists and attribute:ecs.availability-zone == z-1a", true],
    ["attribute:ballast.volume == dev-mysql-2", false],
    ["attribute:ballast.volume == mysql", false],
    ["attribute:ecs.availability-zone == z-1a", false],
    ["attribute:ballast.volume !exists", false],
    ["what only ECS knows", false],
  ])("%s: %p", (expression, expected) => {
    expect(asksForVolume(instance, [{ expression }])).toBe(expected);
  });

  it("are not those without constraints", () => {
    expect(asksForVolume(instance, [{}])).toBe(false);
    expect(asksForVolume(instance, [])).toBe(false);
  });
});
