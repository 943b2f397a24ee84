import { fields, list, text, type Fields } from "@ballast/model";
import type { RefusesTogether } from "../resourceType.ts";
import { knownText, numeric } from "./known.ts";
import type { AcceptedValue, Limit, RefusedValue } from "./limit.ts";
import { refused, sources } from "./sources.ts";

const range = (from: number, to: number): AcceptedValue[] => [
  { limit: ["range", from, to], source: sources.apiOfLb },
];
const values = (...all: string[]): AcceptedValue[] => {
  const limit: Limit = ["values", ...all];
  return [{ limit, source: sources.apiOfLb }];
};

/** Load balancer attributes that are properties of the provider. */
export const loadBalancerAttributes = {
  idleTimeout: range(1, 4000),
  clientKeepAlive: range(60, 604_800),
  desyncMitigationMode: values("monitor", "defensive", "strictest"),
  xffHeaderProcessingMode: values("append", "preserve", "remove"),
  dnsRecordClientRoutingPolicy: values(
    "availability_zone_affinity",
    "partial_availability_zone_affinity",
    "any_availability_zone",
  ),
  secondaryIpsAutoAssignedPerSubnet: range(0, 7),
};

export const targetGroupAttributes = {
  deregistrationDelay: range(0, 3600),
  "stickiness.cookieDuration": range(1, 604_800),
  "stickiness.type": values(
    "lb_cookie",
    "app_cookie",
    "source_ip",
    "source_ip_dest_ip",
    "source_ip_dest_ip_proto",
  ),
  loadBalancingAlgorithmType: values("round_robin", "least_outstanding_requests", "weighted_random"),
  loadBalancingAnomalyMitigation: values("on", "off"),
  loadBalancingCrossZoneEnabled: values("true", "false", "use_load_balancer_configuration"),
  "targetHealthStates.unhealthyDrainingInterval": range(0, 360_000),
  "targetFailovers.onDeregistration": values("rebalance", "no_rebalance"),
  "targetFailovers.onUnhealthy": values("rebalance", "no_rebalance"),
};

/** Combinations that Elastic Load Balancing rejects in a load balancer. */
export const loadBalancer: RefusesTogether = function* (inputs) {
  const type = text(inputs["loadBalancerType"]) || "application";
  for (const property of ["subnets", "subnetMappings"]) {
    const given = inputs[property];
    if (type === "application" && Array.isArray(given) && given.length === 1)
      yield refused(
        property,
        given,
        "subnets in at least two zones for an application load balancer",
        sources.extensions,
      );
  }
};

/** Combinations that Elastic Load Balancing rejects in a listener. */
export const listener: RefusesTogether = function* (inputs) {
  if (["HTTPS", "TLS"].includes(text(inputs["protocol"])) && inputs["certificateArn"] === undefined)
    yield refused(
      "certificateArn",
      undefined,
      `${text(inputs["protocol"])} with a certificate`,
      sources.extensions,
    );
};

/** Combinations that Elastic Load Balancing rejects in a target group. */
export const targetGroup: RefusesTogether = function* (inputs) {
  const from = sources.extensions;
  const type = text(inputs["targetType"]);
  const needed = ["port", "protocol", "vpcId"];
  for (const property of needed)
    if (type === "lambda" && inputs[property] !== undefined && property !== "vpcId")
      yield refused(property, inputs[property], `no ${property} for targetType lambda`, from);
    else if (type !== "lambda" && inputs[property] === undefined)
      yield refused(property, undefined, `a target group with ${property}`, from);
  if (text(inputs["protocol"]) === "GENEVE" && text(inputs["port"]) !== "6081")
    yield refused("port", inputs["port"], "6081 for GENEVE", from);
  const check = fields(inputs["healthCheck"]);
  const protocol = text(check["protocol"]);
  if (!isHttp(check) && text(check["matcher"]) !== "")
    yield refused("healthCheck.matcher", check["matcher"], `no matcher for ${protocol}`, from);
  yield* refusedCheck(check, ["HTTP", "HTTPS"].includes(text(inputs["protocol"])));
  const slow = numeric(inputs["slowStart"]);
  if (slow !== undefined && slow !== 0 && (slow < 30 || slow > 900))
    yield refused("slowStart", slow, "0, or 30 to 900", sources.apiOfLb);
};

/** Codes such as `200`, `200,202` and `200-299`. @param isOfApplication Whether it is for an Application Load Balancer. */
function* refusedCheck(check: Fields, isOfApplication: boolean): Iterable<RefusedValue> {
  const [timeout, interval] = [numeric(check["timeout"]), numeric(check["interval"])];
  if (isOfApplication && timeout !== undefined && interval !== undefined && timeout >= interval)
    yield refused("healthCheck.timeout", timeout, `less than interval (${interval})`, sources.healthChecks);
  const matcher = knownText(check["matcher"]);
  const largest = isOfApplication ? 499 : 599;
  const codes = matcher.split(",").flatMap((part) => part.split("-"));
  if (
    matcher !== "" &&
    isHttp(check) &&
    codes.some((code) => !/^[1-9]\d\d$/.test(code) || Number(code) < 200 || Number(code) > largest)
  )
    yield refused("healthCheck.matcher", matcher, `codes from 200 to ${largest}`, sources.apiOfLb);
}

