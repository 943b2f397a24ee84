import type { Command } from "commander";

interface CommandHelp {
  /** The text in the list of all commands. */
  summary: string;
  /** Examples, printed after the options. */
  examples: readonly string[];
}

/** Examples in the help of `ballast` itself. */
export const firstSteps: readonly string[] = [
  "ballast plan",
  "ballast report --out .ballast/report",
  "ballast plan --help",
];

/** Help of each command, keyed by its name after `ballast`. */
export const commandHelp: Readonly<Record<string, CommandHelp>> = {
  plan: {
    summary: "Plan stacks offline, with findings and costs",
    examples: [
      "ballast plan",
      "ballast plan network-dev --format json",
      "ballast plan -e prod --out .ballast/plans",
    ],
  },
  cost: {
    summary: "Estimate the monthly cost of a stack, by resource",
    examples: ["ballast cost network-dev", "ballast cost network-prod --region us-east-1"],
  },
  "prices update": {
    summary: "Read AWS's price lists",
    examples: ["ballast prices update --region eu-central-1"],
  },
  diff: {
    summary: "Compare the plans of the working tree with those of a commit",
    examples: [
      "ballast diff --against origin/main",
      "ballast diff network-prod --against HEAD~1 --format markdown",
    ],
  },
  watch: {
    summary: "Plan again after each save, and show the changes",
    examples: ["ballast watch", "ballast watch rexray-ebs-dev network-dev"],
  },
  report: {
    summary: "Write the plans as one web page, with diagrams",
    examples: [
      "ballast report --out .ballast/report",
      "ballast report -e prod --against main --out .ballast/report",
    ],
  },
  doctor: {
    summary: "Check this machine, the account and the region before a deployment",
    examples: ["ballast doctor network-dev rexray-efs-dev", "ballast doctor --environment prod --offline"],
  },
  place: {
    summary: "Simulate where ECS places tasks, and what events change",
    examples: [
      "ballast place placement-dev --lose-zone eu-central-1b",
      "ballast place cluster.yaml --scale web=8 --why",
      "ballast place --cluster main --why web",
    ],
  },
  reach: {
    summary: "Show what can connect to what in a stack",
    examples: ["ballast reach rexray-efs-prod", "ballast reach rexray-efs-prod web files:2049"],
  },
  may: {
    summary: "Show the permissions of a stack's roles, and missing ones",
    examples: ["ballast may clair-prod", "ballast may clair-prod clair s3:GetObject"],
  },
  status: {
    summary: "Show the state of services, their alarms, recovery points and restore drills",
    examples: ["ballast status rexray-ebs-dev", "ballast status --cluster main --format json"],
  },
  "scan-status": {
    summary: "Show which images services run, and the gate's last verdict on them",
    examples: ["ballast scan-status clair-prod", "ballast scan-status clair-prod --format json"],
  },
  logs: {
    summary: "Print the logs of services",
    examples: ["ballast logs rexray-ebs-dev --service mysql --since 15m --follow"],
  },
  exec: {
    summary: "Open a shell in a container of a service, and show missing requirements of ECS Exec",
    examples: [
      "ballast exec rexray-ebs-dev mysql",
      "ballast exec rexray-ebs-dev mysql -- mysqladmin status",
      "ballast exec rexray-ebs-dev mysql --check",
    ],
  },
  rollback: {
    summary: "Roll a service back to its previous task definition",
    examples: ["ballast rollback rexray-ebs-dev mysql", "ballast rollback rexray-ebs-prod mysql --yes"],
  },
  hosts: {
    summary: "List container instances, their AMIs and their next patch",
    examples: ["ballast hosts rexray-ebs-dev", "ballast hosts --cluster main --format json"],
  },
  drain: {
    summary: "Drain a container instance and wait for its services",
    examples: [
      "ballast drain --cluster main --task-of mysql",
      "ballast drain --cluster main --instance i-0123456789abcdef0 --yes",
    ],
  },
  volumes: {
    summary: "List a stack's data stores and the volumes of Docker plugins, and remove such a volume",
    examples: [
      "ballast volumes rexray-efs-dev",
      "ballast volumes rexray-efs-dev --remove rexray-efs-dev/files --no-snapshot",
    ],
  },
  "move-volume": {
    summary: "Move an EBS volume to another zone by a snapshot",
    examples: ["ballast move-volume rexray-ebs-dev-mysql --cluster main --to eu-central-1b"],
  },
  restore: {
    summary: "Restore a data store of a stack next to the existing one",
    examples: ["ballast restore rexray-ebs-prod", "ballast restore rexray-ebs-prod --store mysql --apply"],
  },
  accept: {
    summary: "Run an acceptance test of a stack in a real account",
    examples: [
      "ballast accept rexray-ebs-dev",
      "ballast accept rexray-ebs-dev --yes --timeout 600 --format json",
    ],
  },
  completion: {
    summary: "Print a shell's completion script",
    examples: ["ballast completion bash", "ballast completion zsh"],
  },
};

/** All commands without subcommands, with their names after `ballast`. */
export function commandsIn(program: Command, before = ""): [string, Command][] {
  return program.commands.flatMap((command): [string, Command][] => {
    const name = `${before}${command.name()}`;
    return command.commands.length > 0 ? commandsIn(command, `${name} `) : [[name, command]];
  });
}

/** Adds summaries and examples to the commands' help, and wraps the text after the options to the terminal's width. */
export function withHelp(program: Command): Command {
  addExamples(program, firstSteps);
  for (const group of program.commands.filter(({ commands }) => commands.length > 0))
    addExamples(
      group,
      commandsIn(group, `${group.name()} `).flatMap(([name]) => commandHelp[name]?.examples ?? []),
    );
  for (const [name, command] of commandsIn(program)) {
    const { summary = "", examples = [] } = commandHelp[name] ?? {};
    addExamples(command.summary(summary), examples);
  }
  return program;
}

function addExamples(command: Command, examples: readonly string[]): void {
  command
    .addHelpText("after", ["\nExamples:", ...examples.map((one) => `  ${one}`)].join("\n"))
    .configureOutput({
      writeOut: (text) => void process.stdout.write(fitted(text, process.stdout.columns ?? 80)),
    });
}

/** Wraps paragraphs, and prints each exit status on a separate line. */
export function fitted(help: string, width: number): string {
  return help
    .split("\n")
    .flatMap((line) => {
      const [, statuses] = /^Exit status: (.*)$/.exec(line) ?? [];
      if (statuses === undefined) return line.startsWith(" ") ? [line] : wrapped(line, width, "");
      const each = statuses.replace(/\.$/, "").split(/; (?=\d )/);
      return [
        "Exit status:",
        ...each.flatMap((status) => wrapped(`  ${status.replace(/^(\d) /, "$1  ")}`, width, "     ")),
      ];
    })
    .join("\n");
}

/** @param indent Indentation of the lines after the first. */
function wrapped(line: string, width: number, indent: string): string[] {
  const lines: string[] = [];
  let rest = line;
  while (rest.length > width) {
    const end = rest.lastIndexOf(" ", width);
    if (end <= indent.length) break;
    lines.push(rest.slice(0, end));
    rest = indent + rest.slice(end + 1);
  }
  return [...lines, rest];
}
