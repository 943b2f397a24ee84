import { fields, list, text, type Resource } from "@ballast/model";
import { alarmState, more, type AlarmState } from "./alarmState.ts";
import { metricMath, readings, type MetricMath, type Reading, type Series } from "./metricMath.ts";

/** Metrics of one minute each, by their names. */
export type World = Readonly<Record<string, Series>>;

/** Minutes. */
const delay = 2;

interface AlarmMetric {
  id: string;
  namespace: string;
  name: string;
  statistic: string;
}

/** An alarm as CloudWatch evaluates it, read from what is registered. */
export class SimulatedAlarm {
  readonly metrics: AlarmMetric[];
  readonly minutes: number;
  readonly #inputs: Record<string, unknown>;

  constructor({ inputs }: Resource) {
    this.#inputs = inputs;
    const queries = list(inputs["metricQueries"]).map(fields);
    const ofQueries = queries.flatMap((query): AlarmMetric[] => {
      const metric = fields(query["metric"]);
      const [, statistic, name] = /^SELECT (\w+)\((\w+)\)/.exec(text(query["expression"])) ?? [];
      if (name !== undefined)
        return [{ id: "query", namespace: "", name, statistic: statisticOf[String(statistic)] ?? "" }];
      return query["metric"] === undefined
        ? []
        : [
            {
              id: text(query["id"]),
              namespace: text(metric["namespace"]),
              name: text(metric["metricName"]),
              statistic: text(metric["stat"]),
            },
          ];
    });
    this.metrics =
      queries.length > 0
        ? ofQueries
        : [
            {
              id: "only",
              namespace: text(inputs["namespace"]),
              name: text(inputs["metricName"]),
              statistic: text(inputs["statistic"]),
            },
          ];
    const [period] = [
      inputs["period"],
      ...queries.flatMap((query) => [query["period"], fields(query["metric"])["period"]]),
    ].filter((one) => typeof one === "number");
    if (period === undefined) throw new Error("An alarm without a period");
    this.minutes = period / 60;
  }