/** Targets of HTTP are checked by HTTP unless the program sets another protocol. */
function isHttp(check: Fields): boolean {
  return ["", "HTTP", "HTTPS"].includes(text(check["protocol"]));
}

/** Combinations that CloudWatch rejects in an alarm. */
export const metricAlarm: RefusesTogether = function* (inputs) {
  const period = numeric(inputs["period"]);
  if (period !== undefined && ![10, 20, 30].includes(period) && (period % 60 !== 0 || period <= 0))
    yield refused("period", period, "10, 20, 30, and multiples of 60", sources.extensions);
  yield* refusedEvaluation(inputs);
  const [points, periods] = [inputs["datapointsToAlarm"], inputs["evaluationPeriods"]].map(numeric);
  if (points !== undefined && periods !== undefined && points > periods)
    yield refused("datapointsToAlarm", points, `at most evaluationPeriods (${periods})`, sources.extensions);
};

const [hour, day, week] = [3600, 86_400, 604_800];

function* refusedEvaluation(inputs: Fields): Iterable<RefusedValue> {
  const periods = numeric(inputs["evaluationPeriods"]);
  const each = [
    numeric(inputs["period"]),
    ...list(inputs["metricQueries"])
      .map(fields)
      .map(({ metric, period }) => numeric(fields(metric)["period"]) ?? numeric(period)),
  ].filter((one) => one !== undefined);
  if (periods === undefined || each.length === 0) return;
  const period = Math.max(...each);
  const most = period < hour ? day : week;
  if (period * periods > most)
    yield refused(
      "evaluationPeriods",
      periods,
      `at most ${Math.floor(most / period)} periods of ${period} seconds, ${most === day ? "a day" : "a week"}`,
      sources.apiOfMetrics,
    );
}

/** Combinations that Auto Scaling rejects in a group. */
export const autoScalingGroup: RefusesTogether = function* (inputs) {
  const [least, most, wanted] = ["minSize", "maxSize", "desiredCapacity"].map((name) =>
    numeric(inputs[name]),
  );
  if (least !== undefined && most !== undefined && least > most)
    yield refused("minSize", least, `at most maxSize (${most})`, sources.extensions);
  if (wanted === undefined) return;
  if (least !== undefined && wanted < least)
    yield refused("desiredCapacity", wanted, `at least minSize (${least})`, sources.extensions);
  if (most !== undefined && wanted > most)
    yield refused("desiredCapacity", wanted, `at most maxSize (${most})`, sources.extensions);
};

/**
 * Combinations that EC2 rejects in a security group rule. The arguments name the rule's protocol and port
 * properties.
 */
const ports = (protocolProperty: string, at = ""): RefusesTogether =>
  function* (inputs) {
    const protocol = text(inputs[protocolProperty]).toLowerCase();
    const [from, to] = [inputs["fromPort"], inputs["toPort"]].map(numeric);
    const source = sources.extensions;
    const hasPorts = ["tcp", "udp", "6", "17"].includes(protocol);
    if (hasPorts && (inputs["fromPort"] === undefined || inputs["toPort"] === undefined))
      yield refused(
        `${at}${inputs["fromPort"] === undefined ? "fromPort" : "toPort"}`,
        undefined,
        `${protocol} with fromPort and toPort`,
        source,
      );
    if (!hasPorts || from === undefined || to === undefined) return;
    for (const [name, port] of [
      ["fromPort", from],
      ["toPort", to],
    ] as const)
      if (port < 0 || port > 65_535) yield refused(`${at}${name}`, port, "0 to 65,535", source);
    if (from > to) yield refused(`${at}fromPort`, from, `at most toPort (${to})`, source);
  };

export const securityGroupRule = ports("ipProtocol");
export const formerSecurityGroupRule = ports("protocol");

export const securityGroup: RefusesTogether = function* (inputs) {
  for (const direction of ["ingress", "egress"])
    for (const [index, rule] of list(inputs[direction]).entries())
      yield* ports("protocol", `${direction}[${index}].`)(fields(rule));
};

/** Combinations that SQS rejects in a queue. */
export const queue: RefusesTogether = function* (inputs) {
  const [name, isFifo] = [text(inputs["name"]), text(inputs["fifoQueue"]) === "true"];
  if (name !== "" && isFifo !== name.endsWith(".fifo"))
    yield refused(
      "name",
      name,
      isFifo ? "names that end in .fifo for a FIFO queue" : "names that do not end in .fifo",
      sources.extensions,
    );
  if (!isFifo)
    for (const property of ["contentBasedDeduplication", "deduplicationScope", "fifoThroughputLimit"])
      if (inputs[property] !== undefined && text(inputs[property]) !== "false")
        yield refused(
          property,
          inputs[property],
          `no ${property} for a queue that is not FIFO`,
          sources.extensions,
        );
};
