import { StatusLine, withStatus } from "./progress.ts";

let written: jest.SpyInstance;
const messages = (): unknown[] => written.mock.calls.map(([text]: unknown[]) => text);

beforeEach(() => {
  jest.useFakeTimers();
  written = jest.spyOn(process.stderr, "write").mockReturnValue(true);
});
afterEach(() => {
  written.mockRestore();
  jest.useRealTimers();
});

it("prints the latest message after the quiet time, even if no other follows", () => {
  const line = new StatusLine(1000);
  line.show("first");
  jest.advanceTimersByTime(600);
  line.show("second");
  jest.advanceTimersByTime(399);
  expect(messages()).toEqual([]);
  jest.advanceTimersByTime(1);
  expect(messages()).toEqual(["second\n"]);
  line.show("third");
  expect(messages()).toEqual(["second\n", "third\n"]);
});

it("prints nothing for what ends within the quiet time", () => {
  const line = new StatusLine(1000);
  line.show("first");
  line.end();
  jest.advanceTimersByTime(5000);
  expect(messages()).toEqual([]);
});

it.each([
  [500, []],
  [3000, ["reading the cluster\n"]],
])("reports what takes %i ms by %p", async (duration, expected) => {
  const waiting = withStatus(
    "reading the cluster",
    new Promise((resolve) => setTimeout(() => resolve("read"), duration)),
  );
  await jest.advanceTimersByTimeAsync(duration);
  expect(await waiting).toBe("read");
  await jest.advanceTimersByTimeAsync(5000);
  expect(messages()).toEqual(expected);
});

it("passes on an error, and prints no message after it", async () => {
  await expect(withStatus("reading", Promise.reject(new Error("refused")))).rejects.toThrow("refused");
  jest.advanceTimersByTime(5000);
  expect(messages()).toEqual([]);
});
