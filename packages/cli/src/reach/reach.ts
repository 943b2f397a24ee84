import {
  connectionOf,
  connectionsOf,
  nameOfPlace,
  type Connection,
  type Reachability,
  type Reached,
} from "@ballast/analysis";
import { reachabilityOf, standsOn } from "@ballast/plan";
import Table from "cli-table3";
import colors from "picocolors";
import { planAll, plansOf, planned, printErrors } from "../planning.ts";
import { readPlace, readTarget, ReachError } from "./places.ts";

export interface ReachOptions {
  format: "table" | "json";
  udp?: boolean;
}

/** The result for one port. */
interface Answered {
  from: string;
  to: string;
  port: number;
  transport: "tcp" | "udp";
  answer: Reached["answer"];
  path: string[];
  obstacle?: string;
}

/** @returns the exit status. */
export async function reach(
  stack: string,
  asked: { from: string; to: string } | undefined,
  { format, udp = false }: ReachOptions,
): Promise<number> {
  const { project, plan } = await planned(
    stack,
    (stacks) => new ReachError(`There is no stack ${stack}: ${stacks}.`),
  );
  const foundations = await planAll(project, standsOn(plan));
  if (printErrors(foundations)) return 1;
  const network = reachabilityOf([plan, ...plansOf(foundations)]);
  const answers = (asked ? answersTo(asked, network, udp) : connectionsOf(network)).map(answered);
  if (format === "json") console.log(JSON.stringify(asked ? answers : { stack, answers }, null, 2));
  else console.log(asked ? told(answers) : tableOf(answers));
  return asked && answers.some(({ answer }) => answer !== "yes") ? 1 : 0;
}

function answersTo(
  { from, to }: { from: string; to: string },
  network: Reachability,
  udp: boolean,
): Connection[] {
  const source = readPlace(from, network.parties);
  const { place, ports } = readTarget(to, network);
  if (source.kind !== "party" && place.kind !== "party")
    throw new ReachError(`Neither ${from} nor ${to} is in a plan; one side must be.`);
  const transport = udp ? "udp" : "tcp";
  return ports.map((port) => connectionOf({ from: source, to: place, port, transport }, network));
}

function answered({ from, to, port, transport, reached }: Connection): Answered {
  const { answer, path, obstacle } = reached;
  return {
    from: nameOfPlace(from),
    to: nameOfPlace(to),
    port,
    transport,
    answer,
    path,
    ...(obstacle !== undefined && { obstacle }),
  };
}

const marks: Record<Reached["answer"], (text: string) => string> = {
  yes: (text) => colors.green(text),
  partly: (text) => colors.yellow(`${text} in part`),
  unknown: (text) => colors.yellow(`${text}?`),
  no: () => "",
};

function tableOf(answers: Answered[]): string {
  const rows = [...new Set(answers.map(({ from }) => from))];
  const columns = [...new Set(answers.map(({ to }) => to))];
  const table = new Table({ head: ["from", ...columns], style: { head: [], border: [] } });
  for (const from of rows) {
    const cells = columns.map((to) =>
      answers
        .filter((one) => one.from === from && one.to === to)
        .map(({ answer, port }) => marks[answer](String(port)))
        .filter((cell) => cell !== "")
        .join("\n"),
    );
    table.push([from, ...cells]);
  }
  return `${table.toString()}\nTCP ports. An empty field cannot be reached. A ? means that no plan determines whether the port can be reached.`;
}

function told(answers: Answered[]): string {
  return answers.map(sentence).join("\n\n");
}

function sentence({ from, to, port, transport, answer, path, obstacle }: Answered): string {
  const words: Record<Reached["answer"], string> = {
    yes: colors.green("yes"),
    no: colors.red("no"),
    partly: colors.yellow("in part"),
    unknown: colors.yellow("unknown"),
  };
  return [
    `${words[answer]}: ${from} to ${to}, ${transport.toUpperCase()} ${port}`,
    ...path.map((step) => `  ${step}`),
    ...(obstacle === undefined ? [] : [`  ${colors.bold("stopped:")} ${obstacle}`]),
  ].join("\n");
}