  /** Minutes that it looks back. */
  get span(): number {
    return this.minutes * Number(this.#inputs["evaluationPeriods"]);
  }

  /** Names of its metrics, each once, and how they are read where that makes another alarm of them. */
  get kind(): string {
    const names = [...new Set(this.metrics.map(({ name }) => name))].sort();
    const inputs = this.#inputs;
    const { datapointsToAlarm: some, evaluationPeriods: all } = inputs;
    return [
      names.join(" "),
      Object.hasOwn(fields(inputs["dimensions"]), "DBClusterIdentifier") ? " of a cluster" : "",
      typeof some === "number" && some > Number(all) / 3 && some < Number(all) && Number(all) > 3
        ? ", most of the time"
        : "",
      // Of one that watches whether any target answers, and not whether all do.
      names.length > 1 &&
      names.includes("HealthyHostCount") &&
      inputs["comparisonOperator"] === "LessThanThreshold"
        ? ", none at all"
        : "",
      this.metrics.some(({ statistic }) => statistic === "SampleCount") ? ", how often" : "",
      this.span >= 7 * 24 * 60 ? ", once a week" : "",
    ].join("");
  }

  /** What its simulation depends on: all but names and messages. */
  get facts(): unknown {
    const { comparisonOperator, threshold, evaluationPeriods, datapointsToAlarm, treatMissingData } =
      this.#inputs;
    const bounds = [comparisonOperator, threshold, evaluationPeriods, datapointsToAlarm, treatMissingData];
    return [this.metrics, this.minutes, this.#expression, ...bounds];
  }

  /** Namespaces of its metrics: each service publishes with a delay of its own. */
  get sources(): string[] {
    return [...new Set(this.metrics.map(({ namespace }) => namespace))];
  }

  /** Readings of CloudWatch's guide that make a difference. */
  get readings(): readonly Reading[] {
    return /^(?:SELECT .*)?$/s.test(this.#expression) ? readings.slice(0, 1) : readings;
  }

  /**
   * Its state after each period from the start of a world until its end.
   *
   * @param late A namespace whose metrics are published two minutes late.
   */
  *states(
    world: World,
    until: number,
    reading: Reading = readings[0] as Reading,
    late?: string,
  ): Iterable<{ minute: number; state: AlarmState }> {
    let now = 0;
    const empty = new Set<number>();
    const { value, filled } = this.#value(world, reading, empty, (namespace, minute) =>
      namespace === late ? minute + delay < now : true,
    );
    const periods = Number(this.#inputs["evaluationPeriods"]);
    const evaluation = {
      periods,
      datapoints: Number(this.#inputs["datapointsToAlarm"] ?? periods),
      missingData: text(this.#inputs["treatMissingData"]),
    };
    const changing = late === undefined ? 1 : 1 + Math.ceil(delay / this.minutes);
    const points: (boolean | undefined)[] = [];
    let state: AlarmState = "INSUFFICIENT_DATA";
    for (let minute = 0; minute + this.minutes <= until; minute += this.minutes) {
      now = minute + this.minutes;
      points.push(undefined);
      if (points.length > periods + more) points.shift();
      const startOf = (index: number): number => minute - (points.length - 1 - index) * this.minutes;
      const before = [...empty].join();
      for (const [index, series] of filled.entries()) {
        const isThere = points.some((_, point) => series(startOf(point)) !== undefined);
        if (isThere) empty.delete(index);
        else empty.add(index);
      }
      const changed = before === [...empty].join() ? changing : points.length;
      for (let index = Math.max(0, points.length - changed); index < points.length; index += 1)
        points[index] = this.#breaches(value(startOf(index)));
      // What was before the world began is taken for a world in order.
      if (points.length < periods) continue;
      state = alarmState(points, evaluation, state);
      yield { minute: minute + this.minutes, state };
    }
  }

  get #expression(): string {
    return text(
      list(this.#inputs["metricQueries"])
        .map(fields)
        .find((query) => query["returnData"] === true && query["metric"] === undefined)?.["expression"],
    );
  }

  #value(
    world: World,
    reading: Reading,
    empty: ReadonlySet<number>,
    isPublished: (namespace: string, minute: number) => boolean,
  ): MetricMath {
    const series = Object.fromEntries(
      this.metrics.map(({ id, name, namespace, statistic }, index) => {
        // A world tells of one group of instances; the alarm's other ones have none.
        const isFirst = this.metrics.findIndex((other) => other.name === name) === index;
        const one = isFirst ? world[name] : () => undefined;
        if (one === undefined) throw new Error(`Nobody says how ${name} goes`);
        const published: Series = (minute) => (isPublished(namespace, minute) ? one(minute) : undefined);
        return [id, this.#summed(published, statistic)];
      }),
    );
    const only = series["only"] ?? series["query"];
    if (only !== undefined) return { value: only, filled: [] };
    return metricMath(this.#expression, series, reading, empty);
  }

  #summed(series: Series, statistic: string): Series {
    return (minute) => {
      const values = Array.from({ length: this.minutes }, (_one, offset) => series(minute + offset)).filter(
        (value) => value !== undefined,
      );
      const join = joined[statistic];
      if (join === undefined) throw new Error(`No statistic ${statistic}`);
      return values.length === 0 ? undefined : join(values);
    };
  }

  #breaches(value: number | undefined): boolean | undefined {
    if (value === undefined) return undefined;
    const compare = comparisons[text(this.#inputs["comparisonOperator"])];
    if (compare === undefined) throw new Error("No such comparison");
    return compare(value, Number(this.#inputs["threshold"]));
  }
}

const statisticOf: Record<string, string> = { MAX: "Maximum", MIN: "Minimum", AVG: "Average", SUM: "Sum" };
const total = (values: number[]): number => values.reduce((sum, one) => sum + one, 0);
const joined: Record<string, (values: number[]) => number> = {
  SampleCount: (values) => values.length,
  Average: (values) => total(values) / values.length,
  Maximum: (values) => Math.max(...values),
  Minimum: (values) => Math.min(...values),
  Sum: total,
};
const comparisons: Record<string, (value: number, threshold: number) => boolean> = {
  LessThanThreshold: (value, threshold) => value < threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
};
