/** Tests that `npm test` leaves out because they need more than Node: `*.<suite>.test.ts`, run by `npm run test:<suite>`. */
export const suites = {
  engine: "the pulumi command or Go",
  aws: "Python, for an emulator of AWS",
  clair: "Go and PostgreSQL",
  browser: "Chromium",
  pack: "minutes, to pack and install every package",
  sdk: "Go and Python",
  scratch: "minutes, on copies of this repository",
  root: "root, loop devices and mount namespaces",
};
