import { quoted } from "./texts.ts";

/**
 * The commands in a file that the machine itself runs later, as a shell script; undefined for files that it
 * does not run.
 */
export function laterScript(path: string, text: string): string | undefined {
  if (/^#!\s*\/\S*(?:\/env\s+)?\w*sh\b/.test(text)) return text;
  if (/\/systemd\/system\/.*\.(?:service|conf)$/.test(path)) return ofUnit(text);
  if (/^\/etc\/cron(?:tab$|\.d\/)/.test(path)) return ofCron(text, true);
  if (/^\/var\/spool\/cron\//.test(path)) return ofCron(text, false);
  if (path === "/etc/anacrontab") return ofAnacron(text);
  if (declaring.test(path)) return unfollowed(text);
  const isRun =
    /^#!/.test(text) ||
    /^\/etc\/(?:rc\.local|rc\.d\/|init\.d\/|profile$|profile\.d\/|cron\.\w+\/)|^\/var\/lib\/cloud\/scripts\//.test(
      path,
    );
  return isRun ? (text.startsWith("#!") ? unfollowed(text) : text) : undefined;
}

/**
 * Files that make other programs write files, run commands or set environment variables, at boot or on an
 * event.
 */
const declaring =
  /^\/(?:etc|run|usr\/lib)\/(?:tmpfiles\.d|udev\/rules\.d)\/|^\/etc\/(?:cloud\/cloud\.cfg(?:$|\.d\/)|logrotate\.d\/|systemd\/system\.conf(?:$|\.d\/))/;

/** A text that no shell runs, as the argument of a program that is not analyzed. */
const unfollowed = (text: string): string => `unfollowed ${quoted(text)}`;

/** The commands of a systemd unit. Its environment settings become those of a program. */
function ofUnit(text: string): string {
  return text
    .replaceAll(/\\\n/g, " ")
    .split("\n")
    .flatMap((line) => {
      const [, command = ""] = /^\s*Exec\w+\s*=\s*[-@:+!|]*\s*(.*)$/.exec(line) ?? [];
      if (command !== "") return [command.replaceAll("%%", "%")];
      return /^\s*(?:Environment|PassEnvironment|EnvironmentFile)\s*=/.test(line) ? [unfollowed(line)] : [];
    })
    .join("\n");
}

/** The commands of an anacron table: period, delay, name, command. */
function ofAnacron(text: string): string {
  return text
    .split("\n")
    .flatMap((line) => /^\s*(?:\d+|@\w+)\s+\d+\s+\S+\s+(.*)$/.exec(line)?.[1] ?? [])
    .join("\n");
}

function ofCron(text: string, hasUser: boolean): string {
  const form = hasUser
    ? /^\s*(?:@\w+|(?:[\d*,/A-Za-z-]+\s+){5})\s*\w[\w-]*\s+(.*)$/
    : /^\s*(?:@\w+|(?:[\d*,/A-Za-z-]+\s+){5})\s*(.*)$/;
  return text
    .split("\n")
    .flatMap((line) => form.exec(line)?.[1] ?? [])
    .join("\n");
}
