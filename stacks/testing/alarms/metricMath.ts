/** A value at a time, or none. */
export type Series = (minute: number) => number | undefined;

/**
 * What CloudWatch may do where its guide is silent, or where others report something else: an alarm must work in each case.
 */
export interface Reading {
  /**
   * Whether a value of one side alone is calculated with 0 for the other. The guide says so: "Missing values in a time series are treated
   * as 0." Elsewhere it is reported that there is no result.
   */
  addsToMissing: boolean;
  /** Whether FILL also fills a metric that has no value at all in the evaluated range, of which the guide says nothing. */
  fillsEmpty: boolean;
}
export const readings: readonly Reading[] = [
  { addsToMissing: true, fillsEmpty: true },
  { addsToMissing: true, fillsEmpty: false },
  { addsToMissing: false, fillsEmpty: true },
];

export interface MetricMath {
  value: Series;
  /** What each FILL fills. */
  filled: readonly Series[];
}

/**
 * The part of CloudWatch's metric math that alarms here use: + - * /, comparisons, IF and FILL with a number. CloudWatch user guide, "Using metric
 * math" (awsdocs/amazon-cloudwatch-user-guide, commit 20a560c, read 2026-11-28): "Missing values in a time series are treated as 0. If the
 * value of a data point causes a function to attempt to divide by zero, the data point is dropped." IF as its tables have it.
 *
 * @param empty Indexes of FILLs of what has no value in the range that is evaluated: the caller's, and changing.
 */
export function metricMath(
  expression: string,
  metrics: Readonly<Record<string, Series>>,
  { addsToMissing, fillsEmpty }: Reading,
  empty: ReadonlySet<number>,
): MetricMath {
  const filled: Series[] = [];
  const tokens = expression.match(/[A-Za-z_]\w*|\d+(?:\.\d+)?|>=|<=|[-+*/(),<>]/g) ?? [];
  if (tokens.join("") !== expression.replaceAll(" ", "")) throw new Error(`Not understood: ${expression}`);
  let at = 0;
  const take = (wanted?: string): string => {
    const token = tokens[at];
    if (token === undefined || (wanted !== undefined && token !== wanted))
      throw new Error(`${expression}: ${String(token)} where ${wanted ?? "something"} belongs`);
    at += 1;
    return token;
  };
  const list = (): Series[] => {
    take("(");
    const found = [comparison()];
    while (tokens[at] === ",") {
      take(",");
      found.push(comparison());
    }
    take(")");
    return found;
  };
  const nothing: Series = () => undefined;
  const scalars = new Set<Series>();
  const scalar = (number: number): Series => {
    const series = (): number => number;
    scalars.add(series);
    return series;
  };
  function value(): Series {
    const token = tokens[at];
    if (token === "(") {
      take("(");
      const inner = comparison();
      take(")");
      return inner;
    }
    take();
    if (/^\d/.test(String(token))) return scalar(Number(token));
    if (token === "FILL") {
      const [series = nothing, other = nothing] = list();
      const index = filled.push(series) - 1;
      return (minute) => series(minute) ?? (!fillsEmpty && empty.has(index) ? undefined : other(minute));
    }
    if (token === "IF") {
      const [condition = nothing, yes = nothing, no = nothing] = list();
      return (minute) => {
        const holds = condition(minute);
        if (holds === undefined) return undefined;
        return holds === 0 ? no(minute) : (yes(minute) ?? 0);
      };
    }
    const metric = metrics[String(token)];
    if (metric === undefined) throw new Error(`${expression}: no metric ${String(token)}`);
    return metric;
  }
  const chain =
    (signs: Record<string, (a: number, b: number) => number>, next: () => Series) => (): Series => {
      let left = next();
      for (let sign = signs[String(tokens[at])]; sign !== undefined; sign = signs[String(tokens[at])]) {
        take();
        const [one, other, join] = [left, next(), sign];
        if (scalars.has(one) && scalars.has(other)) {
          left = scalar(join(one(0) ?? 0, other(0) ?? 0));
          continue;
        }
        left = (minute) => {
          const [a, b] = [one(minute), other(minute)];
          const joined = join(a ?? 0, b ?? 0);
          if (!Number.isFinite(joined)) return undefined;
          if (a !== undefined && b !== undefined) return joined;
          // A number has no time of its own.
          const isThere = (a !== undefined && !scalars.has(one)) || (b !== undefined && !scalars.has(other));
          return addsToMissing && isThere ? joined : undefined;
        };
      }
      return left;
    };
  const product = chain({ "*": (a, b) => a * b, "/": (a, b) => a / b }, value);
  const sum = chain({ "+": (a, b) => a + b, "-": (a, b) => a - b }, product);
  function comparison(): Series {
    return chain(
      {
        ">": (a, b) => +(a > b),
        "<": (a, b) => +(a < b),
        ">=": (a, b) => +(a >= b),
        "<=": (a, b) => +(a <= b),
      },
      sum,
    )();
  }
  const whole = comparison();
  if (at !== tokens.length) throw new Error(`${expression}: ${tokens.slice(at).join(" ")} is left`);
  return { value: whole, filled };
}
