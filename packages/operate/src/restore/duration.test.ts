import { durationText } from "./duration.ts";

it("says how much is lost in words", () => {
  const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
  expect(
    [59_999, minute, 5 * hour + 12 * minute + 59_999, 3 * hour, day, 3 * day + 4 * hour + 59 * minute].map(
      durationText,
    ),
  ).toEqual(["less than a minute", "1 min", "5 h 12 min", "3 h 0 min", "1 d", "3 d 4 h"]);
});
