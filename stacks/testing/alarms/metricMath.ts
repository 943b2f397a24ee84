/** A value at a time, or none. */
export type Series = (minute: number) => number | undefined;

/**
 * The part of CloudWatch's metric math that alarms here use: + - * /, comparisons, IF and FILL with a number. What lacks a value
 * has none, but for FILL ("Metric math syntax and functions").
 */
export function metricMath(expression: string, metrics: Readonly<Record<string, Series>>): Series {
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
  function value(): Series {
    const token = tokens[at];
    if (token === "(") {
      take("(");
      const inner = comparison();
      take(")");
      return inner;
    }
    take();
    if (/^\d/.test(String(token))) return () => Number(token);
    if (token === "FILL") {
      const [series = nothing, other = nothing] = list();
      return (minute) => series(minute) ?? other(minute);
    }
    if (token === "IF") {
      const [condition = nothing, yes = nothing, no = nothing] = list();
      return (minute) => {
        const holds = condition(minute);
        return holds === undefined ? undefined : (holds === 0 ? no : yes)(minute);
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
        left = (minute) => {
          const [a, b] = [one(minute), other(minute)];
          return a === undefined || b === undefined ? undefined : join(a, b);
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
  return whole;
}
