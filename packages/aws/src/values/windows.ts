/** A time span in minutes, relative to the start of a week or day. */
export interface Span {
  from: number;
  minutes: number;
}

const day = 24 * 60;
const week = 7 * day;
const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** Parses `02:00-03:00`, which may span midnight; undefined for any other text. */
export function dailyWindow(text: string): Span | undefined {
  const [, from, to] = /^(\d\d:\d\d)-(\d\d:\d\d)$/.exec(text) ?? [];
  const [start, end] = [minutesOf(from), minutesOf(to)];
  return start === undefined || end === undefined
    ? undefined
    : { from: start, minutes: (end - start + day) % day };
}

/** Parses `sun:03:00-sun:05:00`; undefined for any other text. */
export function weeklyWindow(text: string): Span | undefined {
  const [, first = "", from, last = "", to] =
    /^(\w{3}):(\d\d:\d\d)-(\w{3}):(\d\d:\d\d)$/.exec(text.toLowerCase()) ?? [];
  const [start, end] = [minutesOf(from), minutesOf(to)];
  const [at, until] = [days.indexOf(first), days.indexOf(last)];
  if (start === undefined || end === undefined || at < 0 || until < 0) return undefined;
  return { from: at * day + start, minutes: (until * day + end - at * day - start + week) % week };
}

function minutesOf(time = ""): number | undefined {
  const [hours = NaN, minutes = NaN] = time.split(":").map(Number);
  return hours < 24 && minutes < 60 ? hours * 60 + minutes : undefined;
}

/** Whether a daily and a weekly window overlap. */
export function windowsOverlap(daily: Span, weekly: Span): boolean {
  // Starts on the day before the week, to include windows that span midnight.
  return [-1, 0, 1, 2, 3, 4, 5, 6, 7, 8].some((index) => {
    const from = index * day + daily.from;
    const touches = (start: number) => from < start + weekly.minutes && start < from + daily.minutes;
    return touches(weekly.from) || touches(weekly.from + week) || touches(weekly.from - week);
  });
}
