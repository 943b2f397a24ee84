/**
 * The lines of a Linux instance's user data that may wait. cloud-init runs user data before systemd starts Docker and the ECS
 * agent, so it must not wait for anything; text that it stores in files runs later and is not looked at. A command that is not
 * known here may wait.
 */
export function linesThatMayWait(userData: string): string[] {
  return userData
    .replaceAll(/<<'?(\w+)'?\n[^]*?\n\1\n/g, "\n")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .filter((line) => !neverWaits.test(line) || /[;&|`]|\$\(/.test(line));
}

const neverWaits =
  /^(mkdir|cat|chmod|touch|say|set|\. \/opt\/|\w+=|systemctl (daemon-reload$|enable (?!.*--now)|start --no-block ))/;
