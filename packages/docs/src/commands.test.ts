import { Command } from "commander";
import { commandsPage } from "./commands.ts";

it("shows each command's own help, what is added after it too", () => {
  const plan = new Command("plan")
    .option("-o, --out <directory>", "where")
    .addHelpText("after", "\nExit status: 0 fine; 1 not fine, or late.");
  const page = commandsPage(new Command("ballast").description("Plans.").addCommand(plan));
  expect(page).toContain("Usage: ballast [options] [command]");
  expect(page).toContain("## ballast plan\n\n```text\nUsage: ballast plan [options]\n");
  expect(page).toContain("-o, --out <directory>");
  expect(page).toContain("Exit status: 0 fine; 1 not fine, or late.\n```");
  expect(page.replace(/ +/g, " ")).toContain("| `ballast plan` | fine | not fine, or late |");
});
